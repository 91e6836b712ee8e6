// Forms of changes to lines there are: a modification in, its fields out. What only the server knows
// of the line (its stops, its trips) is filled in when it comes.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { choice, flag, group, number } from "./fields.js";
import { lineName, lineOf } from "./lookup.js";
import { line as lineDetail } from "./net.js";
import { periodFields } from "./periods.js";
import { badge } from "./linepicker.js";
import { rerouteFields } from "./rerouteform.js";
import { know } from "./stops.js";
import { troubleText } from "./trouble.js";

/** The fields of a change to a line. */
export function changeForm(part, context) {
  const make = FORMS[part.type];
  return [heads(part), ...make(part, context)];
}

/** Whether there is such a form. */
export const hasChangeForm = (type) => type in FORMS;

const FORMS = {
  "remove-trips": () => [el("p", { class: "small" }, t("form.removed"))],
  "adjust-speed": (part, context) => [
    el("div", { class: "row" }, number(context, ["scale"], t("form.speed"), { scale: 0.01, hint: t("form.speedHint") })),
    flag(context, ["scaleDwells"], t("form.dwells"), { off: undefined }),
  ],
  "adjust-frequency": (part, context) => [
    later(part.route, (line) => sources(context, line)), periodFields(part, context, "entries"),
    flag(context, ["retainTripsOutsideFrequencyEntries"], t("form.retain"), { off: false }),
  ],
  "remove-stops": (part, context) => [
    later(part.routes?.[0], (line) => stopBoxes(context, line)),
    el("div", { class: "row" }, number(context, ["secondsSavedAtEachStop"], t("form.saved"), { whole: true })),
  ],
  reroute: (part, context) => [later(part.routes?.[0], (line) => rerouteFields(part, context, line))],
};

const heads = (part) => {
  const ids = part.routes ?? (part.route ? [part.route] : []);
  return ids.length ? el("p", { class: "lineup" }, ids.map((id) => [lineOf(id) ? badge(lineOf(id)) : id, " ", lineOf(id)?.longName ?? lineName.line(id)])) : null;
};

/** What is built once the line is known. Errors: TypeError where no line is named. */
export function later(id, build) {
  const box = el("div", { class: "later" }, el("p", { class: "small" }, t("shelf.loading")));
  if (typeof id !== "string") throw new TypeError("no line is named");
  lineDetail(id).then((line) => {
    line.patterns.forEach((pattern) => pattern.stops.forEach(know));
    fill(box, build(line));
  }).catch((problem) => fill(box, el("p", { class: "f__error" }, troubleText(problem))));
  return box;
}

// By which of the line's trips a timetable runs.
function sources(context, line) {
  const options = line.patterns.map((pattern) => [pattern.trip, t("form.pattern", {
    from: pattern.stops[0].name, to: pattern.stops.at(-1).name, n: pattern.departures.length,
  })]);
  return group(t("form.sources"), context.get().entries.map((entry, index) => {
    const known = options.some(([trip]) => trip === entry.sourceTrip) ? options : [...options, [entry.sourceTrip, entry.sourceTrip]];
    return choice(context, ["entries", index, "sourceTrip"], t("form.sourceOf", { n: index + 1 }), known, { wide: true });
  }));
}

function stopBoxes(context, line) {
  const stops = new Map(line.patterns.flatMap((pattern) => pattern.stops).map((stop) => [stop.id, stop.name]));
  const gone = new Set(context.get().stops ?? []);
  return group(t("form.stops"), el("div", { class: "checks checks--tall" }, [...stops].map(([id, name], index) => {
    const node = el("input", { type: "checkbox", id: `f-${context.key}-gone-${index}` });
    node.checked = gone.has(id);
    node.addEventListener("change", () => context.change((part) => {
      part.stops = [...stops.keys()].filter((each) => (each === id ? node.checked : part.stops.includes(each)));
    }, { redraw: false }));
    return el("label", { class: "check" }, node, el("span", {}, name));
  })));
}
