// The border ribbon: the forecast delay of one corridor as a heat strip on the options' axis.

import { el, fill } from "./dom.js";
import { heatColor, heatStep } from "./colors.js";
import { t } from "./i18n.js";
import { delayText, rangeText } from "./phrases.js";
import { serverNow } from "./serverclock.js";
import { clock, ms } from "./time.js";

/**
 * Draws the ribbon into `node`; where there is nothing to draw it says why, and without a corridor it is hidden.
 * @param {object|null} series what /api/forecasts/corridors/{id} says; null where it could not be had
 * @param {object} axis the axis of the options above
 * @param {boolean} failed whether a corridor is met whose series could not be had
 */
export function drawRibbon(node, series, axis, failed = false) {
  const cells = series ? inside(series, axis) : [];
  node.hidden = !series && !failed;
  fill(
    node,
    el(
      "p",
      { class: "ribbon__name" },
      el("span", {}, t("ribbon.title")),
      " ",
      el("b", {}, series?.name ?? ""),
      series?.illustrative ? el("span", { class: "tag" }, t("tag.illustrative")) : null,
      series?.stale ? el("span", { class: "tag" }, t("tag.stale")) : null,
    ),
    cells.length
      ? el("div", { class: "ribbon__strip", role: "img", "aria-label": spoken(series, cells, axis) },
        cells.map((cell) => drawCell(cell, axis)), el("span", { class: "ribbon__tip" }))
      : el("p", { class: "small" }, missing(axis, failed)),
  );
}

// Hours that have passed are forecast no more, and what was measured is not kept for long.
function missing(axis, failed) {
  if (failed) return t("ribbon.failed");
  return t(axis.to < serverNow() ? "ribbon.past" : "ribbon.none");
}

// Hours already measured have a value without a range; a forecast begins where they end.
function inside({ live, forecast }, axis) {
  const measured = live.map((one) => ({ ...one, p10: one.value, p50: one.value, p90: one.value }));
  return [...measured, ...forecast]
    .map((value) => ({ start: ms(value.from), end: ms(value.to), p10: value.p10 / 60, p50: value.p50 / 60, p90: value.p90 / 60 }))
    .filter((value) => value.end > axis.from && value.start < axis.to)
    .map((value) => ({ ...value, start: Math.max(value.start, axis.from), end: Math.min(value.end, axis.to) }));
}

// The strip is a stack: late edge above, expected value in the middle, early edge below. Where the
// forecast is sure the three agree and the cell is one colour; where it is not, it shades.
function drawCell(cell, axis) {
  const node = el("span", { class: "ribbon__cell", at: { left: axis.at(cell.start), width: axis.span(cell.start, cell.end) } });
  node.style.setProperty("--late", heatColor(cell.p90));
  node.style.setProperty("--mid", `var(--heat-${heatStep(cell.p50)})`);
  node.style.setProperty("--early", heatColor(cell.p10));
  node.classList.toggle("ribbon__cell--hot", heatStep(cell.p50) >= 4);
  node.title = `${clock(cell.start, axis.zone)} ${delayText(cell)} ${rangeText(cell)}`;
  node.append(
    el("span", { class: "ribbon__value" }, Math.round(cell.p50) ? t("ribbon.value", { n: Math.round(cell.p50) }) : "0"),
    rangeText(cell) ? el("span", { class: "ribbon__span" }, rangeText(cell)) : "",
  );
  return node;
}

function spoken(series, cells, axis) {
  const worst = cells.reduce((a, b) => (b.p50 > a.p50 ? b : a));
  return t("ribbon.spoken", {
    name: series.name,
    worst: delayText(worst),
    range: rangeText(worst) || delayText(worst),
    time: clock(worst.start, axis.zone),
  });
}
