// Starts the departure board: its state is the address, its rows are asked for anew every half minute.

import { feeds } from "../api.js";
import { el, fill } from "../dom.js";
import { LANGUAGES, onLanguage, preferred, t, use } from "../i18n.js";
import { languageSwitch } from "../languages.js";
import { problemText } from "../problems.js";
import { serverNow } from "../serverclock.js";
import { age, clock, longDay, ownZone } from "../time.js";
import { changesOf, drawBoard, drawNotices } from "./board.js";
import { chosenStops } from "./chosen.js";
import { load } from "./source.js";
import { readState, writeState } from "./state.js";

const EVERY_MS = 30000;
const TICK_MS = 1000;
const SPOKEN_CHANGES = 3;
const parts = Object.fromEntries(
  ["board", "notices", "status", "said", "clock", "as-of", "day", "made", "monitor", "leave", "full", "print"].map(
    (id) => [id, document.getElementById(id)]),
);
const state = readState(location.hash);
const view = { loaded: null, problem: null, asked: 0, due: 0, drawn: "" };

await use(Object.hasOwn(LANGUAGES, state.lang) ? state.lang : preferred());
languageSwitch();
const chosen = chosenStops(state, () => { remember(); refresh(); });
parts.monitor.addEventListener("click", () => show(true));
parts.leave.addEventListener("click", () => show(false));
parts.full.addEventListener("click", fullScreen);
parts.print.addEventListener("click", () => print());
addEventListener("hashchange", take);
addEventListener("resize", () => draw(true));
document.addEventListener("visibilitychange", () => document.hidden || tick());
onLanguage(() => { view.due = 0; draw(true); tick(); parts.made.textContent = t("tag.illustrativeLong"); });
document.body.dataset.view = state.monitor ? "monitor" : "board";
chosen.draw();
tick();
setInterval(tick, TICK_MS);
await tellWhereMade();

// Times that were made up are told apart from a timetable's wherever they are shown.
async function tellWhereMade() {
  parts.made.textContent = t("tag.illustrativeLong");
  try {
    parts.made.hidden = !(await feeds()).some((feed) => feed.illustrative);
  } catch {
    // The board itself says when the server does not answer.
  }
}

// Every second: the clock (the server's, as a screen on a wall may have a wrong one), the minutes that are left, and where half a minute is over the server.
function tick() {
  const now = serverNow();
  parts.clock.textContent = clock(now, zone());
  parts.day.textContent = longDay(now, zone());
  if (Date.now() >= view.due && !document.hidden) refresh();
  draw();
}

async function refresh() {
  const mine = (view.asked += 1);
  view.due = Date.now() + EVERY_MS;
  if (!state.stops.length) {
    Object.assign(view, { loaded: null, problem: null });
    return draw(true);
  }
  try {
    const loaded = await load(state);
    if (mine !== view.asked) return undefined;
    say(changesOf(view.loaded, loaded));
    Object.assign(view, { loaded, problem: null });
    chosen.named(loaded.stops);
  } catch (problem) {
    if (mine !== view.asked) return undefined;
    view.problem = problem;
  }
  return draw(true);
}

// Draws where something that is shown has changed: rows, or the minute.
function draw(anew = false) {
  const now = serverNow();
  const mark = String(Math.floor(now / 10000));
  if (!anew && mark === view.drawn) return;
  view.drawn = mark;
  status(now);
  const { loaded, problem } = view;
  parts["as-of"].textContent = loaded ? t("board.asOf", { time: clock(loaded.at, zone()) }) : "";
  parts.board.classList.toggle("is-old", Boolean(problem));
  if (!loaded) {
    parts.notices.hidden = true;
    fill(parts.board, state.stops.length ? null : el("p", { class: "notice notice--quiet" }, t("board.empty")));
    return;
  }
  drawBoard(parts.board, loaded, { now, kept: Boolean(problem) });
  drawNotices(parts.notices, loaded.rows);
  if (state.monitor) fit();
}

// The server's silence is said once as it begins, and shown with the age of what is kept.
function status(now) {
  const { loaded, problem } = view;
  const unknown = (loaded?.unknown ?? []).map((id) => t("board.unknownStop", { id }));
  const told = [];
  if (problem && loaded) told.push(t("board.old", { time: clock(loaded.at, zone()), age: age(loaded.at, now) }));
  if (problem && !loaded) told.push(problem.kind === "refused" ? problemText(problem) : t("board.silent"));
  told.push(...unknown);
  const text = told.join(" ");
  if (parts.status.textContent === text) return;
  fill(parts.status, text ? el("p", { class: problem ? "notice notice--bad" : "notice" }, text) : null);
}

function say(sentences) {
  if (sentences.length) parts.said.textContent = sentences.slice(0, SPOKEN_CHANGES).join(" ");
}

// A monitor shows whole rows only, and as many as there is room for.
function fit() {
  const rows = parts.board.querySelectorAll("tbody tr");
  for (let last = rows.length - 1; last > 0; last -= 1) {
    if (document.documentElement.scrollHeight <= innerHeight) return;
    rows[last].remove();
  }
}

function show(monitor) {
  state.monitor = monitor;
  remember();
  if (!monitor && document.fullscreenElement) document.exitFullscreen();
  document.body.dataset.view = monitor ? "monitor" : "board";
  draw(true);
  (monitor ? parts.full : parts.monitor).focus({ preventScroll: true });
}

async function fullScreen() {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
}

function remember() {
  history.replaceState(null, "", location.pathname + writeState(state));
}

// Another address of the same page: a bookmark, or what somebody typed.
function take() {
  Object.assign(state, readState(location.hash));
  document.body.dataset.view = state.monitor ? "monitor" : "board";
  view.loaded = null;
  if (Object.hasOwn(LANGUAGES, state.lang)) use(state.lang);
  chosen.draw();
  refresh();
}

function zone() {
  return view.loaded?.stops[0]?.place.tz ?? ownZone();
}
