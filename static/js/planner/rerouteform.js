// Another way for a line between two of its stops: a reroute in, its fields out. It holds for the runs
// that call at both in this order; its lists are kept as long as the format asks for.

import { placeField } from "../combobox.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { button, choice, number } from "./fields.js";
import { roadMetres, USUAL_KMH } from "./line.js";
import { stopOf } from "./stoplist.js";
import { nameOf, placeOf } from "./stops.js";

const DWELL_S = 20;

/** The fields of a reroute of a line. */
export function rerouteFields(part, context, line) {
  const called = new Map(line.patterns.flatMap((pattern) => pattern.stops).map((stop) => [stop.id, stop.name]));
  const stops = [["", t("reroute.end")], ...called];
  const anchor = (name) => (now, value) => {
    if (value) now[name] = value;
    else delete now[name];
    settle(now);
  };
  return [
    el("p", { class: "small" }, t("reroute.says")),
    el("div", { class: "row" },
      choice(context, ["fromStop"], t("reroute.from"), stops, { set: anchor("fromStop") }),
      choice(context, ["toStop"], t("reroute.to"), stops, { set: anchor("toStop") })),
    el("ol", { class: "stops" }, (part.stops ?? []).map((stop, index) => el("li", { class: "stop" },
      el("span", { class: "stop__dot", "aria-hidden": "true" }), el("div", { class: "stop__name" }, nameOf(stop)),
      button("✕", () => context.change((now) => {
        now.stops.splice(index, 1);
        settle(now);
      }), { kind: "mini", title: t("stops.drop", { name: nameOf(stop) }), id: `drop-stop-${context.key}-${index}` })))),
    search(context),
    el("div", { class: "row" }, (part.hopTimes ?? []).map((_, hop) =>
      number(context, ["hopTimes", hop], t("reroute.hop", { n: hop + 1 }), { scale: 60 }))),
  ];
}

function search(context) {
  const id = `add-stop-${context.key}`;
  const input = el("input", {
    id, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
    "aria-describedby": `${id}-error`, autocomplete: "off", spellcheck: "false", placeholder: t("stops.addHint"),
  });
  queueMicrotask(() => input.isConnected && placeField(input, { onChoose: (place) => context.change((part) => {
    part.stops.push(stopOf(place));
    settle(part);
  }) }));
  return el("div", { class: "f f--wide f--search" }, el("label", { for: id }, t("reroute.add")), input,
    el("ul", { id: `${id}-list`, role: "listbox", "aria-label": t("stops.found"), hidden: true }), el("p", { class: "f__error", id: `${id}-error` }));
}

// Times for all hops between the stops that stay and the new ones, by their distance.
function settle(part) {
  const way = [part.fromStop && { id: part.fromStop }, ...part.stops, part.toStop && { id: part.toStop }].filter(Boolean);
  part.hopTimes = way.slice(1).map((stop, hop) => Math.max(30, Math.round((roadMetres(placeOf(way[hop]), placeOf(stop)) / USUAL_KMH) * 3.6)));
  part.dwellTimes = way.map(() => DWELL_S);
}
