// The load along a line: riders from stop to stop against seats and places, the border marked; drawn,
// and as a table.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { figure, percent } from "./numbers.js";
import { clockText } from "./shape.js";
import { scrolled } from "./tables.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [760, 320, 96, 14, 26, 92];
const SLOT_S = 900;

/** Draws the profile of every line that was simulated. */
export function drawProfiles(node, lines) {
  fill(node, lines.filter((line) => line.segments.length).map(profileOf));
  if (!node.childElementCount) fill(node, el("p", { class: "small" }, t("profile.none")));
}

function profileOf(line) {
  const state = { direction: line.fullest?.direction ?? 0, from: line.fullest?.fromS ?? line.segments[0].fromS };
  const plot = el("div", { class: "profile__plot", tabindex: "0", role: "region", "aria-label": `${line.name}: ${t("profile.title")}` });
  const table = el("div", {});
  const id = `profile-${line.routeId.replace(/\W/g, "-")}`;
  const direction = el("select", { id: `${id}-way` }, directions(line).map(([value, label]) => el("option", { value }, label)));
  const quarter = el("select", { id: `${id}-when` }, [...new Set(line.segments.map((each) => each.fromS))].sort((a, b) => a - b)
    .map((from) => el("option", { value: from }, `${clockText(from)} – ${clockText(from + SLOT_S)}`)));
  direction.value = String(state.direction);
  quarter.value = String(state.from);
  for (const select of [direction, quarter]) select.addEventListener("change", draw);
  draw();
  return el("section", { class: "profile", "aria-label": line.name },
    el("div", { class: "row" },
      el("div", { class: "f" }, el("label", { for: direction.id }, t("profile.direction")), direction),
      el("div", { class: "f" }, el("label", { for: quarter.id }, t("profile.quarter")), quarter)),
    plot, el("details", { class: "more" }, el("summary", {}, t("profile.asTable")), table));

  function draw() {
    const way = Number(direction.value);
    const hops = ordered(line, way, Number(quarter.value));
    fill(plot, hops.length ? drawing(line, way, hops) : el("p", { class: "small" }, t("profile.nothing")));
    fill(table, tableOf(hops));
  }
}

const directions = (line) => [...new Set(line.segments.map((each) => each.direction))].sort().map((way) => {
  const stops = stopsOf(line, way);
  return [String(way), t("profile.way", { from: stops[0].name, to: stops.at(-1).name })];
});

// The stops in the order in which a direction calls: the file's, or turned round.
function stopsOf(line, way) {
  const first = line.segments.find((each) => each.direction === way);
  const at = (name) => line.stops.findIndex((stop) => stop.name === name);
  return first && at(first.fromStop) > at(first.toStop) ? [...line.stops].reverse() : line.stops;
}

// The segments of a quarter along the way; a segment without riders then has none.
function ordered(line, way, from) {
  const stops = stopsOf(line, way);
  const here = line.segments.filter((each) => each.direction === way && each.fromS === from);
  if (!here.length) return [];
  return stops.slice(1).map((stop, hop) => ({
    from: stops[hop], to: stop,
    ...(here.find((each) => each.fromStop === stops[hop].name && each.toStop === stop.name) ?? { riders: 0, seats: 0, places: 0 }),
  }));
}

function drawing(line, way, hops) {
  const most = Math.max(1, ...hops.map((hop) => Math.max(hop.places, hop.riders))) * 1.08;
  const weights = hops.map(({ from, to }) => Math.max(0.25, Math.hypot((to.lon - from.lon) * 0.65, to.lat - from.lat) * 100));
  const total = weights.reduce((all, each) => all + each, 0);
  const x = [LEFT];
  weights.forEach((each) => x.push(x.at(-1) + (each / total) * (WIDTH - LEFT - RIGHT)));
  const y = (value) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const fullest = hops.reduce((best, hop) => (hop.riders > best.riders ? hop : best), hops[0]);
  const label = t("profile.says", { line: line.name, riders: figure(fullest.riders), from: fullest.from.name, to: fullest.to.name, seats: figure(fullest.seats), places: figure(fullest.places) });
  const svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label, class: "profile__svg" });
  svg.append(
    ...ticks(most).map((value) => group(
      node("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value), class: "p-grid" }), words(figure(value), { x: LEFT - 6, y: y(value) + 4, class: "p-axis", "text-anchor": "end" }))),
    ...hops.map((hop, at) => node("rect", { x: x[at] + 1, width: Math.max(1, x[at + 1] - x[at] - 2), y: y(hop.riders), height: Math.max(0, y(0) - y(hop.riders)), class: hop.riders > hop.seats ? "p-bar p-bar--standing" : "p-bar" })),
    ...hops.flatMap((hop, at) => (hop.from.country === hop.to.country ? [] : border(hop, (x[at] + x[at + 1]) / 2))),
    ...hops.map((hop, at) => words(figure(hop.riders), { x: (x[at] + x[at + 1]) / 2, y: y(hop.riders) - 5, class: "p-value", "text-anchor": "middle" })),
    ...["seats", "places"].map((name) => node("path", { d: hops.map((hop, at) => `${at ? "L" : "M"}${x[at]} ${y(hop[name])}H${x[at + 1]}`).join(""), class: `p-${name}` })),
    words(t("profile.seats"), { x: WIDTH - RIGHT, y: y(hops.at(-1).seats) - 5, class: "p-note", "text-anchor": "end" }),
    words(t("profile.places"), { x: WIDTH - RIGHT, y: y(hops.at(-1).places) - 5, class: "p-note", "text-anchor": "end" }),
    ...[hops[0].from, ...hops.map((hop) => hop.to)].map((stop, at) => words(short(stop.name), { x: 0, y: 0, class: "p-stop", "text-anchor": "end", transform: `translate(${x[at] + 4} ${HEIGHT - BOTTOM + 16}) rotate(-38)` })));
  return svg;
}

const border = (hop, x) => [
  node("line", { x1: x, x2: x, y1: TOP - 8, y2: HEIGHT - BOTTOM, class: "p-border" }),
  words(`${hop.from.country} ▸ ${hop.to.country}`, { x, y: TOP - 12, class: "p-note", "text-anchor": "middle" }),
];

const short = (name) => (name.length > 19 ? `${name.slice(0, 18)}…` : name);

function ticks(most) {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].find((each) => most / each <= 5) ?? 5000;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}

function tableOf(hops) {
  const heads = [t("profile.segment"), t("profile.riders"), t("profile.seats"), t("profile.places"), t("profile.share")];
  return scrolled(t("profile.title"), el("table", { class: "small-table" },
    el("thead", {}, el("tr", {}, heads.map((text) => el("th", { scope: "col" }, text)))),
    el("tbody", {}, hops.map((hop) => el("tr", {}, el("th", { scope: "row" }, `${hop.from.name} – ${hop.to.name}`),
      [figure(hop.riders, 1), figure(hop.seats), figure(hop.places), percent(hop.places ? hop.riders / hop.places : NaN)].map((text) => el("td", {}, text)))))));
}

function node(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

const words = (text, attributes) => {
  const made = node("text", attributes);
  made.textContent = text;
  return made;
};

const group = (...children) => {
  const made = node("g", {});
  made.append(...children);
  return made;
};
