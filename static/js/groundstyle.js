// The style of the ground: a ground and the page's tones in, layers beneath the lines and names above
// them out. Names are drawn from the page's own typeface, whichever ground it is.

import { lang } from "./i18n.js";

const FONT = ["Instrument"];
const BOLD = ["Instrument Semibold"];
const STREETS = "streets";
const ROUND = { "line-cap": "round", "line-join": "round" };
/** The layers of names that speak the reader's language. */
const NAMED = ["water-name", "station-name", "street-place"];

/** Sources that a ground needs beside the page's own. */
export function groundSources({ kind, tiles, style }) {
  if (kind === "style") return Object.fromEntries(Object.entries(style.sources).map(([id, source]) => [`style:${id}`, source]));
  if (kind !== "tiles") return {};
  return { [STREETS]: {
    type: "vector", tiles: [`pmtiles://${new URL(tiles.address, location.href).href}/{z}/{x}/{y}`],
    minzoom: tiles.firstZoom, maxzoom: tiles.lastZoom, bounds: tiles.bounds, attribution: tiles.attribution,
  } };
}

/** Whether a source of the map belongs to its ground. */
export const isOfGround = (id) => id === STREETS || id.startsWith("style:");

/** The name of a thing of the tiles in the reader's language, else as it is called there. */
export const nameField = () => ["coalesce", ["get", `name:${lang()}`], ["get", "name"], ""];

/** Draws the names of the ground in the present language. */
export function sayNames(map) {
  for (const id of NAMED) if (map.getLayer(id)) map.setLayoutProperty(id, "text-field", nameField());
}

/**
 * What a filter of the sketch needs so that the tiles show their part and the sketch what lies beyond;
 * null where the tiles do not have that layer.
 */
export function beyond({ kind, tiles }, layer) {
  if (kind !== "tiles" || !tiles.layers.includes(layer)) return null;
  const [west, south, east, north] = tiles.bounds;
  return ["!", ["within", { type: "Polygon", coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] }]];
}

/** Layers of the tiles beneath the sketch's ways: land and water. */
export function land(color) {
  const tone = ["match", ["get", "class"], "wood", color("map-wood"), "green", color("map-green"), "work", color("map-work"), color("map-built")];
  return [
    of("land", "fill", { id: "street-land", paint: { "fill-color": tone, "fill-antialias": false } }),
    of("water", "fill", { id: "street-water", paint: { "fill-color": color("map-water") } }),
    of("waterways", "line", { id: "street-waterway", layout: ROUND, paint: {
      "line-color": color("map-water"), "line-width": sized(8, 0.8, 15, ["match", ["get", "class"], "river", 5, 1.6]),
    } }),
  ];
}

/** Layers of the tiles for rails, roads and the borders within a country. */
export function ways(color) {
  const isMain = ["match", ["get", "class"], ["motorway", "trunk"], true, false];
  const seen = ["case", ["has", "tunnel"], 0.45, 1];
  const plain = ["all", ["!=", ["get", "class"], "path"]];
  return [
    of("borders", "line", { id: "street-commune", filter: [">", ["get", "level"], 2], layout: { "line-join": "round" }, paint: {
      "line-color": color("map-border"), "line-width": ["match", ["get", "level"], 4, 1.2, 6, 1, 0.8], "line-opacity": 0.22, "line-dasharray": [4, 3],
    } }),
    of("roads", "line", { id: "street-path", minzoom: 13, filter: ["==", ["get", "class"], "path"], paint: {
      "line-color": color("map-path"), "line-width": sized(13, 0.7, 17, 2), "line-dasharray": [3, 1.6], "line-opacity": 0.75,
    } }),
    of("roads", "line", { id: "street-edge", filter: plain, layout: { ...ROUND, "line-sort-key": rank() }, paint: {
      "line-color": ["case", isMain, color("map-main-edge"), color("map-road-edge")], "line-width": roadWidth(1.6, 1.5), "line-opacity": seen,
    } }),
    of("roads", "line", { id: "street", filter: plain, layout: { ...ROUND, "line-sort-key": rank() }, paint: {
      "line-color": ["case", isMain, color("map-main"), color("map-road")], "line-width": roadWidth(1, 0), "line-opacity": seen,
    } }),
    of("rails", "line", { id: "street-rail", paint: {
      "line-color": color("map-rail"), "line-width": sized(8, 0.8, 16, ["match", ["get", "class"], "rail", 2.2, "tram", 1.5, 0.8]), "line-opacity": seen,
    } }),
    of("rails", "line", { id: "street-sleeper", minzoom: 13, filter: ["==", ["get", "class"], "rail"], paint: {
      "line-color": color("map-rail"), "line-width": sized(13, 3, 17, 7), "line-dasharray": [0.2, 2.8], "line-opacity": seen,
    } }),
  ];
}

