// The stops of a new line and the times between them: an add-trips in, the same changed in place.
// Every change of the stops keeps all lists of the file as long as the format asks for.

import { seconds } from "./shape.js";

const DETOUR = 1.3;
const EARTH_M = 6371008.8;
const USUAL_DWELL_S = 20;
export const USUAL_KMH = 20;

const isObject = (one) => one !== null && typeof one === "object" && !Array.isArray(one);

/** Whether a modification is a new line that can be drawn and edited; files may hold anything. */
export const isLine = (part) => part?.type === "add-trips" && Array.isArray(part.stops) && part.stops.every(isObject)
  && Array.isArray(part.frequencies) && part.frequencies.length > 0 && part.frequencies.every(isObject);

/** Metres between two points along a road that nobody has measured: straight with a detour. */
export function roadMetres(one, other) {
  if (!one || !other) return 0;
  const rad = Math.PI / 180;
  const [dLat, dLon] = [(other.lat - one.lat) * rad, (other.lon - one.lon) * rad];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(one.lat * rad) * Math.cos(other.lat * rad) * Math.sin(dLon / 2) ** 2;
  return DETOUR * 2 * EARTH_M * Math.asin(Math.sqrt(h));
}

/** Metres of every hop: as the file says, else by the places of its stops. */
export function hopMetres(line, placeOf) {
  return line.stops.slice(1).map((stop, hop) => {
    const said = line.hopLengths?.[hop];
    return typeof said === "number" && said > 0 ? said : roadMetres(placeOf(line.stops[hop]), placeOf(stop));
  });
}

/** Kilometres an hour between stops, stays not counted; the usual where nothing is known yet. */
export function speedOf(line, placeOf) {
  const times = line.frequencies[0]?.hopTimes ?? [];
  const metres = hopMetres(line, placeOf);
  const hops = metres.map((_, hop) => hop).filter((hop) => times[hop] > 0 && metres[hop] > 0);
  const sum = (list) => hops.reduce((all, hop) => all + list[hop], 0);
  return hops.length ? (sum(metres) / sum(times)) * 3.6 : USUAL_KMH;
}

/** Puts a stop in before the stop now at `index`. */
export function insertStop(line, index, stop, placeOf) {
  const kmh = speedOf(line, placeOf);
  line.stops.splice(index, 0, stop);
  const hop = index === 0 ? 0 : index - 1;
  for (const entry of line.frequencies) {
    stretch(entry, line.stops.length - 1);
    entry.dwellTimes.splice(index, 0, USUAL_DWELL_S);
    if (line.stops.length > 1) entry.hopTimes.splice(hop, 0, 0);
  }
  spread(line, (list, usual) => list.splice(hop, 0, usual));
  settle(line, [index - 1, index], kmh, placeOf);
}

/** Takes a stop out. */
export function removeStop(line, index, placeOf) {
  const kmh = speedOf(line, placeOf);
  const hop = index === 0 ? 0 : index - 1;
  line.stops.splice(index, 1);
  for (const entry of line.frequencies) {
    stretch(entry, line.stops.length + 1);
    entry.dwellTimes.splice(index, 1);
    entry.hopTimes.splice(hop, 1);
  }
  spread(line, (list) => list.splice(hop, 1));
  settle(line, index === 0 ? [] : [index - 1], kmh, placeOf);
}

/** Moves a stop up (-1) or down (1) in the order. */
export function shiftStop(line, index, by, placeOf) {
  const kmh = speedOf(line, placeOf);
  const other = index + by;
  if (other < 0 || other >= line.stops.length) return;
  for (const entry of line.frequencies) stretch(entry, line.stops.length);
  for (const list of [line.stops, ...line.frequencies.map((entry) => entry.dwellTimes)]) {
    [list[index], list[other]] = [list[other], list[index]];
  }
  const first = Math.min(index, other);
  settle(line, [first - 1, first, first + 1], kmh, placeOf);
}

/** Puts another stop in the place of one: what dragging does. */
export function replaceStop(line, index, stop, placeOf) {
  const kmh = speedOf(line, placeOf);
  for (const entry of line.frequencies) stretch(entry, line.stops.length);
  line.stops[index] = stop;
  settle(line, [index - 1, index], kmh, placeOf);
}

/** Turns the line round. */
export function reverse(line) {
  line.stops.reverse();
  line.rightOfWay?.reverse();
  line.hopLengths?.reverse();
  for (const entry of line.frequencies) {
    entry.hopTimes.reverse();
    entry.dwellTimes.reverse();
  }
}

