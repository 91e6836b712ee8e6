// A search as the fragment of an address and back. Browsers send no fragment: no server sees the places.

import { readTime } from "./time.js";
import { read, written } from "./wishes.js";

const LONGEST_NAME = 200;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The fragment that stands for a search.
 * @param {{from: object, to: object, day: string, time: string, sense: string, wishes: object}} asked
 */
export function fragmentOf({ from, to, day, time, sense, wishes }) {
  const words = new URLSearchParams();
  writePlace(words, "from", from);
  writePlace(words, "to", to);
  words.set("day", day);
  words.set("time", time);
  if (sense === "arrive") words.set("by", "arrive");
  const options = written(wishes);
  if (options) words.set("options", options);
  if (new URLSearchParams(location.hash.slice(1)).has("embed")) words.set("embed", "");
  return `#${words}`.replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** The search of a fragment; null where it holds none. */
export function searchOf(fragment) {
  const words = new URLSearchParams(fragment.replace(/^#/, ""));
  const [from, to] = [readPlace(words, "from"), readPlace(words, "to")];
  const [day, time] = [words.get("day") ?? "", readTime(words.get("time") ?? "")];
  if (!from || !to || !DAY.test(day) || Number.isNaN(Date.parse(day)) || !time) return null;
  const sense = words.get("by") === "arrive" ? "arrive" : "depart";
  return { from, to, day, time, sense, wishes: read(words.get("options")) };
}

/** The address that others open to see the same search. */
export const addressOf = (asked) => `${location.origin}/${fragmentOf(asked).replace(/&embed=$/, "")}`;

function writePlace(words, end, place) {
  words.set(end, place.name);
  words.set(`${end}At`, `${place.lat},${place.lon}`);
  if (place.type === "STOP" && place.id) words.set(`${end}Stop`, place.id);
  if (place.tz) words.set(`${end}Zone`, place.tz);
  if (place.country) words.set(`${end}Country`, place.country);
}

// What stands in a link is a stranger's: text of a bounded length, and numbers that are on the globe.
function readPlace(words, end) {
  const name = words.get(end)?.trim().slice(0, LONGEST_NAME);
  const [lat, lon] = (words.get(`${end}At`) ?? "").split(",").map((part) => (part.trim() ? Number(part) : NaN));
  if (!name || !(Math.abs(lat) <= 90) || !(Math.abs(lon) <= 180)) return null;
  const stop = words.get(`${end}Stop`)?.slice(0, LONGEST_NAME);
  return {
    type: stop ? "STOP" : "PLACE", ...(stop ? { id: stop } : {}), name, lat, lon,
    tz: words.get(`${end}Zone`) ?? "", country: /^[A-Z]{2}$/.exec(words.get(`${end}Country`) ?? "")?.[0] ?? "",
  };
}
