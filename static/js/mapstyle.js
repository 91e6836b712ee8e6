// The map's style: a ground in, the whole style in the page's tones out; no glyph server.

import { beyond, foreign, groundSources, land as streetLand, names as streetNames, stateBorder, ways as streetWays } from "./groundstyle.js";

const FONT = ["Instrument"];
const BOLD = ["Instrument Semibold"];
const EMPTY = { type: "FeatureCollection", features: [] };

/** The page's colour tokens, as the browser has them in the present colour scheme. */
export function tokens() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/**
 * A whole style over a ground; the page's own sources are empty and are filled by the map.
 * @param {object} ground of ground.js
 * @param {{sources?: string[], lines?: object[], names?: object[], placesFrom?: number}} more what a page has beside
 */
export function mapStyle(ground, { sources = [], lines = [], names = [], placesFrom = 11.5 } = {}) {
  const color = tokens();
  const { under, above } = GROUNDS[ground.kind](ground, color);
  const own = ["base", "sides", "border", "corridors", "others", "route", "points", ...sources].map((id) => [id, { type: "geojson", data: EMPTY }]);
  return {
    version: 8,
    ...(ground.style?.sprite ? { sprite: ground.style.sprite } : {}),
    sources: { ...groundSources(ground), ...Object.fromEntries(own) },
    layers: [...under, ...border(color, ground), ...corridors(color), ...stops(color, placesFrom), ...trip(color), ...lines, ...above, ...changes(color), ...names],
  };
}

const GROUNDS = {
  sketch: (_, color) => ({ under: [background(color), land(color), ...ways(color)], above: [localities(color)] }),
  tiles: (ground, color) => ({
    under: [
      background(color), ...(ground.tiles.hasBorders ? [] : [land(color)]), ...streetLand(color),
      ...ways(color, { rail: beyond(ground, "rails"), road: beyond(ground, "roads") }), ...streetWays(color),
    ],
    above: [...streetNames(color), localities(color, beyond(ground, "places"))],
  }),
  style: (ground) => {
    const { under, names } = foreign(ground);
    return { under, above: names };
  },
};

const kind = (name, also = null) => (also ? ["all", ["==", ["get", "kind"], name], also] : ["==", ["get", "kind"], name]);
const zoomed = (small, large) => ["interpolate", ["exponential", 1.5], ["zoom"], 9, small, 15, large];
const classWidth = (factor) => {
  const width = (size) => ["match", ["slice", ["downcase", ["coalesce", ["get", "roadClass"], ""]], 0, 3],
    ["mot", "mwy"], size * 2.1, ["exp", "tru"], size * 1.6, ["pri", "sec"], size * 1.15, size * 0.8];
  return ["interpolate", ["exponential", 1.5], ["zoom"], 9, width(1.5 * factor), 15, width(6.5 * factor)];
};

const background = (color) => ({ id: "ground", type: "background", paint: { "background-color": color("map-land-a") } });

function land(color) {
  const tone = ["match", ["get", "tone"], 1, color("map-land-b"), 2, color("map-land-c"), color("map-land-a")];
  const seen = ["interpolate", ["linear"], ["zoom"], 7.5, 0, 9, 1]; // from afar the sides end within sight
  return { id: "sides", type: "fill", source: "sides", paint: { "fill-color": tone, "fill-opacity": seen, "fill-antialias": false } };
}

function ways(color, { rail = null, road = null } = {}) {
  const round = { "line-cap": "round", "line-join": "round" };
  return [
    { id: "rail", type: "line", source: "base", filter: kind("rail", rail), layout: round, paint: { "line-color": color("map-rail"), "line-width": zoomed(1, 2.6) } },
    { id: "road-edge", type: "line", source: "base", filter: kind("road", road), layout: round, paint: { "line-color": color("map-road-edge"), "line-width": classWidth(1.5) } },
    { id: "road", type: "line", source: "base", filter: kind("road", road), layout: round, paint: { "line-color": color("map-road"), "line-width": classWidth(1) } },
  ];
}

