// What a board shows: the part of the address after "#" in, stops with their walks out, and back.

export const MOST_STOPS = 6;
export const MOST_MINUTES = 90;
const ID_CHARS = 200;
const NAME_CHARS = 120;

/**
 * @typedef {{id: string, walk: number|null}} Stop `walk`: minutes on foot, null where they are not set
 * @typedef {{stops: Stop[], from: {lat: number, lon: number, name: string}|null, monitor: boolean,
 *   lang: string}} State
 */

/** The state that a fragment stands for; what it says wrongly is left out. @returns {State} */
export function readState(fragment) {
  const said = new URLSearchParams(fragment.replace(/^#/, ""));
  const walks = said.getAll("walk");
  const stops = said.getAll("stop").map((id, index) => ({ id, walk: minutes(walks[index]) }));
  const known = stops.filter(({ id }, index) =>
    id && id.length <= ID_CHARS && stops.findIndex((one) => one.id === id) === index);
  return {
    stops: known.slice(0, MOST_STOPS),
    from: point(said.get("from"), said.get("name")),
    monitor: said.has("monitor"),
    lang: said.get("lang") ?? "",
  };
}

/** The fragment of a state. @param {State} state */
export function writeState({ stops, from, monitor, lang }) {
  const said = new URLSearchParams();
  for (const { id, walk } of stops) {
    said.append("stop", id);
    said.append("walk", walk ?? "");
  }
  if (from) {
    said.set("from", `${from.lat},${from.lon}`);
    said.set("name", from.name);
  }
  if (lang) said.set("lang", lang);
  return `#${[monitor ? "monitor" : "", said.toString()].filter(Boolean).join("&")}`;
}

/** Minutes as people type them; null for none. */
export function minutes(text) {
  if (!/^\d{1,3}$/.test(text ?? "")) return null;
  return Math.min(Number(text), MOST_MINUTES);
}

function point(text, name) {
  const found = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(text ?? "");
  if (!found) return null;
  return { lat: Number(found[1]), lon: Number(found[2]), name: (name ?? "").slice(0, NAME_CHARS) };
}
