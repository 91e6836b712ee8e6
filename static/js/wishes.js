// What a traveller wishes: a set of choices in, members of a plan request and a text for links out.

import { keep, kept } from "./kept.js";

const STORE = "navette.wishes";

/** The choices where nobody has set any. */
export const USUAL = Object.freeze({
  train: true, tram: true, bus: true, walk: true, car: true, park: true, bike: false,
  along: false, free: false, wheelchair: false, slow: false, seat: false, changes: "any",
});
/** The means of transport among the choices. */
export const MEANS = ["train", "tram", "bus", "bike", "walk", "car", "park"];
/** The other choices that are on or off. */
export const NEEDS = ["free", "seat", "slow", "wheelchair", "along"];
/** How many changes are put up with. */
export const CHANGES = ["any", "one", "none"];

const TRANSIT = { train: ["RAIL"], tram: ["TRAM", "FUNICULAR"], bus: ["BUS", "COACH", "RIDE_SHARING"] };
const DIRECT = { walk: "WALK", bike: "BIKE", car: "CAR" };
const BEFORE = { park: "CAR_PARKING", bike: "BIKE" };
const SLOW_MPS = 0.8;
const SLOW_FACTOR = 1.5;
const CYCLING_S = 5400;

/** The choices of before on this device. */
export const remembered = () => sound(kept(STORE));

/** Remembers choices on this device. */
export const remember = (wishes) => keep(STORE, wishes);

/** Choices with every member there and none that nobody knows. */
export function sound(given) {
  const found = { ...USUAL };
  for (const [name, usual] of Object.entries(USUAL)) {
    const value = given?.[name];
    if (name === "changes" ? CHANGES.includes(value) : typeof value === typeof usual) found[name] = value;
  }
  return found;
}

/** Whether choices leave any way to travel. */
export const leavesAWay = (wishes) => MEANS.some((name) => name !== "park" && wishes[name]);

/** The members of a plan request that stand for choices. */
export function requestOf(wishes) {
  const rides = Object.keys(TRANSIT).filter((name) => wishes[name]);
  const along = wishes.bike && wishes.along;
  const criteria = [wishes.free && "FARE", wishes.seat && "CROWDING"].filter(Boolean);
  return {
    ...(rides.length < 3 ? { transitModes: rides.flatMap((name) => TRANSIT[name]) } : {}),
    directModes: valuesOf(DIRECT, wishes),
    preTransitModes: ["WALK", ...valuesOf(BEFORE, wishes)],
    ...(wishes.bike ? { maxDirectTime: CYCLING_S } : {}),
    ...(along ? { requireBikeTransport: true, postTransitModes: ["WALK", "BIKE"] } : {}),
    ...(wishes.wheelchair ? { wheelchair: true } : {}),
    ...(wishes.slow ? { pedestrianSpeed: SLOW_MPS, transferTimeFactor: SLOW_FACTOR } : {}),
    ...(wishes.changes === "any" ? {} : { maxTransfers: wishes.changes === "one" ? 1 : 0 }),
    ...(criteria.length ? { criteria } : {}),
  };
}

const valuesOf = (table, wishes) => Object.keys(table).filter((name) => wishes[name]).map((name) => table[name]);

/** What differs from the usual choices, as a short text such as "-car,bike,one". */
export function written(wishes) {
  const words = [...MEANS, ...NEEDS].filter((name) => wishes[name] !== USUAL[name])
    .map((name) => (wishes[name] ? name : `-${name}`));
  return [...words, ...(wishes.changes === "any" ? [] : [wishes.changes])].join(",");
}

/** The choices of such a text; words that nobody knows are passed over. */
export function read(text) {
  const found = {};
  for (const word of (text ?? "").split(",")) {
    const name = word.replace(/^-/, "");
    if (CHANGES.includes(word)) found.changes = word;
    else if (name in USUAL) found[name] = name === word;
  }
  return sound(found);
}

/**
 * An answer without its paid rides, where they are to be avoided and free ones are known.
 * `whole` is then the answer as it came, `paid` how many stay away; `noFree` says that all cost.
 */
export function withoutPaid(answer, wishes) {
  if (!wishes?.free || !answer.itineraries.length) return answer;
  const isFree = (it) => it.navette?.fare && it.navette.fare.amount === 0 && !it.navette.fare.atLeast;
  const free = answer.itineraries.filter(isFree);
  const paid = answer.itineraries.length - free.length;
  if (!free.length) return { ...answer, noFree: true };
  return paid ? { ...answer, itineraries: free, paid, whole: answer } : answer;
}
