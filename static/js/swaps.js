// Another ride in place of one: an itinerary, a ride of it and its alternative in, the changed itinerary out.

import { el, fill } from "./dom.js";
import { paintLine } from "./colors.js";
import { t } from "./i18n.js";
import { isRide } from "./itinerary.js";
import { modeName } from "./phrases.js";
import { problemText } from "./problems.js";
import { clock, ms } from "./time.js";

const SHORTEST_WALK_S = 30;
const TIMES = ["startTime", "endTime", "scheduledStartTime", "scheduledEndTime"];
const CALL_TIMES = ["arrival", "departure", "scheduledArrival", "scheduledDeparture"];

/**
 * A closed panel under a ride with what else would do; it asks once, when it is opened.
 * @param {object} itinerary
 * @param {number} index of the ride among its legs
 * @param {{others: (itinerary: object) => Promise<object|null>, take: (changed: object) => void}} actions
 */
export function swapPanel(itinerary, index, actions) {
  const body = el("div", { class: "swaps__list", "aria-live": "polite" });
  const panel = el("details", { class: "swaps" }, el("summary", {}, t("swap.title")), body);
  panel.addEventListener("toggle", () => panel.open && load(), { once: true });
  return panel;

  async function load() {
    fill(body, el("p", { class: "small" }, t("status.searching")));
    try {
      const known = await actions.others(itinerary);
      const ways = known?.legs[index]?.alternatives ?? [];
      fill(body, ways.length
        ? el("ul", {}, ways.map((way) => el("li", {}, choice(way))))
        : el("p", { class: "small" }, t("swap.none")));
    } catch (problem) {
      fill(body, el("p", { class: "notice" }, problemText(problem)));
    }
  }

  function choice(way) {
    const ride = way.find(isRide);
    const own = itinerary.legs[index];
    const elsewhere = ride.from.name !== own.from.name || ride.to.name !== own.to.name;
    return el("button", { class: "quiet swaps__one", type: "button", on: { click: () => actions.take(swapped(itinerary, index, way), ride.navette?.swapped) } },
      el("span", {}, `${clock(ms(ride.startTime), ride.from.tz)} – ${clock(ms(ride.endTime), ride.to.tz)}`), " ",
      paintLine(el("span", { class: "line" }, ride.routeShortName || ride.displayName || modeName(ride.mode)), ride), " ",
      elsewhere ? el("span", { class: "small" }, `${ride.from.name} → ${ride.to.name}`) : null);
  }
}

/** A notice that a ride was swapped, with the way back. */
export function swapNotice(itinerary, actions) {
  if (!itinerary.swappedFrom) return null;
  return el("p", { class: "notice notice--with swaps__notice" }, el("span", {}, itinerary.id ? t("swap.reckoned") : t("swap.done")),
    el("button", { class: "quiet", type: "button", on: { click: () => actions.take(itinerary.swappedFrom) } }, t("swap.back")));
}

/**
 * The itinerary with another way in place of one ride. What was reckoned for the whole (fare, carbon,
 * chances) is not known until the server has told it; ways of one's own before the first ride and after the last move along.
 */
export function swapped(itinerary, index, way) {
  const { legs } = itinerary;
  let last = index;
  while (legs[last + 1]?.interlineWithPreviousLeg) last += 1;
  const [before, after] = [legs.slice(0, index), legs.slice(last + 1)];
  const middle = way.filter((leg) => isRide(leg) || leg.duration >= SHORTEST_WALK_S).map(withoutMargin);
  const start = before.some(isRide) ? upToRide(before) : moved(before, ms(middle[0].startTime) - ms(before.at(-1)?.endTime));
  const end = after.some(isRide) ? fromRide(after) : moved(after, ms(middle.at(-1).endTime) - ms(after[0]?.startTime));
  const all = [...start, ...middle, ...end];
  const { startTime } = all[0];
  const { endTime } = all.at(-1);
  return {
    ...itinerary, id: "", legs: all, startTime, endTime, duration: (ms(endTime) - ms(startTime)) / 1000,
    transfers: Math.max(0, all.filter((leg) => isRide(leg) && !leg.interlineWithPreviousLeg).length - 1),
    navette: { ...itinerary.navette, chosenFor: [], changes: null, onTime: null, fare: null, emission: null },
    swappedFrom: itinerary.swappedFrom ?? itinerary,
  };
}

// The walks of a change belong to the ride that is swapped: the alternative brings its own.
const upToRide = (legs) => legs.slice(0, legs.findLastIndex(isRide) + 1);

function fromRide(legs) {
  const [first, ...others] = legs.slice(legs.findIndex(isRide));
  return [withoutMargin(first), ...others];
}

const withoutMargin = (leg) => ({ ...leg, navette: { ...leg.navette, spareSeconds: null } });

function moved(legs, change) {
  if (!change) return legs;
  const later = (owner, names) => Object.fromEntries(names.filter((name) => owner[name])
    .map((name) => [name, new Date(ms(owner[name]) + change).toISOString()]));
  return legs.map((leg) => ({
    ...leg, ...later(leg, TIMES),
    from: { ...leg.from, ...later(leg.from, CALL_TIMES) }, to: { ...leg.to, ...later(leg.to, CALL_TIMES) },
  }));
}