// The border looks the same wherever its line comes from; its names stand along the estimate.
function border(color, { kind: sort, tiles }) {
  const line = sort === "tiles" && tiles.hasBorders ? stateBorder : { source: "border" };
  const name = (side, offset) => ({
    id: `border-${side}`, type: "symbol", source: "border", minzoom: 8.5,
    layout: {
      "symbol-placement": "line", "symbol-spacing": 420, "text-field": ["get", side], "text-font": BOLD, "text-size": 10.5,
      "text-letter-spacing": 0.22, "text-transform": "uppercase", "text-offset": [0, offset], "text-max-angle": 40, "text-keep-upright": false,
    },
    paint: { "text-color": color("map-text"), "text-halo-color": color("map-halo"), "text-halo-width": 1.4, "text-opacity": 0.8 },
  });
  return [
    { id: "border-band", type: "line", ...line, layout: { "line-join": "round" }, paint: { "line-color": color("map-border"), "line-width": zoomed(7, 16), "line-opacity": 0.08 } },
    { id: "border-line", type: "line", ...line, layout: { "line-join": "round" }, paint: { "line-color": color("map-border"), "line-width": 1.6, "line-dasharray": [4, 2.4, 1, 2.4], "line-opacity": 0.75 } },
    name("north", -1),
    name("south", 1),
  ];
}

function corridors(color) {
  const steps = [0, 1, 2, 3, 4, 5].flatMap((step) => [step, color(`heat-${step}`)]);
  const chosen = ["case", ["boolean", ["get", "chosen"], false]];
  const width = (extra) => [...chosen, 6 + extra, ["interpolate", ["linear"], ["get", "step"], 0, 1.6 + extra / 2, 2, 3 + extra / 2, 5, 6 + extra / 2]];
  const layout = { "line-cap": "round", "line-join": "round", "line-sort-key": ["get", "step"] };
  return [
    { id: "corridor-edge", type: "line", source: "corridors", layout, paint: { "line-color": color("map-border"), "line-width": width(2.6), "line-offset": 2.5, "line-opacity": [...chosen, 0.85, 0.3] } },
    { id: "corridor", type: "line", source: "corridors", layout, paint: { "line-color": ["match", ["get", "step"], ...steps, color("heat-0")], "line-width": width(0), "line-offset": 2.5 } },
  ];
}

function stops(color, placesFrom) {
  return [
    { id: "place", type: "circle", source: "base", filter: kind("place"), minzoom: placesFrom, paint: { "circle-radius": zoomed(1, 4), "circle-color": color("surface"), "circle-stroke-color": color("map-rail"), "circle-stroke-width": 1.2 } },
    {
      id: "park", type: "symbol", source: "base", filter: kind("park_and_ride"), minzoom: 10.8,
      layout: { "text-field": "P+R", "text-font": BOLD, "text-size": 10.5 },
      paint: { "text-color": color("accent"), "text-halo-color": color("map-halo"), "text-halo-width": 2 },
    },
  ];
}

function trip(color) {
  const round = { "line-cap": "round", "line-join": "round" };
  const walks = ["==", ["get", "walk"], true];
  return [
    { id: "others", type: "line", source: "others", layout: round, paint: { "line-color": color("map-other"), "line-width": 3, "line-opacity": 0.55 } },
    { id: "route-edge", type: "line", source: "route", filter: ["!", walks], layout: round, paint: { "line-color": color("surface"), "line-width": 10 } },
    { id: "route", type: "line", source: "route", filter: ["!", walks], layout: round, paint: { "line-color": ["get", "color"], "line-width": 6 } },
    { id: "route-walk", type: "line", source: "route", filter: walks, layout: round, paint: { "line-color": color("ink"), "line-width": 3.5, "line-dasharray": [0.1, 1.9] } },
    { id: "route-stop", type: "circle", source: "points", filter: kind("change"), paint: { "circle-radius": 5, "circle-color": color("surface"), "circle-stroke-color": color("ink"), "circle-stroke-width": 2.2 } },
  ];
}

const halo = (color) => ({ "text-color": color("map-text"), "text-halo-color": color("map-halo"), "text-halo-width": 1.6 });

function localities(color, where = null) {
  return {
    id: "locality", type: "symbol", source: "base", filter: kind("locality", where),
    layout: {
      "text-field": ["get", "name"], "text-font": FONT, "text-padding": 6,
      "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11.5, 14, 15],
      "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population"], 0]],
    },
    paint: halo(color),
  };
}

function changes(color) {
  return [
    {
      id: "change-name", type: "symbol", source: "points", filter: ["any", kind("change"), kind("end")],
      layout: {
        "text-field": ["get", "name"], "text-font": BOLD, "text-size": 12.5, "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 1.35, "text-justify": "auto", "text-max-width": 11, "symbol-sort-key": ["get", "order"],
      },
      paint: { ...halo(color), "text-color": color("ink"), "text-halo-width": 2.2 },
    },
  ];
}
