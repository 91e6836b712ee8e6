// The planner's map: the base map's style, and over it lines there are, lines that are planned, and
// what a plan does to the communes.

import { mapStyle, tokens } from "../mapstyle.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const ROUND = { "line-cap": "round", "line-join": "round" };
const SOURCES = ["net", "chosen", "plan", "vertices", "snap", "zones"];

/** The whole style without data. */
export function plannerStyle() {
  const color = tokens();
  const style = mapStyle();
  for (const id of SOURCES) style.sources[id] = { type: "geojson", data: EMPTY };
  const place = style.layers.find((layer) => layer.id === "place");
  place.minzoom = 10;
  const labels = style.layers.findIndex((layer) => layer.id === "locality");
  style.layers.splice(labels, 0, ...network(color), ...zones(color), ...plan(color));
  style.layers.push(...names(color));
  return style;
}

function network(color) {
  return [
    { id: "net", type: "line", source: "net", layout: ROUND, paint: { "line-color": ["get", "color"], "line-width": ["interpolate", ["linear"], ["zoom"], 9, 1, 14, 3], "line-opacity": 0.55 } },
    { id: "chosen", type: "line", source: "chosen", layout: ROUND, paint: { "line-color": ["get", "color"], "line-width": 6 } },
  ];
}

function zones(color) {
  const of = ["match", ["get", "verdict"], "gain", color("gain"), "lose", color("lose"), "both", color("both"), color("map-other")];
  return [
    { id: "zones", type: "circle", source: "zones", paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, ["*", 0.45, ["get", "size"]], 12, ["get", "size"]], "circle-color": of,
      "circle-opacity": ["case", ["get", "sure"], 0.85, 0.35], "circle-stroke-color": of, "circle-stroke-width": 1.6,
    } },
  ];
}

function plan(color) {
  const active = ["boolean", ["get", "active"], false];
  return [
    { id: "plan-edge", type: "line", source: "plan", layout: ROUND, paint: { "line-color": color("surface"), "line-width": ["case", active, 10, 8] } },
    { id: "plan", type: "line", source: "plan", layout: ROUND, paint: { "line-color": ["get", "color"], "line-width": ["case", active, 6, 4.5] } },
    { id: "between", type: "circle", source: "vertices", filter: ["==", ["get", "kind"], "between"], paint: { "circle-radius": 4.5, "circle-color": color("surface"), "circle-opacity": 0.9, "circle-stroke-color": ["get", "color"], "circle-stroke-width": 1.6 } },
    { id: "vertex", type: "circle", source: "vertices", filter: ["==", ["get", "kind"], "stop"], paint: { "circle-radius": ["case", ["get", "pointed"], 10, 7], "circle-color": ["case", ["get", "existing"], ["get", "color"], color("surface")], "circle-stroke-color": ["case", ["get", "existing"], color("surface"), ["get", "color"]], "circle-stroke-width": 3 } },
    { id: "snap", type: "circle", source: "snap", paint: { "circle-radius": 12, "circle-color": color("accent"), "circle-opacity": 0.2, "circle-stroke-color": color("accent"), "circle-stroke-width": 2.5 } },
  ];
}

function names(color) {
  const paint = { "text-color": color("ink"), "text-halo-color": color("map-halo"), "text-halo-width": 2.2 };
  const layout = { "text-field": ["get", "name"], "text-font": ["Instrument Semibold"], "text-size": 12.5, "text-max-width": 11 };
  return [
    { id: "zone-name", type: "symbol", source: "zones", minzoom: 9.5, filter: ["has", "label"], layout: { ...layout, "text-field": ["get", "label"], "text-size": 11.5 }, paint },
    { id: "vertex-name", type: "symbol", source: "vertices", filter: ["==", ["get", "kind"], "stop"], layout: { ...layout, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 1.2, "text-justify": "auto" }, paint },
    { id: "snap-name", type: "symbol", source: "snap", layout: { ...layout, "text-anchor": "bottom", "text-offset": [0, -1.2], "text-allow-overlap": true }, paint },
  ];
}
