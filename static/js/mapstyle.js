// The map's style: our own sketch in the page's tones, no tiles, no glyph server.

const FONT = ["Instrument"];
const BOLD = ["Instrument Semibold"];
const EMPTY = { type: "FeatureCollection", features: [] };

/** The page's colour tokens, as the browser has them in the present colour scheme. */
export function tokens() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** A whole style without data; sources are filled by the map. */
export function mapStyle() {
  const color = tokens();
  return {
    version: 8,
    sources: Object.fromEntries(["base", "sides", "border", "corridors", "others", "route", "points"].map((id) => [
      id, { type: "geojson", data: EMPTY },
    ])),
    layers: [
      { id: "ground", type: "background", paint: { "background-color": color("map-land-a") } },
      land(color),
      ...ways(color),
      ...border(color),
      ...corridors(color),
      ...stops(color),
      ...trip(color),
      ...labels(color),
    ],
  };
}

const kind = (name) => ["==", ["get", "kind"], name];
const zoomed = (small, large) => ["interpolate", ["exponential", 1.5], ["zoom"], 9, small, 15, large];
const classWidth = (factor) => {
  const width = (size) => ["match", ["slice", ["downcase", ["coalesce", ["get", "roadClass"], ""]], 0, 3],
    ["mot", "mwy"], size * 2.1, ["exp", "tru"], size * 1.6, ["pri", "sec"], size * 1.15, size * 0.8];
  return ["interpolate", ["exponential", 1.5], ["zoom"], 9, width(1.5 * factor), 15, width(6.5 * factor)];
};

function land(color) {
  const tone = ["match", ["get", "tone"], 1, color("map-land-b"), 2, color("map-land-c"), color("map-land-a")];
  const seen = ["interpolate", ["linear"], ["zoom"], 7.5, 0, 9, 1]; // from afar the sides end within sight
  return { id: "sides", type: "fill", source: "sides", paint: { "fill-color": tone, "fill-opacity": seen, "fill-antialias": false } };
}

function ways(color) {
  const round = { "line-cap": "round", "line-join": "round" };
  return [
    { id: "rail", type: "line", source: "base", filter: kind("rail"), layout: round, paint: { "line-color": color("map-rail"), "line-width": zoomed(1, 2.6) } },
    { id: "road-edge", type: "line", source: "base", filter: kind("road"), layout: round, paint: { "line-color": color("map-road-edge"), "line-width": classWidth(1.5) } },
    { id: "road", type: "line", source: "base", filter: kind("road"), layout: round, paint: { "line-color": color("map-road"), "line-width": classWidth(1) } },
  ];
}

function border(color) {
  const name = (side, offset) => ({
    id: `border-${side}`, type: "symbol", source: "border", minzoom: 8.5,
    layout: {
      "symbol-placement": "line", "symbol-spacing": 420, "text-field": ["get", side], "text-font": BOLD, "text-size": 10.5,
      "text-letter-spacing": 0.22, "text-transform": "uppercase", "text-offset": [0, offset], "text-max-angle": 40, "text-keep-upright": false,
    },
    paint: { "text-color": color("map-text"), "text-halo-color": color("map-halo"), "text-halo-width": 1.4, "text-opacity": 0.8 },
  });
  return [
    { id: "border-band", type: "line", source: "border", layout: { "line-join": "round" }, paint: { "line-color": color("map-border"), "line-width": zoomed(7, 16), "line-opacity": 0.08 } },
    { id: "border-line", type: "line", source: "border", layout: { "line-join": "round" }, paint: { "line-color": color("map-border"), "line-width": 1.6, "line-dasharray": [4, 2.4, 1, 2.4], "line-opacity": 0.75 } },
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

function stops(color) {
  return [
    { id: "place", type: "circle", source: "base", filter: kind("place"), minzoom: 11.5, paint: { "circle-radius": zoomed(1, 4), "circle-color": color("surface"), "circle-stroke-color": color("map-rail"), "circle-stroke-width": 1.2 } },
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

function labels(color) {
  const halo = { "text-color": color("map-text"), "text-halo-color": color("map-halo"), "text-halo-width": 1.6 };
  return [
    {
      id: "locality", type: "symbol", source: "base", filter: kind("locality"),
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-padding": 6,
        "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11.5, 14, 15],
        "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population"], 0]],
      },
      paint: halo,
    },
    {
      id: "change-name", type: "symbol", source: "points", filter: ["any", kind("change"), kind("end")],
      layout: {
        "text-field": ["get", "name"], "text-font": BOLD, "text-size": 12.5, "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 1.35, "text-justify": "auto", "text-max-width": 11, "symbol-sort-key": ["get", "order"],
      },
      paint: { ...halo, "text-color": color("ink"), "text-halo-width": 2.2 },
    },
  ];
}
