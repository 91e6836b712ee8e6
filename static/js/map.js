// The map beside the lists: sides of the border, corridors, and the chosen trip in line colours.

import { heatStep, lineColors } from "./colors.js";
import { el, readable } from "./dom.js";
import { lang } from "./i18n.js";
import { crossings, isRide } from "./itinerary.js";
import { borders, toned } from "./land.js";
import { calm, openFrame } from "./mapframe.js";
import { LngLatBounds, Marker } from "./maplibre.js";
import { mapStyle, tokens } from "./mapstyle.js";
import { decode } from "./polyline.js";
import { clock, ms } from "./time.js";

const collection = (features) => ({ type: "FeatureCollection", features });

/** Starts the map in `container`; everything it shows is set through what it returns. */
export async function startMap(container) {
  const state = { base: null, corridors: [], chosen: null, options: [], index: 0, markers: [] };
  const frame = await openFrame(container, {
    style: mapStyle, drawn: () => draw(drawBase, drawCorridors, drawTrip), options: { center: [0, 0], zoom: 9 },
  });
  const { map } = frame;

  return {
    base(features) {
      state.base = features;
      showBase();
      draw(drawBase);
    },
    corridors(list) {
      state.corridors = list;
      draw(drawCorridors);
    },
    corridor(id) {
      state.chosen = id;
      draw(drawCorridors);
    },
    trip(options, index) {
      Object.assign(state, { options, index });
      draw(drawTrip);
      frameTrip();
    },
    words() {
      draw(drawBase);
    },
  };

  function draw(...parts) {
    frame.busy();
    if (frame.isReady()) for (const part of parts) part();
  }

  function drawBase() {
    if (!state.base) return;
    map.getSource("base").setData(collection(state.base));
    map.getSource("sides").setData(collection(toned(state.base)));
    map.getSource("border").setData(collection(borders(state.base, lang())));
  }

  function drawCorridors() {
    map.getSource("corridors").setData(collection(state.corridors.filter((one) => one.geometry?.length > 1).map((one) =>
      feature("LineString", one.geometry.map(([lat, lon]) => [lon, lat]), {
        step: heatStep((one.now?.p50 ?? 0) / 60), chosen: one.id === state.chosen,
      }))));
  }

  function drawTrip() {
    state.markers.forEach((marker) => marker.remove());
    const option = state.options[state.index];
    const others = state.options.filter((one) => one !== option).flatMap((one) => one.legs.filter((leg) => leg.mode !== "WALK"));
    map.getSource("others").setData(collection(others.map((leg) => feature("LineString", path(leg), {}))));
    map.getSource("route").setData(collection(option ? option.legs.map(legFeature) : []));
    map.getSource("points").setData(collection(option ? changePoints(option) : []));
    state.markers = option ? [...ends(option), ...crossings(option).map(crossingMarker)] : [];
    state.markers.forEach((marker) => marker.addTo(map));
  }

  function showBase() {
    const points = state.base.filter((one) => one.properties.kind === "crossing").map((one) => one.geometry.coordinates);
    const fallback = state.base.filter((one) => one.geometry?.type === "Point").map((one) => one.geometry.coordinates);
    if (!state.options.length) fit(points.length > 1 ? points : fallback, 40, 0);
  }

  function frameTrip() {
    const option = state.options[state.index];
    const wide = container.clientWidth > 480;
    const padding = wide ? { top: 60, bottom: 70, left: 90, right: 150 } : { top: 50, bottom: 50, left: 35, right: 95 };
    if (option) fit(option.legs.flatMap(path), padding, calm.matches ? 0 : 700);
  }

  function fit(points, padding, duration) {
    if (!points.length) return;
    const bounds = points.reduce((box, point) => box.extend(point), new LngLatBounds(points[0], points[0]));
    map.fitBounds(bounds, { padding, duration, maxZoom: 15 });
  }
}

const feature = (type, coordinates, properties) => ({ type: "Feature", geometry: { type, coordinates }, properties });

function path(leg) {
  const points = decode(leg.legGeometry?.points, leg.legGeometry?.precision ?? 7);
  return points.length > 1 ? points : [[leg.from.lon, leg.from.lat], [leg.to.lon, leg.to.lat]];
}

function legFeature(leg) {
  const color = isRide(leg) ? lineColors(leg).back : tokens()("ink-2");
  return feature("LineString", path(leg), { color, walk: leg.mode === "WALK" || leg.mode === "BIKE" });
}

function changePoints(option) {
  const rides = option.legs.filter(isRide);
  const stops = rides.flatMap((leg) => [leg.from, leg.to]);
  return stops
    .filter((stop, at) => stops.findIndex((other) => other.name === stop.name) === at)
    .map((stop, at) => feature("Point", [stop.lon, stop.lat], { kind: "change", name: readable(stop.name), order: at }));
}

function ends(option) {
  const [start, end] = [option.legs[0].from, option.legs.at(-1).to];
  return [["start", start], ["end", end]].map(([kind, point]) =>
    new Marker({ element: el("span", { class: `pin pin--${kind}`, "aria-hidden": "true" }) }).setLngLat([point.lon, point.lat]));
}

function crossingMarker(crossing) {
  const text = `${crossing.fromCountry} ▸ ${crossing.toCountry}`;
  const label = el("span", { class: "flagpin", "aria-hidden": "true" },
    el("b", {}, text), el("span", {}, clock(ms(crossing.time), crossing.leg.from.tz)));
  return new Marker({ element: label, anchor: "bottom-left", offset: [0, 0] }).setLngLat([crossing.lon, crossing.lat]);
}