/** The state border in the tiles, as a source of the two border layers. */
export const stateBorder = { source: STREETS, "source-layer": "borders", filter: ["==", ["get", "level"], 2] };

/** Names of the tiles; places come last, so that they win. */
export function names(color) {
  const paint = { "text-color": color("map-text"), "text-halo-color": color("map-halo"), "text-halo-width": 1.6 };
  const along = { "symbol-placement": "line", "text-font": FONT, "text-max-angle": 35, "text-padding": 8 };
  const at = (sizes) => ["interpolate", ["linear"], ["zoom"], 8, sizes[0], 14, sizes[1]];
  const bySort = (low, high) => ["match", ["get", "class"], "city", high, "town", (low + high) / 2, low];
  return [
    of("water", "symbol", { id: "water-name", minzoom: 14, filter: ["has", "name"], layout: { "text-field": nameField(), "text-font": FONT, "text-size": 11.5 }, paint: { ...paint, "text-color": color("map-water-text") } }),
    of("roads", "symbol", { id: "street-name", minzoom: 13.5, filter: ["all", ["has", "name"], ["!=", ["get", "class"], "path"]], layout: {
      ...along, "text-field": ["get", "name"], "text-size": ["interpolate", ["linear"], ["zoom"], 13, 10.5, 17, 13], "symbol-sort-key": ["-", 0, rank()],
    }, paint }),
    of("roads", "symbol", { id: "street-ref", minzoom: 10, maxzoom: 13.5, filter: ["all", ["has", "ref"], ["match", ["get", "class"], ["motorway", "trunk", "primary"], true, false]], layout: {
      ...along, "text-field": ["get", "ref"], "text-font": BOLD, "text-size": 10, "symbol-spacing": 380, "text-rotation-alignment": "viewport",
    }, paint: { ...paint, "text-opacity": 0.85 } }),
    of("stations", "symbol", { id: "station-name", minzoom: 12.5, layout: {
      "text-field": nameField(), "text-font": BOLD, "text-size": 11, "text-anchor": "top", "text-offset": [0, 0.5], "text-max-width": 9, "text-padding": 4,
    }, paint }),
    of("places", "symbol", { id: "street-place", layout: {
      "text-field": nameField(), "text-font": ["match", ["get", "class"], ["city", "town"], ["literal", BOLD], ["literal", FONT]],
      "text-size": at([bySort(11, 14), bySort(13, 18)]), "text-padding": 6, "text-max-width": 9,
      "symbol-sort-key": ["-", ["match", ["get", "class"], "city", 0, "town", 1e8, "village", 2e8, 3e8], ["coalesce", ["get", "population"], 0]],
    }, paint }),
  ];
}

/** An operator's layers under names of their own: those beneath the page's lines, and names above. */
export function foreign({ style }) {
  const layers = style.layers.map((layer) => ({
    ...layer, id: `style:${layer.id}`, ...(layer.source ? { source: `style:${layer.source}` } : {}), ...(layer.layout?.["text-field"] === undefined ? {} : { layout: inOurType(layer.layout) }),
  }));
  const above = layers.findLastIndex((layer) => layer.type !== "symbol") + 1;
  return { under: layers.slice(0, above), names: layers.slice(above) };
}

const inOurType = (layout) => ({ ...layout, "text-font": /bold|medium|semi/i.test(JSON.stringify(layout["text-font"] ?? "")) ? BOLD : FONT });
const of = (layer, type, rest) => ({ type, source: STREETS, "source-layer": layer, ...rest });
const sized = (from, small, to, large) => ["interpolate", ["exponential", 1.5], ["zoom"], from, small, to, large];
const rank = () => ["match", ["get", "class"], "motorway", 6, "trunk", 5, "primary", 4, "secondary", 3, "tertiary", 2, "minor", 1, 0];

function roadWidth(factor, extra) {
  const at = (sizes) => ["+", extra, ["match", ["get", "class"], ...["motorway", "trunk", "primary", "secondary", "tertiary", "minor"].flatMap((sort, index) => [sort, sizes[index] * factor]), sizes[6] * factor]];
  return ["interpolate", ["exponential", 1.55], ["zoom"],
    6, at([0.9, 0.7, 0.5, 0.3, 0.2, 0.1, 0]), 10, at([2.4, 2, 1.5, 1, 0.7, 0.3, 0.1]),
    13, at([4.4, 3.8, 3.2, 2.5, 2, 1.1, 0.5]), 17, at([17, 15, 14, 12, 11, 9, 5])];
}
