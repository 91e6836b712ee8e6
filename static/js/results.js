// The answer: options as bars on one time axis, the border ribbon under them, paging around them.

import { timeAxis } from "./axis.js";
import { bar } from "./bars.js";
import { dragAxis } from "./drag.js";
import { paintLine } from "./colors.js";
import { el, fill, modeIcon, place } from "./dom.js";
import { t } from "./i18n.js";
import { borderEffect, crossings, endRange, ownMode, rides, roadDelay, span } from "./itinerary.js";
import { changes, delayChip, modeName, safeText } from "./phrases.js";
import { drawRibbon } from "./ribbon.js";
import { clock, duration, durations, longDay, ms } from "./time.js";

const FEW = 5;
const CHANGE_S = 420;
const MANY = 4;
const CHOSEN = { FARE: "wish.cheaper", CROWDING: "wish.roomier" };

/**
 * The ways of an answer in the order they are shown: rides by departure, then one's own means.
 * With `all` false only the first few rides.
 */
export function optionsOf(answer, all = true) {
  const byStart = (a, b) => ms(a.startTime) - ms(b.startTime) || ms(a.endTime) - ms(b.endTime);
  const sorted = [...answer.itineraries].sort(byStart);
  const few = sorted.filter((option, index) => index < FEW || isSafeChoice(option, answer));
  return [...(all || sorted.length <= FEW + 1 ? sorted : few), ...answer.direct];
}

/** Whether an option is the last with which one arrives in time in four cases of five. */
function isSafeChoice(option, answer) {
  const safe = answer.navette?.leaveBy;
  return Boolean(safe) && option.id === safe.id && option.startTime === safe.departure;
}

/** The option to show first: the shortest ride, a change weighing as much as seven minutes. */
export function firstChoice(options) {
  const costs = options.map((it) => (rides(it).length ? it.duration + CHANGE_S * (it.transfers ?? 0) : Infinity));
  return Math.max(0, costs.indexOf(Math.min(...costs)));
}

/**
 * Draws an answer into `section`.
 * @param {object} answer the plan response
 * @param {object[]} options the ways to show
 * @param {{select: (index: number) => void, page: (cursor: string) => void, more: () => void,
 *   move: (ms: number) => void, tools: () => Node}} actions
 * @returns {{select: (index: number) => HTMLElement, series: (series: object|null, failed?: boolean) => void}}
 */
export function drawResults(section, answer, options, actions) {
  const zone = answer.from?.tz ?? options[0]?.legs[0].from.tz;
  const axis = timeAxis(options.flatMap(reach), zone);
  const list = el("ol", { class: "options" });
  const ribbon = el("div", { class: "ribbon" });
  const ticks = el("div", { class: "plot__ticks", "aria-hidden": "true" });
  const hours = el("div", { class: "plot__hours", "aria-hidden": "true" });
  const line = el("span", { class: "plot__crossing", "aria-hidden": "true", hidden: true });
  const plot = el("div", { class: "plot" }, ticks, hours, list, ribbon, el("div", { class: "plot__over" }, line));
  const marks = distinctions(options.filter((option) => rides(option).length));
  const rows = options.map((option, index) => row(option, index, axis, {
    mark: marks.get(option), safe: isSafeChoice(option, answer) ? safeText(answer.navette.leaveBy) : null,
  }, actions));
  fill(list, withMore(rows, options, answer, actions));
  fill(section, heading(answer, options, zone, actions), plot);
  section.hidden = false;

  let chosen = 0;
  new ResizeObserver(() => {
    drawTicks(ticks, hours, axis);
    drawCrossing(line, options[chosen], rows[chosen], ribbon, axis);
  }).observe(plot);
  dragAxis(plot, [hours, ribbon], axis, actions.move);

  return {
    select(index) {
      chosen = index;
      rows.forEach((node, at) => node.firstChild.setAttribute("aria-pressed", String(at === index)));
      drawCrossing(line, options[index], rows[index], ribbon, axis);
      return rows[index];
    },
    series(series, failed) {
      ribbon.dataset.corridor = series?.id ?? "";
      drawRibbon(ribbon, series, axis, failed);
      drawCrossing(line, options[chosen], rows[chosen], ribbon, axis);
    },
    axis,
  };
}

// Rides beyond the first few wait behind one button.
function withMore(rows, options, answer, actions) {
  const hidden = optionsOf(answer).length - options.length;
  if (!hidden) return rows;
  const button = el("button", { type: "button", on: { click: actions.more } }, t("results.more", { n: hidden }));
  return [...rows, el("li", { class: "options__more" }, button)];
}

function heading(answer, options, zone, actions) {
  const first = options.length ? Math.min(...options.map((option) => ms(option.startTime))) : Date.now();
  return el(
    "div",
    { class: "results__head" },
    el("h2", { id: "results-title", tabindex: "-1" }, longDay(first, zone)),
    el(
      "div",
      { class: "results__pages" },
      pager(t("results.earlier"), "‹", answer.previousPageCursor, actions),
      pager(t("results.later"), "›", answer.nextPageCursor, actions),
    ),
    actions.tools(),
  );
}

