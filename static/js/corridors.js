// The border section: every corridor with its delay of now, and one of them as a chart and a table.

import { corridor as fetchSeries, corridors as fetchCorridors } from "./api.js";
import { el, fill, seen, styled } from "./dom.js";
import { eventList } from "./events.js";
import { lang, onLanguage, t } from "./i18n.js";
import { basisText, countryName, delayChip, delayText, rangeText } from "./phrases.js";
import { problemText } from "./problems.js";
import { whatIfPanel } from "./whatif.js";
import { clock, dayAndClock, longDay, ms, ownZone } from "./time.js";

const BEFORE_MS = 3 * 3600000;
const AFTER_MS = 6 * 3600000;
const FEW = 6;
const CHART_STYLE = "/vendor/uplot/dist/uPlot.min.css?v=1.6.32";

/**
 * Runs the border section.
 * @param {(list: object[]) => void} onList gets the corridors once they are known
 * @param {(id: string) => void} onPick gets every corridor that is chosen here
 * @returns {{show: (id: string, at: number|null, zone?: string) => void}} chooses a corridor and the
 *   moment its chart is built around
 */
export function borderSection(onList, onPick) {
  const node = document.getElementById("corridors");
  const ways = el("div", { class: "ways", role: "group" });
  const picker = el("div", { class: "picker", role: "radiogroup" });
  const panel = el("div", { class: "corridor" });
  const state = { list: [], way: null, all: false, id: null, at: null, zone: ownZone(), series: null, asked: 0, problem: null, undo: () => {} };
  const more = el("button", { class: "link", type: "button", on: { click: () => Object.assign(state, { all: true }) && drawPicker() } });
  fill(node, ways, picker, more, panel);
  onLanguage(() => draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawPanel());
  load();
  return {
    show(id, at, zone) {
      Object.assign(state, { id: id ?? state.id, at, zone: zone ?? state.zone });
      loadSeries();
    },
  };

  async function load() {
    try {
      state.list = await fetchCorridors();
      state.id ??= worst(state.list)?.id ?? null;
      onList(state.list);
      await loadSeries();
    } catch (problem) {
      state.problem = problem;
      draw();
    }
  }

  async function loadSeries() {
    state.way = state.list.find((one) => one.id === state.id)?.direction ?? state.way;
    drawPicker();
    if (!state.id) return;
    const asked = (state.asked += 1);
    const { id } = state;
    const middle = state.at ?? Date.now();
    try {
      const series = await fetchSeries(id, middle - BEFORE_MS, middle + AFTER_MS);
      if (asked !== state.asked) return;
      Object.assign(state, { series, problem: null });
    } catch (problem) {
      if (asked !== state.asked) return;
      state.problem = problem;
    }
    draw();
  }

  function draw() {
    drawPicker();
    drawPanel();
  }

  function drawPicker() {
    const focused = picker.contains(document.activeElement);
    picker.setAttribute("aria-label", t("border.pick"));
    ways.setAttribute("aria-label", t("border.way"));
    fill(ways, directions(state.list).map(({ way, country }) => el("button", {
      type: "button", class: "quiet", "aria-pressed": String(way === state.way), on: { click: () => turn(way) },
    }, t("border.towards", { country: countryName(country, lang()) }))));
    const there = shown();
    const rest = state.list.filter((one) => one.direction === state.way).length - there.length;
    fill(picker, there.map((corridor) => choice(corridor)));
    more.hidden = rest <= 0;
    more.textContent = t("border.more", { n: rest });
    if (focused) picker.querySelector('[aria-checked="true"]')?.focus();
  }

  // The corridors of one direction, the slowest first; the chosen one is always among them.
  function shown() {
    const there = state.list.filter((one) => one.direction === state.way);
    const sorted = there.sort((a, b) => (b.now?.p50 ?? -1) - (a.now?.p50 ?? -1));
    if (state.all) return sorted;
    const few = sorted.slice(0, FEW);
    const chosen = sorted.find((one) => one.id === state.id);
    return !chosen || few.includes(chosen) ? few : [chosen, ...few.slice(0, FEW - 1)];
  }

  function turn(way) {
    state.way = way;
    pick(worst(state.list.filter((one) => one.direction === way))?.id ?? state.id);
  }

  function choice(corridor) {
    const checked = corridor.id === state.id;
    const now = corridor.now;
    return el(
      "button",
      {
        type: "button", role: "radio", "aria-checked": String(checked), tabindex: checked ? "0" : "-1", class: "picker__one",
        on: { click: () => pick(corridor.id), keydown: (event) => onKey(event) },
      },
      el("span", { class: "picker__name" }, corridor.name),
      now ? delayChip(minutes(now)) : el("span", { class: "range" }, t("border.unknown")),
    );
  }

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const there = shown();
    const at = there.findIndex((corridor) => corridor.id === state.id);
    pick(there[(at + step + there.length) % there.length].id);
  }

  function pick(id) {
    state.id = id;
    onPick(id);
    loadSeries();
  }

  function drawPanel() {
    state.undo();
    state.undo = () => {};
    if (state.problem) return fill(panel, el("p", { class: "notice" }, problemText(state.problem)));
    if (!state.series) return fill(panel);
    const canvas = el("div", { class: "corridor__chart", "aria-hidden": "true" });
    fill(panel, summary(), eventList(state.series.events, state.zone), legend(), canvas, el("p", { class: "small" }, t("border.unit")), table(), provenance(),
      state.series.usual?.length ? whatIfPanel(state.id, state.at ?? Date.now()) : null);
    if (state.series.forecast.length) {
      chart(canvas, state.series, { zone: state.zone, mark: state.at ?? Date.now() });
    }
    return undefined;
  }

  // The drawing of a chart comes when its place is nearly on screen; the table has all of it, too.
  async function chart(canvas, series, about) {
    try {
      await seen(canvas);
      const [{ drawChart }] = await Promise.all([import("./chart.js"), styled(CHART_STYLE)]);
      if (canvas.isConnected) state.undo = drawChart(canvas, series, about);
    } catch {
      canvas.remove();
    }
  }

  function summary() {
    const { series, zone } = state;
    const at = state.at ?? Date.now();
    const value = series.forecast.find((one) => ms(one.from) <= at && at < ms(one.to));
    return el(
      "p",
      { class: "corridor__now" },
      el("span", {}, state.at ? t("border.at", { day: longDay(at, zone), time: clock(at, zone) }) : t("border.now")),
      " ",
      value ? delayChip(minutes(value)) : el("span", { class: "range" }, series.reason || t("border.unknown")),
      series.illustrative ? el("span", { class: "tag" }, t("tag.illustrative")) : null,
      series.stale ? el("span", { class: "tag" }, t("tag.stale")) : null,
      value?.closed ? el("span", { class: "tag" }, t("event.closure")) : null,
    );
  }

  function legend() {
    const kinds = ["forecast", "band", "usual"];
    if (state.series.live?.length) kinds.push("live");
    const named = (kind) => (kind === "live" && byBus(state.series) ? t("border.live.buses") : t(`border.${kind}`));
    return el("ul", { class: "legend", "aria-hidden": "true" }, kinds.map((kind) =>
      el("li", {}, el("span", { class: `legend__${kind}` }), named(kind))));
  }

  function table() {
    const { series, zone } = state;
    const usual = new Map((series.usual ?? []).map((one) => [ms(one.from), one.value / 60]));
    const head = ["border.time", "border.forecast", "border.band", "border.usual"];
    return el(
      "details",
      { class: "corridor__table" },
      el("summary", {}, t("border.table")),
      el("table", {},
        el("caption", { class: "vh" }, series.name),
        el("thead", {}, el("tr", {}, head.map((key) => el("th", { scope: "col" }, t(key))))),
        el("tbody", {}, series.forecast.map((one) => {
          const delay = minutes(one);
          const before = usual.get(ms(one.from));
          return el("tr", {},
            el("th", { scope: "row" }, clock(ms(one.from), zone)),
            el("td", {}, delayText(delay)),
            el("td", {}, rangeText(delay) || "–"),
            el("td", {}, before === undefined ? "–" : delayText({ p50: before })));
        }))),
    );
  }

  function provenance() {
    const { series, zone } = state;
    const at = state.at ?? Date.now();
    const basis = (series.forecast.find((one) => ms(one.from) <= at && at < ms(one.to)) ?? series.forecast[0])?.basis;
    const parts = [
      basis ? basisText(basis) : null,
      byBus(series) && basis !== "buses" ? t("border.byBuses") : null,
      series.model ? t("border.model", { model: series.model }) : null,
      Number.isNaN(ms(series.dataUntil)) ? null : t("leg.dataUntil", { time: dayAndClock(ms(series.dataUntil), zone) }),
    ];
    return el("p", { class: "small" }, parts.filter(Boolean).join(" · "));
  }
}

// Whether buses that drive the corridor observed it, and no station at the road.
const byBus = (series) => series.observedFrom === "buses";

const minutes = (value) => ({ p10: value.p10 / 60, p50: value.p50 / 60, p90: value.p90 / 60 });

// One entry a direction, named after the country most of its corridors lead into.
function directions(list) {
  const found = new Map();
  for (const { direction, fromCountry, toCountry } of list) {
    if (!found.has(direction)) found.set(direction, new Map());
    if (fromCountry !== toCountry) found.get(direction).set(toCountry, (found.get(direction).get(toCountry) ?? 0) + 1);
  }
  return [...found]
    .filter(([, countries]) => countries.size)
    .map(([way, countries]) => ({ way, country: [...countries].sort((a, b) => b[1] - a[1])[0][0] }));
}

const worst = (list) => list.reduce((a, b) => ((b.now?.p50 ?? 0) > (a?.now?.p50 ?? -1) ? b : a), null);
