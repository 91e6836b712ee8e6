// What if fewer drove: levers over one corridor's usual day, and what its queue then is.

import { whatIf } from "./api.js";
import { el, fill } from "./dom.js";
import { locale, t } from "./i18n.js";
import { problemText } from "./problems.js";
import { duration } from "./time.js";

const LEVERS = [
  { name: "telework", least: 0, most: 50, step: 5, value: 10 },
  { name: "shifted", least: 0, most: 50, step: 5, value: 0 },
  { name: "demand", least: -30, most: 50, step: 5, value: 0 },
  { name: "capacity", least: -50, most: 50, step: 10, value: 0 },
];
const EARLIER_MIN = -30;
const PAUSE_MS = 250;

/** A closed panel with levers for the corridor `id` on the day of the instant `at`. */
export function whatIfPanel(id, at) {
  const values = Object.fromEntries(LEVERS.map(({ name, value }) => [name, value]));
  const answer = el("div", { class: "whatif__answer", "aria-live": "polite" });
  const levers = el("div", { class: "whatif__levers" }, LEVERS.map((lever) => slider(lever)));
  const panel = el("details", { class: "whatif" },
    el("summary", {}, t("whatif.title")), el("p", { class: "small" }, t("whatif.model")), levers, answer);
  let timer = 0;
  let asked = 0;
  panel.addEventListener("toggle", () => panel.open && ask(), { once: true });
  return panel;

  function slider(lever) {
    const shown = el("output", {}, amount(lever.value));
    const input = el("input", {
      type: "range", min: lever.least, max: lever.most, step: lever.step, value: lever.value,
      on: {
        input: () => {
          values[lever.name] = Number(input.value);
          shown.textContent = amount(values[lever.name]);
          clearTimeout(timer);
          timer = setTimeout(ask, PAUSE_MS);
        },
      },
    });
    return el("label", { class: "whatif__lever" }, el("span", {}, t(NAMES[lever.name])), input, shown);
  }

  async function ask() {
    const mine = (asked += 1);
    try {
      const told = await whatIf(id, { ...values, shift: EARLIER_MIN, day: new Date(at).toISOString() });
      if (mine === asked) fill(answer, sentences(told));
    } catch (problem) {
      if (mine === asked) fill(answer, el("p", { class: "notice" }, problemText(problem)));
    }
  }
}

const NAMES = {
  telework: "whatif.telework", shifted: "whatif.shifted", demand: "whatif.demand", capacity: "whatif.capacity",
};

const amount = (value) => new Intl.NumberFormat(locale(), { style: "percent", signDisplay: "exceptZero" }).format(value / 100);

function sentences({ worstWaitS, vehicleHoursQueued, vehicles }) {
  const number = new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 });
  return [
    el("p", {}, el("b", {}, t("whatif.worst", { before: duration(worstWaitS.before), after: duration(worstWaitS.after) }))),
    el("p", {}, t("whatif.hours", {
      before: number.format(vehicleHoursQueued.before), after: number.format(vehicleHoursQueued.after),
    })),
    el("p", { class: "small" }, t("whatif.vehicles", {
      before: number.format(vehicles.before), after: number.format(vehicles.after),
    })),
  ];
}
