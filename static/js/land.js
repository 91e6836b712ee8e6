// The ground of the map: the base map's sides in, their tones out; its borders in, named lines out.

import { countryName } from "./countries.js";

const TONES = [0, 1, 2];

/** The sides with a `tone` each, 0 for the country with the most known places. */
export function toned(features) {
  const tones = tonesOf(features);
  return ofKind(features, "side").map((one) => ({ ...one, properties: { tone: tones.get(one.properties.country) } }));
}

/** The estimated borders, with the names of the countries above and below each. */
export function borders(features, lang) {
  return ofKind(features, "border").map((one) => {
    const [north, south] = one.properties.countries.map((code) => countryName(code, lang));
    return { ...one, properties: { north, south } };
  });
}

const ofKind = (features, kind) => features.filter((one) => one.properties.kind === kind);

// One tone a country, and where the tones suffice never the tone of a neighbour.
function tonesOf(features) {
  const counts = new Map();
  for (const { properties } of features) counts.set(properties.country, (counts.get(properties.country) ?? 0) + 1);
  const pairs = ofKind(features, "border").map((one) => one.properties.countries);
  const countries = [...new Set(ofKind(features, "side").map((one) => one.properties.country))];
  const tones = new Map();
  for (const country of countries.sort((a, b) => counts.get(b) - counts.get(a))) {
    const taken = pairs.filter((pair) => pair.includes(country)).flat().map((one) => tones.get(one));
    tones.set(country, TONES.find((tone) => !taken.includes(tone)) ?? 0);
  }
  return tones;
}
