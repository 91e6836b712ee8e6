// The form of a commute: two places, two times, the days of the week; a commute to save comes out.

import { placeField } from "./combobox.js";
import { placeOf, saveCommute } from "./commute.js";
import { el, fill } from "./dom.js";
import { t } from "./i18n.js";
import { readTime } from "./time.js";

const DAYS = [
  "commute.monday", "commute.tuesday", "commute.wednesday", "commute.thursday", "commute.friday", "commute.saturday",
  "commute.sunday",
];
const USUAL = { arrive: "08:30", leave: "17:30", days: [1, 2, 3, 4, 5] };

/**
 * Draws the form into `section`.
 * @param {object|null} given a commute to change, or its `home` and `work` alone
 * @param {{saved: () => void, left: () => void}} actions
 */
export function commuteForm(section, given, actions) {
  const start = { ...USUAL, ...given };
  const error = el("p", { class: "field__error", role: "alert" });
  const [arrive, leave] = [clockInput("commute-arrive", start.arrive), clockInput("commute-leave", start.leave)];
  const boxes = [1, 2, 3, 4, 5, 6, 7].map((day) => dayBox(day, start.days.includes(day)));
  const form = el("form", { class: "commute__form", novalidate: true, autocomplete: "off", on: { submit: save } },
    el("h2", { id: "commute-title" }, t("commute.set")),
    el("div", { class: "search__places" }, placeBox("home", t("commute.home")), placeBox("work", t("commute.work"))),
    el("div", { class: "commute__times" },
      el("label", { for: "commute-arrive" }, t("commute.arrive")), arrive,
      el("label", { for: "commute-leave" }, t("commute.leave")), leave),
    el("fieldset", {}, el("legend", {}, t("commute.days")), el("div", { class: "wishes__chips" }, boxes.map((box) => box.label))),
    error,
    el("p", { class: "small" }, t("commute.private")),
    el("div", { class: "commute__buttons" },
      el("button", { class: "go", type: "submit" }, t("commute.save")),
      el("button", { class: "quiet", type: "button", on: { click: actions.left } }, t("commute.cancel"))));
  fill(section, form);
  const home = placeField(document.getElementById("commute-home"));
  const work = placeField(document.getElementById("commute-work"));
  if (start.home) home.set(start.home);
  if (start.work) work.set(start.work);
  (start.home ? arrive : document.getElementById("commute-home")).focus();

  async function save(event) {
    event.preventDefault();
    try {
      const places = await Promise.all([settle(home), settle(work)]);
      const times = [arrive, leave].map((input) => readTime(input.value));
      const days = boxes.filter((box) => box.input.checked).map((box) => box.day);
      error.textContent = !times.every(Boolean) ? t("search.badTime") : days.length ? "" : t("commute.noDay");
      if (!places.every(Boolean) || error.textContent) return;
      const commute = { home: placeOf(places[0]), work: placeOf(places[1]), arrive: times[0], leave: times[1], days };
      if (saveCommute(commute)) actions.saved();
      else error.textContent = t("commute.notKept");
    } catch {
      error.textContent = t("search.noAnswer");
    }
  }
}

async function settle(field) {
  if (!field.value() && !field.text().trim()) {
    field.fail(t("commute.needPlace"));
    return null;
  }
  const place = await field.resolve();
  if (!place) field.fail(t("search.nothing", { text: field.text().trim() }));
  return place;
}

function placeBox(end, label) {
  const id = `commute-${end}`;
  return el("div", { class: "field", "data-field": end === "home" ? "from" : "to" },
    el("label", { for: id }, label),
    el("input", {
      id, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
      "aria-describedby": `${id}-error`, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      placeholder: t("search.fromHint"),
    }),
    el("ul", { id: `${id}-list`, role: "listbox", "aria-label": t("search.suggestions"), hidden: true }),
    el("p", { class: "field__error", id: `${id}-error`, role: "alert" }));
}

function clockInput(id, value) {
  const input = el("input", { id, type: "text", inputmode: "numeric", maxlength: 5, class: "commute__clock" });
  input.value = value;
  return input;
}

function dayBox(day, checked) {
  const input = el("input", { type: "checkbox", "data-day": day });
  input.checked = checked;
  return { day, input, label: el("label", { class: "chip" }, input, el("span", {}, t(DAYS[day - 1]))) };
}
