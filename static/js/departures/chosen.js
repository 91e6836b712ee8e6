// The stops of a board as people change them: fields and a list in, a changed state out.

import { placeField } from "../combobox.js";
import { el, fill } from "../dom.js";
import { onLanguage, t } from "../i18n.js";
import { MOST_MINUTES, MOST_STOPS, minutes } from "./state.js";

/**
 * Runs the form of the board.
 * @param {import("./state.js").State} state
 * @param {() => void} changed called after every change of the state
 */
export function chosenStops(state, changed) {
  const input = document.getElementById("stop");
  const list = document.getElementById("chosen");
  const names = new Map();
  const stop = placeField(input, { kinds: ["STOP"], onChoose: add });
  const from = placeField(document.getElementById("from"), { onChoose: start });
  document.getElementById("choose").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const place = await stop.resolve();
      if (place) add(place);
      else stop.fail(t("search.nothing", { text: stop.text().trim() }));
    } catch {
      stop.fail(t("search.noAnswer"));
    }
  });
  document.getElementById("from").addEventListener("change", (event) => {
    if (!event.target.value.trim()) start(null);
  });
  onLanguage(draw);
  return { draw, named };

  // Takes over what the address says, and the names that the server gives to the ids in it.
  function named(stops) {
    for (const { id, place } of stops) names.set(id, place.name);
    draw();
  }

  function add(place) {
    stop.set(null);
    if (!place.id || state.stops.some(({ id }) => id === place.id)) return;
    if (state.stops.length >= MOST_STOPS) {
      stop.fail(t("board.most", { most: MOST_STOPS }));
      return;
    }
    names.set(place.id, place.name);
    state.stops = [...state.stops, { id: place.id, walk: null }];
    draw();
    changed();
  }

  function start(place) {
    state.from = place ? { lat: place.lat, lon: place.lon, name: place.name } : null;
    changed();
  }

  function draw() {
    if (!from.value() && state.from && !from.text()) from.set(state.from);
    const focused = document.activeElement?.id;
    fill(list, state.stops.map(row));
    if (focused) document.getElementById(focused)?.focus();
  }

  function row({ id, walk }, index) {
    const name = names.get(id) ?? id;
    return el("li", {}, el("b", {}, name),
      el("label", {}, el("span", { class: "vh" }, t("board.walkTo", { name })), el("input", {
        id: `walk-${index}`, type: "number", min: 0, max: MOST_MINUTES, value: walk ?? "", inputmode: "numeric",
        on: { change: (event) => setWalk(id, event.target.value) },
      }), el("span", { "aria-hidden": "true" }, t("board.walkUnit"))),
      el("button", {
        type: "button", class: "quiet", id: `remove-${index}`, "aria-label": t("board.remove", { name }),
        on: { click: () => remove(id) },
      }, "×"));
  }

  function setWalk(id, text) {
    state.stops = state.stops.map((one) => (one.id === id ? { ...one, walk: minutes(text) } : one));
    changed();
  }

  function remove(id) {
    state.stops = state.stops.filter((one) => one.id !== id);
    draw();
    input.focus();
    changed();
  }
}
