// A saved commute: kept on this device alone; what is saved and the moment in, the next ride to ask for out.

import { COMMUTE, forget, keep, kept } from "./kept.js";
import { isRide, span } from "./itinerary.js";
import { addDays, dayOf, instantOf, readTime } from "./time.js";

const DAYS_STORE = "navette.telework";
const HOUR_MS = 3600000;
const LATE_HOME_MS = 4 * HOUR_MS;
const CHANGE_MS = 420000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The commute of this device; null where none is saved or what is there is none. */
export function savedCommute() {
  const found = kept(COMMUTE);
  const whole = isPlace(found?.home) && isPlace(found?.work) && readTime(found.arrive ?? "") && readTime(found.leave ?? "");
  return whole && Array.isArray(found.days) && found.days.length ? found : null;
}

const isPlace = (place) => typeof place?.name === "string" && Number.isFinite(place.lat) && Number.isFinite(place.lon);

/** Saves a commute; whether the browser let it. */
export const saveCommute = (commute) => keep(COMMUTE, commute);

/** Forgets the commute and the days at home. */
export function forgetCommute() {
  forget(COMMUTE);
  forget(DAYS_STORE);
}

/** The days worked at home, sorted. */
export function daysAtHome() {
  const found = kept(DAYS_STORE);
  return Array.isArray(found) ? [...new Set(found.filter((day) => DAY.test(day)))].sort() : [];
}

/** Says of a day whether it was worked at home. */
export function setAtHome(day, isAtHome) {
  const others = daysAtHome().filter((one) => one !== day);
  keep(DAYS_STORE, (isAtHome ? [...others, day] : others).sort());
}

/** What a search result leaves of itself in the browser. */
export const placeOf = ({ type, id, name, lat, lon, tz, country }) => ({ type, id, name, lat, lon, tz, country });

/** The day of the week of a date, 1 for Monday to 7 for Sunday. */
export const weekdayOf = (day) => new Date(`${day}T12:00:00Z`).getUTCDay() || 7;

/**
 * The next ride of a commute: its way, its day, the clock time and the instant aimed at.
 * @param {"out"|"back"|null} way null: the one that the time of day suggests
 */
export function nextRide(commute, now, way = null) {
  const zone = commute.work.tz;
  const today = dayOf(now, zone);
  const atHome = daysAtHome();
  for (let ahead = 0; ahead <= 14; ahead += 1) {
    const day = addDays(today, ahead);
    if (!commute.days.includes(weekdayOf(day)) || atHome.includes(day)) continue;
    const found = ridesOf(commute, day, zone).find((ride) => (!way || ride.way === way) && now < ride.until(way));
    if (found) return found;
  }
  return null;
}

// Until the middle of the working day one thinks of the way to work, then of the way home.
function ridesOf(commute, day, zone) {
  const back = commute.leave > commute.arrive ? day : addDays(day, 1);
  const [arrive, leave] = [instantOf(day, commute.arrive, zone), instantOf(back, commute.leave, zone)];
  return [
    { way: "out", day, time: commute.arrive, at: arrive, until: (asked) => (asked ? arrive + HOUR_MS : (arrive + leave) / 2) },
    { way: "back", day: back, time: commute.leave, at: leave, until: () => leave + LATE_HOME_MS },
  ];
}

/** How the search form asks for a ride of a commute; past its moment it means from now on. */
export function askedOf(commute, ride, now, isLate = false) {
  const [from, to] = ride.way === "out" ? [commute.home, commute.work] : [commute.work, commute.home];
  const late = isLate || now > ride.at;
  const zone = commute.work.tz;
  return {
    from, to, sense: ride.way === "out" && !late ? "arrive" : "depart",
    day: late ? dayOf(now, zone) : ride.day, at: late ? now : ride.at,
    time: late ? new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(now) : ride.time,
  };
}

/** The option to show on the card: in time for work as safely as known, soon at home; null without any. */
export function bestOf(answer, way, now) {
  const open = answer.itineraries.filter((it) => it.legs.some(isRide) && span(it).start >= now - 60000);
  if (!open.length) return null;
  const safe = answer.navette?.leaveBy;
  if (way === "out" && safe) {
    const found = open.find((it) => it.id === safe.id && it.startTime === safe.departure);
    if (found) return found;
  }
  const cost = (it) => (way === "out" && safe !== undefined ? -span(it).start : span(it).end) + CHANGE_MS * (it.transfers ?? 0);
  return open.reduce((best, it) => (cost(it) < cost(best) ? it : best));
}

/** The month's cost of an itinerary for as many days a week: `days`, `amount`, `currency`, `atLeast`. */
export function monthOf(itinerary, daysAWeek) {
  const fare = itinerary?.navette?.fare;
  if (!fare?.months?.length) return null;
  const sorted = [...fare.months].sort((a, b) => a.days - b.days);
  const fit = sorted.find((month) => month.days >= daysAWeek * 4) ?? sorted.at(-1);
  return { ...fit, currency: fare.currency, known: fare.tickets.length > 0 };
}
