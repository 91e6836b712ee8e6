// The planner's map: shows the network, the draft's lines and what a run found; hands clicks and
// drags to whoever draws.

import { hex } from "../colors.js";
import { lang } from "../i18n.js";
import { borders, toned } from "../land.js";
import { calm, openFrame } from "../mapframe.js";
import { LngLatBounds } from "../maplibre.js";
import { plannerStyle } from "./mapstyle.js";

const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (type, coordinates, properties) => ({ type: "Feature", geometry: { type, coordinates }, properties });

/** Starts the map in `container`; everything it shows is set through what it returns. */
export async function startMap(container) {
  const data = new Map();
  const state = { base: null };
  const frame = await openFrame(container, {
    style: plannerStyle, options: { center: [6.0, 49.5], zoom: 10, doubleClickZoom: false },
    drawn: () => {
      for (const [source, features] of data) frame.map.getSource(source)?.setData(collection(features));
      calmLines();
    },
  });
  const { map } = frame;

  const api = {
    map,
    base(features) {
      state.base = features;
      api.words();
      const points = features.filter((one) => one.properties.kind === "crossing").map((one) => one.geometry.coordinates);
      if (points.length > 1) api.frame(points, { duration: 0 });
    },
    /** Names of the countries along the border, in the page's language. */
    words() {
      if (!state.base) return;
      show("base", state.base);
      show("sides", toned(state.base));
      show("border", borders(state.base, lang()));
    },
    network(features) {
      state.network = features.map((one) => ({ ...one, properties: { ...one.properties, color: hex(one.properties.color) } }));
      show("net", state.network);
    },
    /** Marks lines there are, by their ids. */
    mark: (ids) => show("chosen", (state.network ?? []).filter((one) => ids.includes(one.properties.id))),
    /** The draft's lines: `points` are [lon, lat]. */
    plan: (lines) => show("plan", lines.filter((line) => line.points.length > 1).map((line) =>
      feature("LineString", line.points, { color: line.color, active: line.active }))),
    vertices: (points) => show("vertices", points.map(({ point, ...properties }) => feature("Point", point, properties))),
    snap: (place) => show("snap", place ? [feature("Point", [place.lon, place.lat], { name: place.name ?? "" })] : []),
    /** What is reached from a place: areas with their `part`, and the place itself. */
    areas(features, from) {
      show("areas", features);
      show("from", from ? [feature("Point", [from.lon, from.lat], {})] : []);
      if (frame.isReady()) calmLines();
    },
    zones: (zones) => show("zones", zones.map(({ lon, lat, ...properties }) => feature("Point", [lon, lat], properties))),
    frame(points, { duration = calm.matches ? 0 : 600, maxZoom = 14 } = {}) {
      if (!points.length) return;
      const bounds = points.reduce((box, point) => box.extend(point), new LngLatBounds(points[0], points[0]));
      map.fitBounds(bounds, { padding: Math.min(70, container.clientWidth / 7), duration, maxZoom });
    },
  };
  return api;

  // Lines there are step back while areas are looked at.
  function calmLines() {
    map.setPaintProperty("net", "line-opacity", data.get("areas")?.length ? 0.2 : 0.55);
  }

  function show(source, features) {
    frame.busy();
    data.set(source, features);
    if (frame.isReady()) map.getSource(source)?.setData(collection(features));
  }
}
