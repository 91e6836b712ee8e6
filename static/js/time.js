// Instants and how they read: clock times in a place's own zone, days, durations, ages.

import { lang, locale, t } from "./i18n.js";
import { ageText, dateText } from "./luxembourgish.js";

const SHORT = { weekday: "short", day: "numeric", month: "short" };
const formats = new Map();

function format(locale, options) {
  const key = locale + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, options));
  return formats.get(key);
}

// A date in the page's language, in a zone.
function written(instant, options, zone) {
  const whole = { ...options, timeZone: safeZone(zone) };
  if (lang() !== "lb") return format(locale(), whole).format(instant);
  return dateText(format(locale(), whole).formatToParts(instant), options, dayOf(instant, zone));
}

/** Milliseconds of an RFC 3339 text; NaN where there is none. */
export const ms = (text) => Date.parse(text ?? "");

/** "07:05" in the zone of a place. */
export function clock(instant, zone) {
  return format("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: safeZone(zone) }).format(instant);
}

/** "Tuesday 24 November" in the page's language. */
export function longDay(instant, zone) {
  return written(instant, { weekday: "long", day: "numeric", month: "long" }, zone);
}

/** "Tue 24 Nov, 07:05". */
export function dayAndClock(instant, zone) {
  return `${written(instant, SHORT, zone)}, ${clock(instant, zone)}`;
}

/** "24 Nov 2026" of a calendar date YYYY-MM-DD. */
export function date(text) {
  const instant = Date.parse(`${text}T12:00:00Z`);
  if (Number.isNaN(instant)) return text ?? "";
  return written(instant, { day: "numeric", month: "short", year: "numeric" }, "UTC");
}

/** "1 h 05" or "47 min". */
export function duration(seconds) {
  const minutes = Math.max(0, Math.round(seconds / 60));
  if (minutes < 60) return t("time.minutes", { n: minutes });
  return t("time.hours", { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
}

/** "41–51 min", or two durations where an hour is passed. */
export function durations(low, high) {
  const first = high < 3570 ? String(Math.max(0, Math.round(low / 60))) : duration(low);
  return t("delay.range", { low: first, high: duration(high) });
}

/** "12 minutes ago", by the language's own rule. */
export function age(instant, now = Date.now()) {
  const minutes = Math.round((instant - now) / 60000);
  if (Math.abs(minutes) < 60) return relative(minutes, "minute");
  if (Math.abs(minutes) < 36 * 60) return relative(Math.round(minutes / 60), "hour");
  return relative(Math.round(minutes / 1440), "day");
}

function relative(count, unit) {
  if (lang() === "lb") return ageText(count, unit);
  return new Intl.RelativeTimeFormat(locale(), { numeric: "always", style: "long" }).format(count, unit);
}

/** The calendar date (YYYY-MM-DD) of an instant in a zone. */
export function dayOf(instant, zone) {
  return format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: safeZone(zone) }).format(instant);
}

/** The day `count` days after a calendar date. */
export function addDays(day, count) {
  return new Date(Date.parse(`${day}T12:00:00Z`) + count * 86400000).toISOString().slice(0, 10);
}

/** "today", "tomorrow" or the short day of a calendar date seen from `today`. */
export function dayName(day, today) {
  if (day === today) return t("time.today");
  if (day === addDays(today, 1)) return t("time.tomorrow");
  return written(Date.parse(`${day}T12:00:00Z`), SHORT, "UTC");
}

/**
 * The instant at which a wall clock in `zone` shows `day` `time`. An hour that the spring change
 * skips is read as the hour after it; one that autumn repeats, as its first pass.
 */
export function instantOf(day, time, zone) {
  const wall = Date.parse(`${day}T${time}:00Z`);
  const before = wall - offset(wall - 86400000, zone);
  const after = wall - offset(wall + 86400000, zone);
  const fits = [before, after].filter((guess) => guess + offset(guess, zone) === wall);
  return fits.length ? Math.min(...fits) : before;
}

/** Reads what people type for a time ("7", "730", "7h30", "07:30"); null when it is none. */
export function readTime(text) {
  const found = /^\s*(\d{1,2})\s*(?:[:hH.,]\s*(\d{2})?|(\d{2}))?\s*$/.exec(text);
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? found[3] ?? 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

/** A clock time moved by minutes, round the clock. */
export function shift(time, minutes) {
  const [hour, minute] = time.split(":").map(Number);
  const sum = (hour * 60 + minute + minutes + 1440) % 1440;
  return `${String(Math.floor(sum / 60)).padStart(2, "0")}:${String(sum % 60).padStart(2, "0")}`;
}

let own = "";

/** The zone of the browser, for the time before a place is known; asked for once, as that is slow. */
export function ownZone() {
  own ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
  zones.set(own, own);
  return own;
}

function offset(instant, zone) {
  const parts = format("en-US", {
    timeZone: safeZone(zone), hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric",
  }).formatToParts(instant);
  const of = Object.fromEntries(parts.map((part) => [part.type, Number(part.value)]));
  const local = Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute, of.second);
  return local - Math.floor(instant / 1000) * 1000;
}

const zones = new Map([["UTC", "UTC"]]);

function safeZone(zone) {
  if (!zone) return ownZone();
  if (!zones.has(zone)) {
    try {
      new Intl.DateTimeFormat("en", { timeZone: zone });
      zones.set(zone, zone);
    } catch {
      zones.set(zone, "UTC");
    }
  }
  return zones.get(zone);
}
