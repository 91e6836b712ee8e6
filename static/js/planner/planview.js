// The draft on the map: its lines, and the stops of the one being edited as rings that can be moved.

import { hex } from "../colors.js";
import { t } from "../i18n.js";
import { insertStop, isLine, removeStop, replaceStop } from "./line.js";
import { nameOf, placeOf } from "./stops.js";

const middle = (one, other) => ({ lon: (one.lon + other.lon) / 2, lat: (one.lat + other.lat) / 2 });

/** Ties a draft to a map that may come later; `open` tells which modification is edited. */
export function planView(draft, { opened, redraw }) {
  const state = { api: null, pen: null, drawing: false, pointed: -1, preview: null };

  const view = {
    canDraw: () => Boolean(state.api),
    isDrawing: () => state.drawing,
    async attach(api) {
      const { drawOn } = await import("./drawing.js");
      state.api = api;
      state.pen = drawOn(api, acts);
      state.pen.drawing(state.drawing);
      view.draw();
    },
    toggle(on = !state.drawing) {
      state.drawing = on && Boolean(line());
      state.pen?.drawing(state.drawing);
      redraw();
    },
    point(index) {
      state.pointed = index;
      drawVertices();
    },
    draw() {
      if (!state.api) return;
      if (state.drawing && !line()) view.toggle(false);
      const lines = draft.keys().map((key) => [key, draft.modification(key)]).filter(([, part]) => isLine(part));
      state.api.plan(lines.map(([key, part]) => ({
        points: shownStops(key, part).map(placeOf).filter(Boolean).map(({ lon, lat }) => [lon, lat]), color: hex(part.color), active: key === opened(),
      })));
      drawVertices();
    },
    /** Moves the map to a line. */
    frame(part) {
      const points = (isLine(part) ? part.stops : []).map(placeOf).filter(Boolean).map(({ lon, lat }) => [lon, lat]);
      if (points.length > 1) state.api?.frame(points);
    },
  };

  const acts = {
    points: () => handles(),
    add: (stop) => change((part) => insertStop(part, part.stops.length, stop, placeOf)),
    insert: (index, stop) => change((part) => insertStop(part, index, stop, placeOf)),
    move: (index, stop) => change((part) => replaceStop(part, index, stop.id ? stop : { ...stop, ...named(part.stops[index]) }, placeOf)),
    remove: (index) => change((part) => removeStop(part, index, placeOf)),
    preview(grip, place) {
      state.preview = { grip, place };
      view.draw();
    },
  };
  return view;

  function line() {
    const part = opened() && draft.modification(opened());
    return isLine(part) ? part : null;
  }

  function change(mutate) {
    state.preview = null;
    const key = opened();
    draft.change((scenario, keys) => mutate(scenario.modifications[keys.indexOf(key)]));
  }

  // While something is dragged the line is shown as it would be.
  function shownStops(key, part) {
    if (!state.preview || key !== opened()) return part.stops;
    const { grip, place } = state.preview;
    const stops = [...part.stops];
    if (grip.kind === "between") stops.splice(grip.index + 1, 0, place);
    else stops[grip.index] = place;
    return stops;
  }

  function handles() {
    const part = line();
    if (!part) return [];
    const places = part.stops.map(placeOf);
    const stops = places.flatMap((place, index) => (place ? [{ lon: place.lon, lat: place.lat, kind: "stop", index }] : []));
    const between = places.slice(1).flatMap((place, index) =>
      (place && places[index] ? [{ ...middle(places[index], place), kind: "between", index }] : []));
    return [...stops, ...between];
  }

  function drawVertices() {
    const part = line();
    if (!state.api) return;
    if (!part) {
      state.api.vertices([]);
      return;
    }
    const moving = state.preview?.grip;
    const still = (each) => !moving || (each.kind === "stop" && !(moving.kind === "stop" && moving.index === each.index));
    state.api.vertices(handles().filter(still).map((each) => {
      const stop = part.stops[each.index];
      return {
        point: [each.lon, each.lat], kind: each.kind, color: hex(part.color), existing: Boolean(stop?.id),
        pointed: each.kind === "stop" && each.index === state.pointed,
        name: each.kind === "stop" ? nameOf(stop) || t("stops.point", { n: each.index + 1 }) : "",
      };
    }));
  }
}

const named = (stop) => (stop?.id === undefined && stop?.name ? { name: stop.name } : {});
