// What comes within reach of a place: a plan, a point and minutes in, areas on the map and the people
// and jobs in them out. The point is typed, or picked on the map; it travels in the body alone.

import { pause, placeNear } from "../api.js";
import { placeField } from "../combobox.js";
import { countryName } from "../countries.js";
import { el, fill } from "../dom.js";
import { lang, locale, onLanguage, t } from "../i18n.js";
import { button } from "./fields.js";
import { isochrones } from "./net.js";
import { dayText, figure } from "./numbers.js";
import { scrolled } from "./tables.js";
import { troubleText } from "./trouble.js";

const MINUTES = [30, 45, 60];
const PARTS = ["only_after", "only_before", "both"];
const MOST_TRIES = 20;
const LEAST_WAIT_S = 1;
const MOST_WAIT_S = 30;
const OF_THE_PLACE = new Set(["lat", "lon"]);

/**
 * @param {HTMLElement} container
 * @param {{draft: object, keep: () => Promise<{id: string}>, day: () => string, onFaults: (fields) => void,
 *   hasMap: () => boolean, picking: (on: boolean) => void, paint: (features, from) => void}} wired
 *   `picking` lets the map take the next click; `paint` shows areas on it
 */
export function reachPanel(container, { draft, keep, day, onFaults, hasMap, picking, paint }) {
  const state = { place: null, minutes: 45, picking: false, pending: null, found: null, of: "" };
  const panel = {
    draw,
    isPicking: () => state.picking,
    /** The map was clicked while a place was looked for. */
    async pick({ lat, lon }) {
      pick(false);
      const spot = { lat, lon, name: t("reach.point", { lat: lat.toFixed(4), lon: lon.toFixed(4) }) };
      choose(spot);
      const near = await placeNear(spot).catch(() => null);
      if (near && state.place === spot) choose({ ...spot, tz: near.tz, name: t("reach.near", { name: near.name }) });
      document.getElementById("reach-show")?.focus({ preventScroll: true });
    },
    stopPicking: () => pick(false),
    /** The plan may no longer be the one whose areas are shown. */
    changed() {
      const node = document.getElementById("reach-stale");
      if (node) node.hidden = !state.found || state.of === JSON.stringify(draft.scenario().modifications);
      const show = document.getElementById("reach-show");
      if (show) show.disabled = draft.isEmpty();
    },
  };
  const said = el("div", { role: "status", id: "reach-said" });
  const shown = el("div", { id: "reach-found" });
  let field = null;
  onLanguage(() => { draw(); tell({ anew: false }); });
  draw();
  return panel;

  function draw() {
    const focus = document.activeElement?.id;
    const typed = state.place ? "" : field?.text() ?? "";
    const input = el("input", {
      id: "reach-from", type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "reach-from-list", "aria-autocomplete": "list",
      "aria-describedby": "reach-from-error", autocomplete: "off", spellcheck: "false", placeholder: t("stops.addHint"),
    });
    const within = el("select", { id: "reach-within" }, MINUTES.map((value) => el("option", { value }, t("unit.min", { value: figure(value) }))));
    within.value = String(state.minutes);
    within.addEventListener("change", () => {
      state.minutes = Number(within.value);
      tell();
    });
    fill(container,
      el("p", { class: "small" }, t("reach.lead")),
      el("div", { class: "f f--wide f--search" }, el("label", { for: "reach-from" }, t("reach.from")), input,
        el("ul", { id: "reach-from-list", role: "listbox", "aria-label": t("stops.found"), hidden: true }), el("p", { class: "f__error", id: "reach-from-error", role: "alert" })),
      el("div", { class: "row" },
        el("div", { class: "f" }, el("label", { for: "reach-within" }, t("access.within")), within),
        hasMap() ? button(state.picking ? t("reach.pickEnd") : t("reach.pick"), () => pick(!state.picking), { id: "reach-pick", pressed: state.picking }) : null,
        button(t("reach.show"), ask, { id: "reach-show", kind: "go go--small", disabled: draft.isEmpty() })),
      state.picking ? el("p", { class: "small" }, t("reach.picking")) : null,
      said, shown, el("p", { class: "notice", id: "reach-stale", hidden: true }, t("reach.stale")));
    field = placeField(input, { onChoose: (place) => { state.place = place; } });
    if (state.place) field.set(state.place);
    else field.setText(typed);
    input.addEventListener("input", () => { state.place = null; });
    if (focus?.startsWith("reach-")) document.getElementById(focus)?.focus({ preventScroll: true });
    panel.changed();
  }

  function choose(place) {
    state.place = place;
    field.set(place);
  }

  function pick(on) {
    if (state.picking === on) return;
    state.picking = on && hasMap();
    picking(state.picking);
    draw();
  }

  async function ask() {
    pick(false);
    state.pending?.abort();
    const pending = new AbortController();
    state.pending = pending;
    field.fail("");
    try {
      const place = state.place ?? await field.resolve();
      if (!place) return field.fail(t("reach.choose"));
      state.place = place;
      say(t("reach.waiting"), true);
      const of = JSON.stringify(draft.scenario().modifications);
      const kept = await keep();
      const answer = await patiently(kept.id, place, pending.signal);
      Object.assign(state, { found: { ...answer, place }, of });
      say("");
      tell();
      panel.changed();
      document.getElementById("reach-title")?.focus({ preventScroll: true });
    } catch (problem) {
      if (!pending.signal.aborted) refused(problem);
    } finally {
      if (state.pending === pending) state.pending = null;
    }
    return undefined;
  }

  // A network that is still being built is asked for again when the server says so, and no sooner.
  async function patiently(id, { lat, lon }, signal) {
    const wish = { lat, lon, minutes: MINUTES, ...(day() ? { day: day() } : {}) };
    for (let tries = 1; ; tries += 1) {
      try {
        return await isochrones(id, wish, signal);
      } catch (problem) {
        if (problem?.status !== 503 || tries >= MOST_TRIES) throw problem;
        const seconds = Math.min(MOST_WAIT_S, Math.max(LEAST_WAIT_S, problem.retryS ?? 5));
        say(t("reach.building", { n: seconds }), true);
        await pause(seconds, signal);
      }
    }
  }

  function refused(problem) {
    const fields = problem?.fields ?? [];
    const plan = fields.filter((fault) => fault.field?.startsWith("modifications") || fault.field?.startsWith("growth"));
    say("");
    if (fields.some((fault) => OF_THE_PLACE.has(fault.field))) field.fail(t("reach.outside"));
    else if (plan.length) {
      onFaults(fields);
      say(t("run.faults", { n: plan.length }), false, true);
    } else if (fields.some((fault) => fault.field === "day")) say(t("reach.day"), false, true);
    else say(troubleText(problem), false, true);
  }

  function say(text, waits = false, bad = false) {
    fill(said, text ? el("p", { class: bad ? "notice notice--bad" : "notice" }, text, " ",
      waits ? button(t("reach.cancel"), cancel, { id: "reach-cancel" }) : null) : null);
  }

  function cancel() {
    state.pending?.abort();
    say("");
    document.getElementById("reach-show")?.focus({ preventScroll: true });
  }

  function tell({ anew = true } = {}) {
    if (!state.found) return;
    const { features, place, firstDeparture, lastDeparture } = state.found;
    const areas = features.filter((one) => one.properties.minutes === state.minutes);
    const of = Object.fromEntries(areas.map((one) => [one.properties.part, one.properties]));
    const countries = [...new Set(areas.flatMap((one) => Object.keys(one.properties.inhabitants)))].sort();
    const row = (label, value) => el("tr", {}, el("th", { scope: "row" }, label), PARTS.map((part) => el("td", {}, value(of[part] ?? {}))));
    const heads = [t("access.what"), t("access.onlyAfter"), t("access.onlyBefore"), t("access.bothShort")];
    const title = t("reach.said", { name: place.name, minutes: figure(state.minutes) });
    fill(shown,
      el("h3", { id: "reach-title", tabindex: "-1" }, title),
      el("p", { class: "small" }, t("reach.when", { day: dayText(firstDeparture.slice(0, 10)), from: clock(firstDeparture, place.tz), to: clock(lastDeparture, place.tz) })),
      scrolled(title, el("table", { class: "small-table" },
        el("thead", {}, el("tr", {}, heads.map((text) => el("th", { scope: "col" }, text)))),
        countries.map((code) => el("tbody", {},
          row(t("reach.people", { country: countryName(code, lang()) }), (part) => figure(part.inhabitants?.[code])),
          row(t("reach.jobs", { country: countryName(code, lang()) }), (part) => figure(part.jobs?.[code])))),
        el("tbody", {}, row(t("reach.area"), (part) => figure(part.km2, 1))))));
    if (anew) paint(areas, place);
  }
}

// A time of day where the place is.
const clock = (moment, timeZone) => new Date(moment).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", timeZone });
