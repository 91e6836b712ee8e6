// One time axis for everything that is drawn against time on the page.

import { clock } from "./time.js";

const MINUTE = 60000;
const STEPS_MIN = [10, 15, 20, 30, 60, 120, 240];
const TICK_PX = 62;
const LABEL_PX = 32;

/**
 * An axis from the first to the last of some instants, with a little air on both sides.
 * @param {number[]} instants milliseconds
 * @param {string} zone the zone its ticks are read in
 */
export function timeAxis(instants, zone) {
  const [first, last] = [Math.min(...instants), Math.max(...instants)];
  const air = Math.max((last - first) * 0.02, 2 * MINUTE);
  const from = Math.floor((first - air) / (5 * MINUTE)) * 5 * MINUTE;
  const to = Math.ceil((last + air) / (5 * MINUTE)) * 5 * MINUTE;
  return {
    from,
    to,
    zone,
    /** Where an instant stands, in per cent of the axis. */
    at: (instant) => ((instant - from) / (to - from)) * 100,
    /** How much of the axis a span takes, in per cent. */
    span: (start, end) => ((end - start) / (to - from)) * 100,
    /** Round clock times that fit a drawing of `width` pixels. */
    ticks: (width) => ticks(from, to, zone, width),
  };
}

function ticks(from, to, zone, width) {
  const room = Math.max(2, Math.floor(width / TICK_PX));
  const step = (STEPS_MIN.find((m) => (to - from) / (m * MINUTE) <= room) ?? 480) * MINUTE;
  const found = [];
  const edge = ((to - from) * LABEL_PX) / (2 * Math.max(width, 1));
  for (let at = Math.ceil((from + edge) / step) * step; at <= to - edge; at += step) {
    found.push({ at, label: clock(at, zone) });
  }
  return found;
}