/** Sets the times of all hops by one speed. */
export function setSpeed(line, kmh, placeOf) {
  settle(line, line.stops.map((_, hop) => hop), kmh, placeOf, { lengths: false });
}

/** Sets the time of a hop, or the stay at a stop, in all periods. */
export function setTime(line, list, index, value) {
  for (const entry of line.frequencies) {
    stretch(entry, line.stops.length);
    entry[list][index] = value;
  }
}

/** Sets the length of a hop in metres; without a value of its own it is measured again. */
export function setLength(line, hop, metres, placeOf) {
  const lengths = hopMetres(line, placeOf).map((each) => Math.max(1, Math.round(each)));
  if (metres === undefined) lengths[hop] = Math.max(1, Math.round(roadMetres(placeOf(line.stops[hop]), placeOf(line.stops[hop + 1]))));
  else lengths[hop] = metres;
  line.hopLengths = lengths;
}

/** Says whether a hop has a lane of its own. */
export function setLane(line, hop, own) {
  line.rightOfWay ??= line.stops.slice(1).map(() => "mixed");
  line.rightOfWay[hop] = own ? "own-lane" : "mixed";
  if (line.rightOfWay.every((each) => each === "mixed")) delete line.rightOfWay;
}

/** Minutes from end to end in the first period. */
export function runSeconds(line) {
  const [entry] = line.frequencies;
  const sum = (list) => (list ?? []).reduce((all, each) => all + (Number(each) || 0), 0);
  return sum(entry?.hopTimes) + sum((entry?.dwellTimes ?? []).slice(1, -1));
}

/** The first and the last departure of the day, seconds; null where no period says when. */
export function span(line) {
  const departures = line.frequencies.flatMap((entry) => {
    if (Array.isArray(entry.firstDepartures)) return entry.firstDepartures.map(seconds);
    const [start, end, headway] = [seconds(entry.startTime), seconds(entry.endTime), Number(entry.headwaySecs)];
    if (!(end > start) || !(headway > 0)) return [];
    return [start, start + Math.floor((end - 1 - start) / headway) * headway];
  }).filter(Number.isFinite);
  return departures.length ? [Math.min(...departures), Math.max(...departures)] : null;
}

// Lists of a period made as long as so many stops ask for.
function stretch(entry, stops) {
  entry.hopTimes = padded(entry.hopTimes, Math.max(0, stops - 1), 60);
  entry.dwellTimes = padded(entry.dwellTimes, stops, USUAL_DWELL_S);
}

const padded = (list, length, usual) => Array.from({ length }, (_, index) => list?.[index] ?? usual);

// The lists by hop beside the times, where the file has them.
function spread(line, change) {
  if (line.rightOfWay) change(line.rightOfWay, "mixed");
  if (line.hopLengths) change(line.hopLengths, 1);
  const hops = Math.max(0, line.stops.length - 1);
  if (line.rightOfWay) line.rightOfWay = padded(line.rightOfWay.slice(0, hops), hops, "mixed");
  if (line.hopLengths) line.hopLengths = padded(line.hopLengths.slice(0, hops), hops, 1);
  if (!hops) {
    delete line.rightOfWay;
    delete line.hopLengths;
  }
}

// Measures hops whose ends have changed, and sets their times by the line's speed.
function settle(line, hops, kmh, placeOf, { lengths = true } = {}) {
  for (const entry of line.frequencies) {
    stretch(entry, line.stops.length);
    const last = entry.dwellTimes.length - 1;
    if (last >= 0) entry.dwellTimes[0] = entry.dwellTimes[last] = 0;
    for (let stop = 1; stop < last; stop += 1) entry.dwellTimes[stop] ||= USUAL_DWELL_S;
  }
  const there = hops.filter((hop) => hop >= 0 && hop < line.stops.length - 1);
  for (const hop of there) {
    if (lengths && line.hopLengths) {
      line.hopLengths[hop] = Math.max(1, Math.round(roadMetres(placeOf(line.stops[hop]), placeOf(line.stops[hop + 1]))));
    }
    const time = Math.max(10, Math.round((hopMetres(line, placeOf)[hop] / kmh) * 3.6 / 5) * 5);
    for (const entry of line.frequencies) entry.hopTimes[hop] = time;
  }
}
