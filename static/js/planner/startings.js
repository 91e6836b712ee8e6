// How a change of a line begins: the line as it is today in, a modification that leaves all to be
// said out.

import { clockText, WEEKDAYS } from "./shape.js";

const HOUR_S = 3600;

/** A modification of a type for a line with its patterns. */
export function changeOf(type, line) {
  return STARTS[type](line);
}

const STARTS = {
  "remove-trips": ({ id }) => ({ type: "remove-trips", routes: [id] }),
  "adjust-speed": ({ id }) => ({ type: "adjust-speed", routes: [id], scale: 1.1 }),
  "adjust-frequency": otherHeadways,
  "remove-stops": ({ id }) => ({ type: "remove-stops", routes: [id], stops: [], secondsSavedAtEachStop: 20 }),
  reroute: ({ id }) => ({ type: "reroute", routes: [id], stops: [], hopTimes: [], dwellTimes: [] }),
};

// Both directions, from the day's first to its last departure, as often as today.
function otherHeadways({ id, patterns }) {
  const main = [0, 1].map((direction) => patterns.find((each) => each.direction === direction && each.departures.length)).filter(Boolean);
  const entries = main.map((pattern) => {
    const [first, last] = [Math.min(...pattern.departures), Math.max(...pattern.departures)];
    const usual = pattern.departures.length > 1 ? (last - first) / (pattern.departures.length - 1) : HOUR_S;
    return {
      sourceTrip: pattern.trip, startTime: clockText(first), endTime: clockText(last + 60), headwaySecs: Math.max(60, Math.round(usual / 60) * 60),
      ...Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, true])),
    };
  });
  return { type: "adjust-frequency", route: id, retainTripsOutsideFrequencyEntries: false, entries };
}
