// Answers what the form asks and holds the page's one state: the question, the answer, the option chosen.

import { baseMap, corridor as corridorSeries, plan, refreshed } from "./api.js";
import { placeOf } from "./commute.js";
import { commuteCard } from "./commutecard.js";
import { borderSection } from "./corridors.js";
import { el, fill, idle, quiet, seen, styled } from "./dom.js";
import { onLanguage, t } from "./i18n.js";
import { borderEffect, crossings, isRide } from "./itinerary.js";
import { addressOf, fragmentOf, searchOf } from "./link.js";
import { mergeSection } from "./merge.js";
import { keepFiles, keepPlan, lastPlan, offlineBanner } from "./offline.js";
import { problemText, reasonText } from "./problems.js";
import { drawResults, firstChoice, optionsOf } from "./results.js";
import { byCoordinates, isGone } from "./search.js";
import { shareButton } from "./share.js";
import { sourcesSection } from "./sources.js";
import { ms } from "./time.js";
import { canDraw, narrow, openOnPaper, putMap } from "./surroundings.js";
import { drawTrip } from "./trip.js";
import { withoutPaid } from "./wishes.js";

const SLOW_MS = 2500;
const SWAPS = 4;
const MAP_STYLE = "/vendor/maplibre-gl/dist/maplibre-gl.css?v=5.24.1";
const parts = Object.fromEntries(
  ["status", "results", "trip", "map", "map-message", "main", "go"].map((id) => [id, document.getElementById(id)]),
);
const state = {
  query: null, cursor: null, answer: null, options: [], all: false, index: 0, view: null, series: new Map(), corridors: null,
  pending: null, illustrative: false,
};
let form = null;
let map = null;
let border = null;
let commute = null;
let banner = null;

/** Begins to answer what the search form asks, and fills the page round it. */
export function start(given) {
  form = given;
  openOnPaper();
  narrow.addEventListener("change", arrange);
  border = borderSection((list) => {
    state.illustrative ||= list.some((one) => one.illustrative);
    noteIllustrative();
    map?.corridors(list);
    state.corridors = list;
  }, (id) => map?.corridor(id));
  mergeSection();
  sourcesSection((list) => {
    state.illustrative ||= list.some((feed) => feed.illustrative);
    noteIllustrative();
  });
  startMap();
  onLanguage(redraw);
  commute = commuteCard(document.getElementById("commute"), (asked) => form.show(asked));
  addEventListener("popstate", follow);
  banner = offlineBanner(document.getElementById("offline"), reopen, () => ask(state.query));
  if (banner.isOff() && lastPlan()) reopen(lastPlan());
  else if (searchOf(location.hash)) follow();
  Promise.all([idle(), quiet()]).then(keepFiles);
}

/** Answers a search that the form asks. */
export const search = (query) => ask(write(query));

/** Says that the places typed into the form could not be looked up. */
export const refused = (problem) => fault(problem, () => form.submit());

// A new search is a new entry of the browser's history; its fragment is all that tells of it.
function write(query) {
  const fragment = fragmentOf(query);
  if (fragment !== location.hash) history.pushState(null, "", fragment);
  return query;
}

// Back, forward and opened links: the address says what is shown.
function follow() {
  const asked = searchOf(location.hash);
  if (asked && !(state.query && fragmentOf(state.query) === fragmentOf(asked))) form.show(asked);
  if (!location.hash && state.query) begin();
}

// The last plan as it was: no network is needed to read it.
function reopen(last) {
  state.pending?.abort();
  Object.assign(state, { query: last.query, pending: null });
  document.body.dataset.view = "answer";
  form.fill(last.query);
  banner.showing(last);
  show(withoutPaid(last.answer, last.query.wishes));
}

function saveButton() {
  const { from, to } = state.query;
  return el("button", { class: "quiet", type: "button", on: { click: () => commute.edit({ home: placeOf(from), work: placeOf(to) }) } },
    t("commute.keep"));
}

// The first screen again.
function begin() {
  state.pending?.abort();
  Object.assign(state, { query: null, answer: null, options: [], view: null, pending: null });
  document.body.dataset.view = "ask";
  parts.results.hidden = parts.trip.hidden = true;
  fill(parts.status);
  map?.trip([], 0);
}

