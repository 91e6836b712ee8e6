// Readings of an itinerary that more than one part of the page needs.

import { ms } from "./time.js";

/** Start and end in milliseconds. */
export const span = (it) => ({ start: ms(it.startTime), end: ms(it.endTime) });

/** Whether a leg is a ride on a line rather than a way of one's own. */
export const isRide = (leg) => Boolean(leg.routeShortName || leg.tripId);

export const rides = (it) => it.legs.filter(isRide);

/** The corridor forecasts an itinerary meets, in order. */
export const effects = (it) => it.legs.flatMap((leg) => leg.navette?.corridors ?? []);

/** Every moment the border is crossed, with the leg that does it. */
export const crossings = (it) =>
  it.legs.flatMap((leg) => (leg.navette?.crossing ? [{ ...leg.navette.crossing, leg }] : []));

/** The corridor forecast met at the border itself: the last one entered before the crossing. */
export function borderEffect(it) {
  const met = effects(it);
  const [crossing] = crossings(it);
  return met.findLast((effect) => crossing && ms(effect.enter) <= ms(crossing.time)) ?? met[0];
}

/** The expected delay on the roads of an itinerary and its range, in minutes; null without one. */
export function roadDelay(it) {
  const met = effects(it);
  if (!met.length) return null;
  const sum = (name) => met.reduce((total, effect) => total + (effect[name] ?? 0), 0) / 60;
  const p50 = sum("delayP50");
  const { early, late } = endRange(it);
  if (early + late > 0) return { p10: p50 - early / 60000, p50, p90: p50 + late / 60000 };
  return { p10: sum("delayP10"), p50, p90: sum("delayP90") };
}

/**
 * How far the end of an itinerary may lie from what it says, in milliseconds: only where a
 * forecast has already been counted into it.
 */
export function endRange(it) {
  const last = it.legs.at(-1); // who drives to a train comes when the train comes
  if (!last?.navette?.arrivalP10 || !last.navette.arrivalP90) return { early: 0, late: 0 };
  const end = ms(last.endTime);
  return { early: Math.max(0, end - ms(last.navette.arrivalP10)), late: Math.max(0, ms(last.navette.arrivalP90) - end) };
}

/** Legs and the waits between them, as pieces of time. */
export function pieces(it) {
  const found = [];
  let last = null;
  for (const leg of it.legs) {
    const [start, end] = [ms(leg.startTime), ms(leg.endTime)];
    if (last !== null && start - last >= 30000) found.push({ kind: "wait", start: last, end: start });
    found.push({ kind: isRide(leg) ? "ride" : leg.mode === "WALK" ? "walk" : "own", start, end, leg });
    last = end;
  }
  return found;
}

/** The mode that names an itinerary without rides. */
export const ownMode = (it) => it.legs.find((leg) => leg.mode !== "WALK")?.mode ?? "WALK";
