// The stops of a line as a list: add one by its name, move it, take it out, and what lies between two
// stops: how long, how far, and on a lane of its own. The same by keyboard as on the map.

import { placeField } from "../combobox.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { button, flag, group, number, text } from "./fields.js";
import { hopMetres, insertStop, removeStop, reverse, setLane, setLength, setTime, shiftStop } from "./line.js";
import { figure } from "./numbers.js";
import { know, nameOf, placeOf } from "./stops.js";

/** The list of stops, the search that adds one, and the switch that draws on the map. */
export function stopFields(part, context, map) {
  const rows = part.stops.flatMap((stop, index) => [
    stopRow(stop, index, part, context, map), index < part.stops.length - 1 ? hopRow(index, context) : null,
  ]);
  return group(t("stops.title"),
    part.stops.length ? el("ol", { class: "stops" }, rows) : el("p", { class: "small" }, t("stops.none")),
    search(context, part),
    el("div", { class: "tools" },
      map.canDraw() ? button(map.isDrawing() ? t("stops.drawEnd") : t("stops.draw"), () => map.toggle(),
        { id: `draw-${context.key}`, pressed: map.isDrawing() }) : null,
      part.stops.length > 1 ? button(t("stops.reverse"), () => context.change(reverse), { id: `reverse-${context.key}` }) : null,
      flag(context, ["bidirectional"], t("line.both"), { off: false, value: part.bidirectional ?? true })));
}

function stopRow(stop, index, part, context, map) {
  const name = nameOf(stop) || t("stops.point", { n: index + 1 });
  const own = stop.id === undefined;
  const id = (what, at = index) => `${what}-stop-${context.key}-${at}`;
  // The focus goes along with the stop that is moved.
  const shift = (by) => {
    context.change((line) => shiftStop(line, index, by, placeOf));
    const wanted = [by < 0 ? "up" : "down", by < 0 ? "down" : "up"].map((what) => document.getElementById(id(what, index + by)));
    wanted.find((node) => node && !node.disabled)?.focus({ preventScroll: true });
  };
  return el("li", { class: "stop", on: { pointerenter: () => map.point(index), pointerleave: () => map.point(-1) } },
    el("span", { class: own ? "stop__dot stop__dot--new" : "stop__dot", "aria-hidden": "true" }),
    own
      ? text(context, ["stops", index, "name"], t("stops.name", { n: index + 1 }), { hidden: true })
      : el("div", { class: "stop__name" }, context.live(() => nameOf(context.get()?.stops[index]) || name), el("small", {}, t("stops.existing"))),
    el("div", { class: "stop__tools" },
      button("↑", () => shift(-1),
        { kind: "mini", id: id("up"), disabled: index === 0, title: t("stops.up", { name }) }),
      button("↓", () => shift(1),
        { kind: "mini", id: id("down"), disabled: index === part.stops.length - 1, title: t("stops.down", { name }) }),
      button("✕", () => context.change((line) => removeStop(line, index, placeOf)), { kind: "mini", id: id("drop"), title: t("stops.drop", { name }) })));
}

function hopRow(hop, context) {
  const number_ = (words) => el("span", {}, words, el("span", { class: "vh" }, ` ${t("stops.hop", { n: hop + 1 })}`));
  const metres = Math.round(hopMetres(context.get(), placeOf)[hop]);
  return el("li", { class: "hop" },
    number(context, ["frequencies", 0, "hopTimes", hop], number_(t("hop.minutes")), {
      scale: 60, set: (part, value) => setTime(part, "hopTimes", hop, value ?? 0),
    }),
    number(context, ["hopLengths", hop], number_(t("hop.metres")), {
      whole: true, value: context.get().hopLengths?.[hop] ?? metres, set: (part, value) => setLength(part, hop, value, placeOf),
    }),
    flag(context, ["rightOfWay", hop], number_(t("hop.lane")), {
      value: context.get().rightOfWay?.[hop] === "own-lane", set: (part, value) => setLane(part, hop, Boolean(value)),
    }),
    el("span", { class: "hop__speed" }, context.live(() => hopSpeed(context.get(), hop))));
}

function hopSpeed(part, hop) {
  const time = Number(part?.frequencies[0]?.hopTimes[hop]);
  const metres = part ? hopMetres(part, placeOf)[hop] : 0;
  return time > 0 && metres > 0 ? t("unit.kmh", { value: figure((metres / time) * 3.6) }) : "";
}

// The field is looked up by its ids once it stands in the page.
function search(context, part) {
  const id = `add-stop-${context.key}`;
  const input = el("input", {
    id, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
    "aria-describedby": `${id}-error`, autocomplete: "off", spellcheck: "false", placeholder: t("stops.addHint"),
  });
  const box = el("div", { class: "f f--wide f--search" }, el("label", { for: id }, t("stops.add")), input,
    el("ul", { id: `${id}-list`, role: "listbox", "aria-label": t("stops.found"), hidden: true }), el("p", { class: "f__error", id: `${id}-error` }));
  queueMicrotask(() => {
    if (!input.isConnected) return;
    placeField(input, { onChoose: (place) => {
      context.change((line) => insertStop(line, line.stops.length, stopOf(place), placeOf));
      document.getElementById(id)?.focus({ preventScroll: true });
    } });
  });
  return el("div", { class: "adder" }, box, part.stops.length ? null : el("p", { class: "small" }, t("stops.how")));
}

/** A stop of the file for a place of the search: an existing stop by its id, else a new one there. */
export function stopOf(place) {
  if (place.type === "STOP" && place.id) {
    know({ id: place.id, name: place.name, lat: place.lat, lon: place.lon, country: place.country });
    return { id: place.id };
  }
  return { lat: place.lat, lon: place.lon, name: place.name };
}
