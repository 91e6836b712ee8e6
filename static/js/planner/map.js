// The planner's map: shows the network, the draft's lines and what a run found; hands clicks and
// drags to whoever draws.

import { LngLatBounds, Map as GlMap, NavigationControl, setWorkerUrl } from "maplibre-gl";

import { hex } from "../colors.js";
import { lang, t } from "../i18n.js";
import { borders, toned } from "../land.js";
import { plannerStyle } from "./mapstyle.js";

setWorkerUrl("/vendor/maplibre-gl/dist/maplibre-gl-worker.mjs?v=6.17.0");

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (type, coordinates, properties) => ({ type: "Feature", geometry: { type, coordinates }, properties });

/** Starts the map in `container`; everything it shows is set through what it returns. */
export function startMap(container) {
  const data = new Map();
  const state = { ready: false, base: null };
  const map = new GlMap({
    container, style: plannerStyle(), center: [6.0, 49.5], zoom: 10, minZoom: 7, maxZoom: 17, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, doubleClickZoom: false, fadeDuration: calm.matches ? 0 : 200,
    cooperativeGestures: matchMedia("(max-width: 999px)").matches,
    locale: {
      "NavigationControl.ZoomIn": t("map.zoomIn"), "NavigationControl.ZoomOut": t("map.zoomOut"), "Map.Title": t("map.label"),
      "CooperativeGesturesHandler.WindowsHelpText": t("map.scroll"), "CooperativeGesturesHandler.MacHelpText": t("map.scroll"),
      "CooperativeGesturesHandler.MobileHelpText": t("map.fingers"),
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  map.on("style.load", () => {
    state.ready = true;
    for (const [source, features] of data) map.getSource(source)?.setData(collection(features));
  });
  dark.addEventListener("change", () => {
    state.ready = false;
    map.setStyle(plannerStyle(), { diff: false });
  });
  map.on("idle", () => container.setAttribute("data-idle", "true"));

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
    zones: (zones) => show("zones", zones.map(({ lon, lat, ...properties }) => feature("Point", [lon, lat], properties))),
    frame(points, { duration = calm.matches ? 0 : 600, maxZoom = 14 } = {}) {
      if (!points.length) return;
      const bounds = points.reduce((box, point) => box.extend(point), new LngLatBounds(points[0], points[0]));
      map.fitBounds(bounds, { padding: Math.min(70, container.clientWidth / 7), duration, maxZoom });
    },
  };
  return api;

  function show(source, features) {
    container.removeAttribute("data-idle");
    data.set(source, features);
    if (state.ready) map.getSource(source)?.setData(collection(features));
  }
}
