// One corridor over time: what is usual, what is forecast with its band, what is measured.

import uPlot from "uplot";

import { locale } from "./i18n.js";
import { clock, ms } from "./time.js";

const HEIGHT_PX = 230;

/**
 * Draws a corridor's delay in minutes into `node` and keeps it as wide as the node.
 * @param {object} series what /api/forecasts/corridors/{id} says
 * @param {{zone: string, mark: number|null}} view the zone of the hours; an instant to mark
 * @returns {() => void} takes the chart away
 */
export function drawChart(node, series, { zone, mark }) {
  const data = columns(series);
  const chart = new uPlot(options(node, zone, mark), data, node);
  const follow = new ResizeObserver(() => chart.setSize({ width: node.clientWidth, height: HEIGHT_PX }));
  follow.observe(node);
  return () => {
    follow.disconnect();
    chart.destroy();
  };
}

/** One row of x (unix seconds) and one row of minutes for p10, p90, p50, usual and live. */
export function columns(series) {
  const rows = new Map();
  const put = (text, at, seconds) => {
    const x = ms(text) / 1000;
    if (!rows.has(x)) rows.set(x, [null, null, null, null, null]);
    rows.get(x)[at] = seconds / 60;
  };
  for (const value of series.forecast) {
    put(value.from, 0, value.p10);
    put(value.from, 1, value.p90);
    put(value.from, 2, value.p50);
  }
  for (const value of series.usual) put(value.from, 3, value.value);
  for (const value of series.live) put(value.from, 4, value.value);
  const xs = [...rows.keys()].sort((a, b) => a - b);
  return [xs, ...[0, 1, 2, 3, 4].map((at) => xs.map((x) => rows.get(x)[at]))];
}

function options(node, zone, mark) {
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const grid = { stroke: color("--hair"), width: 1 };
  const axis = { stroke: color("--ink-3"), font: `12px ${getComputedStyle(document.body).fontFamily}`, grid, ticks: { show: false } };
  const accent = color("--accent");
  return {
    width: node.clientWidth,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: false } },
    padding: [12, 8, 0, 0],
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
    scales: { y: { range: (_, low, high) => [0, Math.max(5, Math.ceil((high ?? 0) * 1.12))] } },
    axes: [
      { ...axis, size: 28, values: (_, splits) => splits.map((at) => clock(at * 1000, zone)) },
      { ...axis, size: 34, values: (_, splits) => splits.map((value) => value.toLocaleString(locale())) },
    ],
    series: [
      {},
      { stroke: "transparent", points: { show: false } },
      { stroke: "transparent", points: { show: false } },
      { stroke: accent, width: 2.5, points: { show: false } },
      { stroke: color("--ink"), width: 1.5, dash: [3, 4], points: { show: false } },
      { stroke: color("--ink"), width: 0, points: { show: true, size: 5, fill: color("--ink"), stroke: color("--ink") } },
    ],
    bands: [{ series: [2, 1], fill: `${accent}33` }],
    hooks: { draw: [(chart) => marks(chart, mark, color("--ink"))] },
  };
}

// A dashed line where the chosen trip meets the corridor.
function marks(chart, mark, ink) {
  const [first, last] = [chart.data[0][0], chart.data[0].at(-1)];
  if (mark === null || mark / 1000 < first || mark / 1000 > last) return;
  const x = Math.round(chart.valToPos(mark / 1000, "x", true));
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
