// Drawing on the map: clicks add stops, drags move them, the small rings between put one in, a right
// click takes one out. A place close to a stop that there is becomes that stop, and says which.

import { allStops } from "./stops.js";

const SNAP_PX = 10;
const MOUSE_PX = 11;
const FINGER_PX = 24;
const MOVED_PX = 4;

/**
 * @param {object} api what startMap returns
 * @param {{points: () => object[], add: (stop) => void, insert: (index, stop) => void,
 *   move: (index, stop) => void, remove: (index) => void}} acts `points` are {lon, lat, kind, index}
 * @returns {{drawing: (on: boolean) => void}}
 */
export function drawOn(api, acts) {
  const { map } = api;
  const state = { drawing: false, grip: null, moved: false, from: null };
  const canvas = map.getCanvas();

  map.on("mousemove", (event) => {
    if (state.grip) return drag(event);
    const grip = gripAt(event.point, MOUSE_PX);
    api.snap(state.drawing && !grip ? snapAt(event.point) : null);
    canvas.style.cursor = grip ? "grab" : state.drawing ? "crosshair" : "";
    return undefined;
  });
  map.on("mousedown", (event) => event.originalEvent.button === 0 && take(event, MOUSE_PX));
  map.on("touchstart", (event) => event.points.length === 1 && take(event, FINGER_PX));
  map.on("touchmove", (event) => state.grip && drag(event));
  map.on("mouseup", drop);
  map.on("touchend", drop);
  map.on("mouseout", () => state.grip || api.snap(null));
  map.on("click", (event) => {
    if (state.moved) {
      state.moved = false;
      return;
    }
    const grip = gripAt(event.point, MOUSE_PX);
    if (grip?.kind === "between") acts.insert(grip.index + 1, placeAt(event));
    else if (!grip && state.drawing) acts.add(placeAt(event));
    api.snap(null);
  });
  map.on("contextmenu", (event) => {
    const grip = gripAt(event.point, MOUSE_PX);
    if (grip?.kind === "stop") acts.remove(grip.index);
  });

  return {
    drawing(on) {
      state.drawing = on;
      api.snap(null);
      canvas.style.cursor = on ? "crosshair" : "";
    },
  };

  function take(event, within) {
    const grip = gripAt(event.point, within);
    if (!grip) return;
    event.preventDefault();
    Object.assign(state, { grip, from: event.point, moved: false, last: event });
    canvas.style.cursor = "grabbing";
  }

  function drag(event) {
    if (!state.moved && event.point.dist(state.from) < MOVED_PX) return;
    state.moved = true;
    state.last = event;
    const snapped = snapAt(event.point);
    api.snap(snapped);
    acts.preview(state.grip, snapped ?? { lon: event.lngLat.lng, lat: event.lngLat.lat });
  }

  function drop() {
    const { grip, moved, last } = state;
    state.grip = null;
    if (!grip) return;
    canvas.style.cursor = state.drawing ? "crosshair" : "";
    if (!moved) return;
    const stop = placeAt(last);
    api.snap(null);
    if (grip.kind === "between") acts.insert(grip.index + 1, stop);
    else acts.move(grip.index, stop);
    setTimeout(() => { state.moved = false; }, 0);
  }

  function gripAt(point, within) {
    const near = acts.points()
      .map((each) => ({ each, away: map.project([each.lon, each.lat]).dist(point) }))
      .filter(({ away }) => away <= within)
      .sort((a, b) => (a.each.kind === "stop" ? 0 : 1) - (b.each.kind === "stop" ? 0 : 1) || a.away - b.away);
    return near[0]?.each ?? null;
  }

  function snapAt(point) {
    let best = null;
    let least = SNAP_PX;
    const bounds = map.getBounds();
    for (const stop of allStops()) {
      if (!bounds.contains([stop.lon, stop.lat])) continue;
      const away = map.project([stop.lon, stop.lat]).dist(point);
      if (away < least) [best, least] = [stop, away];
    }
    return best;
  }

  function placeAt(event) {
    const snapped = snapAt(event.point);
    if (snapped) return { id: snapped.id };
    const round = (value) => Math.round(value * 1e5) / 1e5;
    return { lat: round(event.lngLat.lat), lon: round(event.lngLat.lng) };
  }
}
