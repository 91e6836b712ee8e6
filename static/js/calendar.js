// A calendar file after RFC 5545, made in the browser: events by weekday in, the file's text out.

import { addDays } from "./time.js";

const NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const LONGEST_OCTETS = 75;
const DAY_MS = 86400000;

/**
 * @param {{zone: string, now: number, until: string, events: {uid: string, summary: string, description: string,
 *   place: string, day: string, start: string, end: string, days: number[], except: string[]}[]}} wanted
 *   `until` is the last day, `day` the first on which an event takes place, `days` are 1 for Monday to 7.
 */
export function calendarFile({ zone, now, until, events }) {
  const last = new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS);
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Navette//Commute//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
    ...timeZone(zone, Number(events[0].day.slice(0, 4)), Number(until.slice(0, 4))),
    ...events.flatMap((event) => eventLines(event, zone, now, last)),
    "END:VCALENDAR",
  ];
  return `${lines.map(folded).join("\r\n")}\r\n`;
}

function eventLines(event, zone, now, last) {
  const ends = event.end < event.start ? addDays(event.day, 1) : event.day;
  const except = event.except.filter((day) => day >= event.day).map((day) => local(day, event.start));
  return [
    "BEGIN:VEVENT", `UID:${event.uid}`, `DTSTAMP:${utc(now)}`,
    `DTSTART;TZID=${zone}:${local(event.day, event.start)}`, `DTEND;TZID=${zone}:${local(ends, event.end)}`,
    `RRULE:FREQ=WEEKLY;BYDAY=${event.days.map((day) => NAMES[day - 1]).join(",")};UNTIL=${utc(last)}`,
    ...(except.length ? [`EXDATE;TZID=${zone}:${except.join(",")}`] : []),
    `SUMMARY:${escaped(event.summary)}`, `DESCRIPTION:${escaped(event.description)}`, `LOCATION:${escaped(event.place)}`,
    "TRANSP:OPAQUE", "END:VEVENT",
  ];
}

// Every change of the clock from the first year to the last, as the browser's own zone data has it.
function timeZone(zone, firstYear, lastYear) {
  const [start, end] = [Date.UTC(firstYear, 0, 1), Date.UTC(lastYear + 1, 0, 2)];
  const parts = [part(start, offsetAt(zone, start), offsetAt(zone, start), false)];
  for (let at = start; at < end; at += DAY_MS) {
    const [before, after] = [offsetAt(zone, at), offsetAt(zone, at + DAY_MS)];
    if (before !== after) parts.push(part(changeBetween(zone, at, at + DAY_MS), before, after, after > before));
  }
  return ["BEGIN:VTIMEZONE", `TZID:${zone}`, ...parts.flat(), "END:VTIMEZONE"];
}

function part(at, before, after, isSummer) {
  const kind = isSummer ? "DAYLIGHT" : "STANDARD";
  return [
    `BEGIN:${kind}`, `DTSTART:${utc(at + before * 60000).slice(0, -1)}`, `TZOFFSETFROM:${signed(before)}`,
    `TZOFFSETTO:${signed(after)}`, `END:${kind}`,
  ];
}

function changeBetween(zone, low, high) {
  const before = offsetAt(zone, low);
  let [from, to] = [low, high];
  while (to - from > 60000) {
    const middle = from + Math.floor((to - from) / 120000) * 60000;
    if (offsetAt(zone, middle) === before) from = middle;
    else to = middle;
  }
  return to;
}

/** Minutes by which a zone is ahead of UTC at an instant. */
function offsetAt(zone, instant) {
  const shown = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(instant);
  const text = shown.find(({ type }) => type === "timeZoneName").value;
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text);
  return sign ? (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

const two = (number) => String(number).padStart(2, "0");
const signed = (minutes) =>
  `${minutes < 0 ? "-" : "+"}${two(Math.floor(Math.abs(minutes) / 60))}${two(Math.abs(minutes) % 60)}`;
const local = (day, time) => `${day.replaceAll("-", "")}T${time.replace(":", "")}00`;
const utc = (instant) => `${new Date(instant).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;

const escaped = (text) =>
  text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\r\n|\r|\n/g, "\\n").replace(/\p{Cc}/gu, " ");

// Lines of at most 75 octets; what is longer goes on after a blank, and no character is cut.
function folded(line) {
  const encoder = new TextEncoder();
  const rows = [""];
  let size = 0;
  for (const sign of line) {
    const octets = encoder.encode(sign).length;
    if (size + octets > LONGEST_OCTETS) {
      rows.push(" ");
      size = 1;
    }
    rows[rows.length - 1] += sign;
    size += octets;
  }
  return rows.join("\r\n");
}