async function ask(query, cursor = null) {
  state.pending?.abort();
  const pending = new AbortController();
  state.pending = pending;
  Object.assign(state, { query, cursor });
  waiting(pending);
  try {
    const request = cursor ? { ...query.request, pageCursor: cursor } : query.request;
    const answer = await plan(request, pending.signal);
    name(answer, query);
    keepPlan(query, answer);
    banner.on();
    show(withoutPaid(answer, query.wishes));
  } catch (problem) {
    if (pending.signal.aborted) return;
    const elsewhere = isGone(problem) ? byCoordinates(query) : query;
    if (elsewhere !== query) return ask(elsewhere);
    fault(problem, () => ask(query, cursor));
    if (problem.kind === "offline") banner.off();
  } finally {
    if (state.pending === pending) {
      state.pending = null;
      parts.results.removeAttribute("aria-busy");
      parts.go.disabled = false;
    }
  }
}

function waiting(pending) {
  document.body.dataset.view = "answer";
  parts.results.setAttribute("aria-busy", "true");
  fill(parts.status, el("p", { class: "notice notice--quiet" }, t("status.searching")));
  setTimeout(() => {
    if (state.pending === pending) fill(parts.status, el("p", { class: "notice" }, t("status.slow")));
  }, SLOW_MS);
}

// The ends of a way typed as a place carry the name that was typed.
function name(answer, { from, to }) {
  for (const itinerary of [...answer.itineraries, ...answer.direct]) {
    const [first, last] = [itinerary.legs[0].from, itinerary.legs.at(-1).to];
    if (!first.stopId) first.name = from.name;
    if (!last.stopId) last.name = to.name;
  }
}

function show(answer, { all = false, chosen = null } = {}) {
  fill(parts.status);
  parts.trip.hidden = true;
  parts.results.after(parts.trip);
  const options = optionsOf(answer, all);
  Object.assign(state, { answer, options, all });
  if (!options.length) return empty(answer);
  state.view = drawResults(parts.results, answer, options, {
    select,
    page: (cursor) => ask(state.query, cursor),
    more: () => show(answer, { all: true, chosen: state.options[state.index] }),
    move: (change) => form.move(change),
    tools: () => shareButton(() => addressOf(state.query)),
  });
  fill(parts.status, notes(answer));
  select(chosen ? options.indexOf(chosen) : firstChoice(options));
  document.getElementById("results-title").focus({ preventScroll: !narrow.matches });
  if (narrow.matches && !chosen && !("embed" in document.body.dataset)) parts.status.scrollIntoView();
  return undefined;
}

function empty(answer) {
  state.view = null;
  parts.results.hidden = true;
  map?.trip([], 0);
  const paging = [["results.earlier", answer.previousPageCursor], ["results.later", answer.nextPageCursor]];
  fill(parts.status, el("div", { class: "notice" }, el("p", {}, reasonText(answer.navette?.reasons)),
    paging.filter(([, cursor]) => cursor).map(([key, cursor]) =>
      el("button", { class: "quiet", type: "button", on: { click: () => ask(state.query, cursor) } }, t(key)))));
}

function notes(answer) {
  const sides = [...(answer.navette?.holidays ?? []), ...(answer.navette?.otherSides ?? [])];
  const said = [el("p", { class: "vh" }, t("status.found", { n: state.options.length })),
    ...sides.map((side) => el("p", { class: "notice" }, side.text))];
  if (answer.navette?.complete === false) said.push(el("p", { class: "notice" }, t("reason.INCOMPLETE")));
  if (answer.navette?.unknownCriteria?.includes("CROWDING")) said.push(el("p", { class: "notice" }, t("wish.noSeats")));
  if (answer.noFree) said.push(el("p", { class: "notice" }, t("wish.noFree")));
  if (answer.paid) {
    said.push(el("p", { class: "notice notice--with" }, el("span", {}, t("wish.paid", { n: answer.paid })), el("button", {
      class: "quiet", type: "button", on: { click: () => show(answer.whole) },
    }, t("wish.showPaid"))));
  }
  if (!answer.itineraries.length) said.unshift(el("p", { class: "notice" }, reasonText(answer.navette?.reasons)));
  return said;
}

async function select(index) {
  const { answer, options, view } = state;
  const option = options[index];
  state.index = index;
  const row = view.select(index);
  drawTrip(parts.trip, option, answer, { others, take: (changed, id) => take(option, changed, id) });
  if (!("embed" in document.body.dataset)) parts.trip.querySelector(".trip__foot").append(saveButton());
  setTrip(row);
  map?.trip(options, index);
  const { id, at } = corridorOf(option, options, answer);
  if (!id) return view.series(null);
  map?.corridor(id);
  border.show(id, at, option.legs[0].from.tz);
  return ribbon(id, view);
}

