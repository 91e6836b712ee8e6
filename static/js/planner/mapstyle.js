// The planner's map: the base map's style, and over it lines there are, lines that are planned, and
// what a plan does to the communes.

import { mapStyle, tokens } from "../mapstyle.js";

const ROUND = { "line-cap": "round", "line-join": "round" };
const SOURCES = ["areas", "net", "chosen", "plan", "vertices", "snap", "zones", "from"];

/** The whole style over a ground, without data. */
export function plannerStyle(ground) {
  const color = tokens();
  const lines = [...areas(color), ...network(color), ...zones(color), ...plan(color)];
  return mapStyle(ground, { sources: SOURCES, lines, names: names(color), placesFrom: 10 });
}

// What is reached within so many minutes: the tone says when, the edge says it once more.
function areas(color) {
  const tone = ["match", ["get", "part"], "only_after", color("gain"), "only_before", color("lose"), color("both")];
  const opacity = ["match", ["get", "part"], "both", 0.22, 0.42];
  return [
    { id: "areas", type: "fill", source: "areas", paint: { "fill-color": tone, "fill-opacity": opacity, "fill-antialias": false } },
    { id: "areas-edge", type: "line", source: "areas", layout: { "line-join": "round" }, paint: { "line-color": tone, "line-width": ["match", ["get", "part"], "both", 0.8, 1.6], "line-opacity": 0.9 } },
    { id: "from", type: "circle", source: "from", paint: { "circle-radius": 8, "circle-color": color("surface"), "circle-stroke-color": color("ink"), "circle-stroke-width": 3.5 } },
  ];
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
