// One place field: a text input with a list of suggestions, after the ARIA combobox pattern.

import { geocode } from "./api.js";
import { el, fill, modeIcon } from "./dom.js";
import { lang, t } from "./i18n.js";

const PAUSE_MS = 140;

/**
 * Turns `input` and its listbox into a place field.
 * @returns {{value: () => object|null, set: (place) => void, resolve: () => Promise<object|null>,
 *   fail: (text: string) => void}} `value` is the place that was chosen, null while the text is
 *   only typed; `resolve` looks the typed text up and takes the best match.
 */
export function placeField(input, { onChoose = () => {}, kinds = [] } = {}) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const error = document.getElementById(input.getAttribute("aria-describedby"));
  const said = el("span", { class: "vh", role: "status" });
  list.after(said);
  const state = { chosen: null, found: [], active: -1, timer: 0, pending: null, pointer: false };

  const field = {
    value: () => state.chosen,
    set(place) {
      close();
      fail("");
      state.chosen = place;
      input.value = place?.name ?? "";
    },
    text: () => input.value,
    setText(text) {
      state.chosen = null;
      input.value = text;
    },
    async resolve() {
      if (state.chosen) return state.chosen;
      const text = input.value.trim();
      if (!text) return null;
      state.pending?.abort();
      const [best] = await geocode(text, lang(), undefined, kinds);
      if (best) field.set(best);
      return best ?? null;
    },
    fail,
  };

  input.addEventListener("input", () => {
    state.chosen = null;
    fail("");
    clearTimeout(state.timer);
    state.timer = setTimeout(look, PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => onKey(event));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => close());
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  if (input.value && document.activeElement === input) look(); // typed before this script came
  return field;

  async function look() {
    state.pending?.abort();
    const text = input.value.trim();
    if (text.length < 2) return close();
    state.pending = new AbortController();
    try {
      show(await geocode(text, lang(), state.pending.signal, kinds));
    } catch (problem) {
      if (problem.name !== "AbortError") message(t("search.noAnswer"));
    }
    return undefined;
  }

  function show(found) {
    if (document.activeElement !== input || state.chosen) return;
    state.found = found;
    state.active = -1;
    if (!found.length) {
      message(t("search.nothing", { text: input.value.trim() }));
      return;
    }
    said.textContent = "";
    fill(list, found.map((place, index) => row(place, index)));
    open();
    activate(0);
  }

  function row(place, index) {
    return el(
      "li",
      {
        role: "option", id: `${list.id}-${index}`, "aria-selected": "false",
        on: { click: () => choose(index), pointermove: () => activate(index) },
      },
      modeIcon(place.modes?.[0] ?? "PLACE"),
      el("span", {}, el("b", {}, place.name), subtitle(place)),
      place.country ? el("span", { class: "country" }, place.country) : null,
    );
  }

  function message(text) {
    state.found = [];
    said.textContent = text;
    fill(list, el("li", { class: "nothing", role: "presentation" }, text));
    open();
  }

  function onKey(event) {
    const shown = !list.hidden && state.found.length > 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!shown) return look();
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate((state.active + step + state.found.length) % state.found.length);
    } else if (event.key === "Enter" && shown && state.active >= 0) {
      event.preventDefault();
      choose(state.active);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab" && shown && state.active >= 0) {
      choose(state.active);
    }
    return undefined;
  }

  function activate(index) {
    if (index === state.active) return;
    list.children[state.active]?.setAttribute("aria-selected", "false");
    state.active = index;
    const option = list.children[index];
    option?.setAttribute("aria-selected", "true");
    if (!option) return;
    requestAnimationFrame(() => option.scrollIntoView({ block: "nearest" })); // laid out by then anyway
    input.setAttribute("aria-activedescendant", option.id);
  }

  function choose(index) {
    field.set(state.found[index]);
    onChoose(state.found[index]);
  }

  function open() {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function close() {
    clearTimeout(state.timer);
    state.pending?.abort();
    list.hidden = true;
    state.active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function fail(text) {
    error.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

function subtitle(place) {
  const areas = (place.areas ?? []).filter((area) => area.default || area.matched);
  const names = [...new Set(areas.map((area) => area.name))].filter((name) => name && name !== place.name);
  const kind = t(`kind.${place.type === "STOP" ? "STOP" : "PLACE"}`);
  return el("small", {}, [kind, ...names.slice(0, 2)].join(" · "));
}