function pager(text, arrow, cursor, actions) {
  const sign = el("span", { "aria-hidden": "true" }, arrow);
  const words = el("span", {}, text);
  return el(
    "button",
    { class: "quiet", type: "button", disabled: !cursor, on: { click: () => actions.page(cursor) } },
    arrow === "‹" ? [sign, " ", words] : [words, " ", sign],
  );
}

function row(option, index, axis, said, actions) {
  const own = !rides(option).length;
  return el(
    "li",
    { class: own ? "option option--own" : "option" },
    el(
      "button",
      { class: "option__button", type: "button", "aria-pressed": "false", on: { click: () => actions.select(index) } },
      el("span", { class: "option__text" }, times(option), facts(option, own, said)),
      bar(option, axis),
    ),
  );
}

function times(option) {
  const { start, end } = span(option);
  const [first, last] = [option.legs[0].from.tz, option.legs.at(-1).to.tz];
  return el(
    "span",
    { class: "option__times" },
    el("time", { datetime: option.startTime }, clock(start, first)),
    el("span", { class: "option__arrow", "aria-hidden": "true" }, "–"),
    el("span", { class: "vh" }, ` ${t("option.to")} `),
    el("time", { datetime: option.endTime }, clock(end, last)),
  );
}

function facts(option, own, { mark, safe }) {
  const delay = roadDelay(option);
  const { early, late } = endRange(option);
  const seconds = option.duration;
  const spread = early + late >= 60000
    ? el("span", { class: "range" }, ` ${durations(seconds - early / 1000, seconds + late / 1000)}`)
    : null;
  return el(
    "span",
    { class: rides(option).length > MANY ? "option__facts option__facts--many" : "option__facts" },
    el("span", { class: "option__duration" }, duration(seconds), spread),
    own ? el("span", { class: "option__own" }, modeIcon(ownMode(option)), modeName(ownMode(option))) : lines(option),
    own ? null : el("span", { class: "option__changes" }, changes(option.transfers ?? 0)),
    delay ? el("span", { class: "option__delay" }, el("span", { class: "vh" }, `${t("option.road")} `), delayChip(delay)) : null,
    mark ? el("span", { class: "option__mark" }, mark) : null,
    safe ? el("span", { class: "option__mark option__safe" }, safe) : null,
  );
}

const parks = (option) => option.legs.some((leg) => leg.navette?.parking);

function lines(option) {
  return el(
    "span",
    { class: "option__lines" },
    parks(option) ? el("span", { class: "option__park" }, modeIcon("CAR"), t("option.park")) : null,
    rides(option).map((leg) =>
      paintLine(el("span", { class: "line" }, leg.routeShortName || leg.displayName || modeName(leg.mode)), leg)),
  );
}

// One word for what sets an option apart, where exactly one option has it.
function distinctions(itineraries) {
  const marks = new Map();
  if (itineraries.length < 2) return marks;
  const single = (measure) => {
    const best = Math.min(...itineraries.map(measure));
    const found = itineraries.filter((it) => measure(it) === best);
    return found.length === 1 ? found[0] : null;
  };
  const fewest = single((it) => it.transfers ?? 0);
  const fastest = single((it) => it.duration);
  for (const option of itineraries) {
    const chosen = option.navette?.chosenFor?.find((criterion) => criterion in CHOSEN);
    if (chosen) marks.set(option, t(CHOSEN[chosen]));
  }
  if (fewest) marks.set(fewest, t("option.fewest"));
  if (fastest) marks.set(fastest, t("option.fastest"));
  return marks;
}

function reach(option) {
  const { start, end } = span(option);
  return [start, end + endRange(option).late];
}

function drawTicks(lines, hours, axis) {
  const ticks = axis.ticks(lines.clientWidth).map((tick) => ({ ...tick, left: axis.at(tick.at) }));
  fill(lines, ticks.map(({ left }) => el("span", { class: "tick", at: { left } })));
  fill(hours, el("div", { class: "hours" }, ticks.map(({ left, label }) => el("span", { class: "hour", at: { left } }, label))));
}

// A hairline ties the crossing of the chosen option to the moment of the ribbon it meets; there is
// none where the option crosses elsewhere, by rail for example.
function drawCrossing(line, option, row, ribbon, axis) {
  const meets = option && borderEffect(option)?.id === ribbon.dataset.corridor;
  const [crossing] = meets ? crossings(option) : [];
  const tip = ribbon.querySelector(".ribbon__tip");
  line.hidden = !crossing || !tip;
  if (tip) fill(tip);
  if (line.hidden) return;
  const mark = row.querySelector(".bar").getBoundingClientRect();
  const origin = line.parentElement.getBoundingClientRect();
  place(line, { left: axis.at(ms(crossing.time)) });
  line.style.top = `${mark.top - origin.top}px`;
  fill(tip, el("span", { class: "ribbon__mark", at: { left: axis.at(ms(crossing.time)) } }));
}