// The same option with other rides for each of its own; asked for only where someone wants them.
async function others(option) {
  const { answer, query, cursor } = state;
  if (option.swappedFrom) return option.id ? reckoned(option.id, SWAPS) : null;
  answer.others ??= plan({ ...query.request, ...(cursor ? { pageCursor: cursor } : {}), numLegAlternatives: SWAPS });
  const found = await answer.others.catch((problem) => {
    delete answer.others;
    throw problem;
  });
  return found.itineraries.find((one) => one.id === option.id && one.startTime === option.startTime) ?? null;
}

// Shown at once, and again with its price, carbon and chances as soon as the server has reckoned them.
async function take(option, changed, id = "") {
  const { answer } = state;
  const itineraries = answer.itineraries.map((one) => (one === option ? changed : one));
  const next = { ...answer, itineraries };
  show(next, { all: true, chosen: changed });
  if (!id || !changed.legs.every((leg) => isRide(leg) || leg.mode === "WALK")) return;
  const found = await reckoned(id).catch(() => null);
  if (!found || state.answer !== next) return;
  const whole = { ...found, swappedFrom: changed.swappedFrom };
  name({ itineraries: [whole], direct: [] }, state.query);
  const chosen = state.options[state.index] === changed ? whole : state.options[state.index];
  show({ ...next, itineraries: itineraries.map((one) => (one === changed ? whole : one)) }, { all: true, chosen });
}

// An itinerary by its id, with the ends and wishes of the search.
function reckoned(id, numLegAlternatives = 0) {
  const { fromPlace, toPlace, language, transitModes, wheelchair, requireBikeTransport, pedestrianSpeed } = state.query.request;
  return refreshed({
    itineraryId: id, fromPlace, toPlace, language, transitModes, wheelchair, requireBikeTransport, pedestrianSpeed, numLegAlternatives,
    joinInterlinedLegs: false,
  });
}

// The corridor an option meets; a way that meets none is shown beside the one that most others meet.
function corridorOf(option, options, answer) {
  const own = borderEffect(option);
  const [crossing] = crossings(option);
  const met = options.map((one) => borderEffect(one)?.id).filter(Boolean);
  const times = (id) => met.filter((one) => one === id).length;
  const other = met.reduce((a, b) => (times(b) > times(a) ? b : a), met[0]);
  return {
    id: own?.id ?? other ?? answer.navette?.corridors?.[0] ?? null,
    at: ms(own?.enter ?? crossing?.time ?? option.startTime),
  };
}

async function ribbon(id, view) {
  const { from, to } = view.axis;
  const key = `${id} ${from} ${to}`;
  try {
    if (!state.series.has(key)) state.series.set(key, await corridorSeries(id, from, to));
    if (state.view === view) view.series(state.series.get(key));
  } catch {
    if (state.view === view) view.series(null, true);
  }
}

// On a narrow page the details open under their option, else below the whole list.
function setTrip(row) {
  if (narrow.matches && row) row.append(parts.trip);
  else parts.results.after(parts.trip);
}

function fault(problem, again) {
  fill(parts.status, el("div", { class: "notice notice--bad", role: "alert" }, el("strong", {}, problemText(problem)),
    el("button", { class: "quiet", type: "button", on: { click: again } }, t("status.again"))));
}

function noteIllustrative() {
  const [tag, note] = document.querySelectorAll("[data-illustrative]");
  tag.hidden = note.hidden = !state.illustrative;
  tag.textContent = t("tag.illustrativeLong");
  tag.title = note.textContent = t("note.illustrative");
}

function redraw() {
  noteIllustrative();
  map?.words();
  if (state.answer) show(state.answer, { all: state.all, chosen: state.options[state.index] });
}

function arrange() {
  putMap();
  if (state.view) setTrip(parts.results.querySelectorAll(".option")[state.index]);
}

async function startMap() {
  try {
    await Promise.all([seen(parts.map), idle(), quiet()]);
    if (!canDraw()) return noMap(t("map.noWebgl"));
    const [{ startMap: start }] = await Promise.all([import("./map.js"), styled(MAP_STYLE)]);
    map = await start(parts.map);
    if (state.corridors) map.corridors(state.corridors);
    if (state.view) select(state.index);
    const base = await baseMap();
    map.base(base.features);
  } catch (problem) {
    if (map) return undefined;
    return noMap(t("map.failed"), problem);
  }
  return undefined;
}

function noMap(text) {
  parts["map-message"].textContent = text;
  parts["map-message"].hidden = false;
  parts.map.hidden = true;
  document.getElementById("map-credit").hidden = true;
}
