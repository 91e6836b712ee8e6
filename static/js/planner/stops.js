// Where stops are: ids in, places out; those that the map draws at once, others as the server tells.

import { stopPlace } from "./net.js";

const known = new Map();
const asked = new Set();
const listeners = new Set();

/** Takes in the places of the base map. */
export function learn(features) {
  for (const { geometry, properties } of features) {
    if (properties.kind !== "place") continue;
    const [lon, lat] = geometry.coordinates;
    know({ id: properties.id, name: properties.name, lat, lon, country: properties.country });
  }
  tell();
}

/** Takes in one place with an id. */
export const know = (place) => known.set(place.id, place);

/** Calls `listener` whenever more is known. */
export const onStops = (listener) => listeners.add(listener);

/** All stops that can be snapped to. */
export const allStops = () => known.values();

/** Where a stop of a scenario file is; null while that is not known. */
export function placeOf(stop) {
  if (typeof stop?.lat === "number" && typeof stop.lon === "number") return stop;
  if (!stop?.id) return null;
  if (known.has(stop.id)) return known.get(stop.id);
  if (!asked.has(stop.id)) {
    asked.add(stop.id);
    stopPlace(stop.id).then(know).then(tell, () => undefined);
  }
  return null;
}

/** What a stop is called. */
export const nameOf = (stop) => stop?.name ?? placeOf(stop)?.name ?? stop?.id ?? "";

const tell = () => listeners.forEach((listener) => listener());
