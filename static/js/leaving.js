// When to drive off: every quarter of an hour of a drive as a bar, the best window, the latest safe one.

import { drive } from "./api.js";
import { el, fill } from "./dom.js";
import { t } from "./i18n.js";
import { basisText } from "./phrases.js";
import { problemText } from "./problems.js";
import { clock, dayAndClock, duration, ms } from "./time.js";

const BEFORE_MS = 2 * 3600000;
const SPAN_S = 4 * 3600;
const QUARTER_MS = 900000;

/** A closed panel for a leg by car; it asks the server once, when it is opened. */
export function leavingPanel(leg) {
  const body = el("div", { class: "leaving", "aria-live": "polite" });
  const panel = el("details", { class: "leg__leaving" }, el("summary", {}, t("leaving.title")), body);
  panel.addEventListener("toggle", () => panel.open && load(body, leg), { once: true });
  return panel;
}

async function load(body, leg) {
  fill(body, el("p", { class: "small" }, t("leaving.wait")));
  try {
    const told = await drive({
      fromPlace: `${leg.from.lat},${leg.from.lon}`,
      toPlace: `${leg.to.lat},${leg.to.lon}`,
      time: new Date(Math.floor((ms(leg.startTime) - BEFORE_MS) / QUARTER_MS) * QUARTER_MS).toISOString(),
      span: SPAN_S,
      arriveBefore: leg.endTime,
    });
    draw(body, told, leg.from.tz, ms(leg.startTime));
  } catch (problem) {
    fill(body, el("p", { class: "notice" }, problemText(problem)));
  }
}

function draw(body, told, zone, own) {
  if (!told.departures.length) {
    fill(body, el("p", { class: "small" }, t("leaving.none")));
    return;
  }
  const longest = Math.max(...told.departures.map((one) => ms(one.arrival.p90) - ms(one.departure)));
  const { best, leaveBy } = told;
  fill(
    body,
    best ? el("p", {}, t("leaving.best", {
      from: clock(ms(best.from), zone), to: clock(ms(best.to), zone), time: duration(best.durationS),
    })) : null,
    leaveBy ? el("p", {}, t("leaving.by", {
      time: clock(ms(leaveBy.departure), zone), arrival: clock(ms(leaveBy.arriveBefore), zone),
      n: Math.round(100 * leaveBy.chance),
    })) : null,
    el("ol", { class: "leaving__bars" }, told.departures.map((one) => bar(one, longest, zone, own, best))),
    el("p", { class: "small" }, `${t("leaving.rarely")} ${source(told, zone)}`),
  );
}

function bar(one, longest, zone, own, best) {
  const at = ms(one.departure);
  const [middle, late] = ["p50", "p90"].map((name) => (ms(one.arrival[name]) - at) / longest);
  const node = el("li", { class: "leaving__bar" },
    el("time", { datetime: one.departure }, clock(at, zone)),
    el("span", { class: "leaving__track" }, el("span", { class: "leaving__late" }), el("span", { class: "leaving__fill" })),
    el("span", { class: "leaving__text" }, t("leaving.bar", {
      time: duration(one.durationS), late: duration((ms(one.arrival.p90) - at) / 1000),
    })));
  node.style.setProperty("--middle", `${(100 * middle).toFixed(1)}%`);
  node.style.setProperty("--late", `${(100 * late).toFixed(1)}%`);
  node.classList.toggle("leaving__bar--best", Boolean(best) && ms(best.from) <= at && at <= ms(best.to));
  if (Math.abs(at - own) < QUARTER_MS / 2) node.setAttribute("aria-current", "time");
  return node;
}

function source(told, zone) {
  if (!told.basis.length) return t("leaving.free");
  return [
    ...told.basis.map(basisText),
    told.dataUntil ? t("leg.dataUntil", { time: dayAndClock(ms(told.dataUntil), zone) }) : null,
    told.illustrative ? t("tag.illustrative") : null,
  ].filter(Boolean).join(" · ");
}
