// Names of what a scenario names by id: lines, crossings, communes, stops; as the server tells them.

import { nameOf } from "./stops.js";

const state = { lines: new Map(), crossings: new Map(), zones: [] };

/** Takes in the lines of the network. */
export const learnLines = (list) => list.forEach((line) => state.lines.set(line.id, line));

/** Takes in crossings and communes of the base map. */
export function learnGround(features) {
  for (const { geometry, properties } of features) {
    if (properties.kind === "crossing") state.crossings.set(properties.id, { ...properties, lon: geometry.coordinates[0], lat: geometry.coordinates[1] });
    if (properties.kind === "locality" && properties.localityKind === "commune") state.zones.push(properties);
  }
  state.zones.sort((a, b) => a.name.localeCompare(b.name));
}

/** All lines, crossings and communes that are known. */
export const allLines = () => [...state.lines.values()];
export const lineOf = (id) => state.lines.get(id) ?? null;
export const allCrossings = () => [...state.crossings.values()];
export const allZones = () => state.zones;

export const lineName = {
  line: (id) => {
    const found = state.lines.get(id);
    return found ? [found.name, found.longName].filter(Boolean).join(" ") : String(id);
  },
  crossing: (id) => state.crossings.get(id)?.name ?? id ?? "",
};

/** Names of stops by their ids. */
export const stopNames = (ids) => ids.map((id) => nameOf({ id: String(id) }));
