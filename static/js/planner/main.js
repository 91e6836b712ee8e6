// Starts the planner's page and ties its parts: the draft, its list and forms, the map, the run and
// what it found.

import { baseMap } from "../api.js";
import { el, fill, idle } from "../dom.js";
import { onLanguage, preferred, t, use } from "../i18n.js";
import { languageSwitch } from "../languages.js";
import { adders } from "./adders.js";
import { toolBar } from "./bar.js";
import { changeForm, hasChangeForm } from "./changeform.js";
import { openDraft } from "./draft.js";
import { sorted } from "./faults.js";
import { button } from "./fields.js";
import { lineForm } from "./lineform.js";
import { isLine } from "./line.js";
import { changesList } from "./list.js";
import { learnGround, learnLines, lineOf } from "./lookup.js";
import { lineWays, lines } from "./net.js";
import { placeForm, rawForm } from "./placeform.js";
import { planView } from "./planview.js";
import { reachPanel } from "./reach.js";
import { resultsView } from "./results.js";
import { runPanel } from "./run.js";
import { shelfOf } from "./shelf.js";
import { learn, onStops } from "./stops.js";
import { troubleText } from "./trouble.js";
import { words } from "./words.js";

const $ = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 999px)");
const SAID_MS = 6000;
let map = null;
let illustrative = false;

await use(preferred());
const draft = openDraft();
const view = planView(draft, { opened: () => list.opened(), redraw });
const list = changesList($("mods"), { draft, editorOf, onEdit });
const shelf = shelfOf($("shelf"), { openBy, openRun: (run) => runs.follow(run), changed: () => bar.draw() });
const runs = runPanel($("run"), { draft, onFaults: showFaults, onDone: (run) => found.show(run), say });
const found = resultsView($("found"), { paint, illustrative: (yes) => { illustrative = yes; tag(); } });
const reach = reachPanel($("reach"), { draft, keep: runs.kept, day: () => $("day")?.value ?? "", onFaults: showFaults, hasMap: () => Boolean(map), picking, paint: paintAreas });
const bar = toolBar($("bar"), { draft, say, shelf, keep: runs.keep, openBy });
const adding = adders($("adders"), { draft, opened, point: (ids) => map?.mark(ids) });
const naming = words($("words"), draft);

draft.onChange(({ redraw: anew }) => {
  if (anew) redraw();
  else list.refresh();
  bar.draw();
  view.draw();
  runs.changed();
  reach.changed();
});
onStops(() => {
  list.refresh();
  view.draw();
});
onLanguage(() => {
  map?.words();
  redraw();
  bar.draw();
  found.redraw();
  tag();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (view.isDrawing()) view.toggle(false);
  reach.stopPicking();
});
languageSwitch();
arrange();
narrow.addEventListener("change", arrange);
redraw();
bar.draw();
startMap();
ground();
runs.resume();

function redraw() {
  document.body.dataset.draft = draft.isEmpty() && !draft.scenario().name ? "empty" : "some";
  document.body.dataset.edits = isLine(draft.modification(list.opened())) ? "add-trips" : "";
  naming.draw();
  list.draw();
  adding.draw();
  runs.draw();
  reach.draw();
  mapBar();
}

function editorOf(part, context) {
  try {
    if (isLine(part)) return lineForm(part, context, view);
    if (part.type !== "add-trips") return hasChangeForm(part.type) ? changeForm(part, context) : placeForm(part, context);
  } catch {
    // What a file holds under a known type need not be what its form asks for.
  }
  return rawForm(part, context);
}

function onEdit(key) {
  view.toggle(false);
  view.draw();
  const part = key && key !== "growth" ? draft.modification(key) : null;
  map?.mark([part?.routes ?? part?.route ?? []].flat());
  if (isLine(part)) view.frame(part);
}

// A change was added: its form opens, and for a line the map takes clicks at once.
function opened(key, type) {
  list.open(key);
  if (type === "add-trips") view.toggle(true);
  const first = type === "add-trips" ? $(`add-stop-${key}`) : document.querySelector(".mod__form input, .mod__form select");
  first?.focus({ preventScroll: narrow.matches });
}

function openBy(scenario, name) {
  list.open(null);
  showFaults([]);
  draft.replace(scenario);
  if (name) say(t("file.opened", { name }));
  const line = draft.scenario().modifications.find(isLine);
  view.frame(line);
}

function showFaults(fields) {
  const found = sorted(fields, draft.keys());
  list.faults(found);
  fill($("general"), (found.get("") ?? []).map((fault) => el("p", { class: "notice notice--bad" }, fault.text)));
  const first = [...draft.keys(), "growth"].find((key) => found.has(key));
  if (first) list.open(first);
}

// A word on what has just happened, over the page's foot; what is bad stays until the next word.
function say(text, bad = false) {
  clearTimeout(say.timer);
  fill($("said"), el("p", { class: bad ? "notice notice--bad" : "notice" }, text));
  if (!bad) say.timer = setTimeout(() => fill($("said")), SAID_MS);
}

function paint(zones, legend, also = []) {
  map?.areas([], null);
  map?.zones(zones);
  const seen = [...zones.filter((zone) => zone.label || zone.verdict === "both"), ...also];
  if (seen.length > 1) map?.frame(seen.map(({ lon, lat }) => [lon, lat]), { maxZoom: 12 });
  showLegend(legend);
}

function paintAreas(areas, from) {
  map?.zones([]);
  map?.areas(areas, from);
  const points = areas.flatMap((one) => one.geometry.coordinates.flatMap(([outline]) => outline));
  map?.frame([...points, [from.lon, from.lat]], { maxZoom: 12 });
  showLegend([["gain", t("access.onlyAfter")], ["lose", t("access.onlyBefore")], ["both", t("access.bothShort")]]);
}

function showLegend(entries) {
  $("legend").hidden = !map;
  fill($("legend"), el("ul", {}, entries.map(([kind, label]) => el("li", {}, el("i", { class: `key key--${kind}`, "aria-hidden": "true" }), label))),
    button("✕", () => {
      map?.zones([]);
      map?.areas([], null);
      $("legend").hidden = true;
    }, { kind: "mini", title: t("legend.close") }));
}

// Lets the next click on the map choose a place.
function picking(on) {
  if (on && view.isDrawing()) view.toggle(false);
  if (map) map.map.getCanvas().style.cursor = on ? "crosshair" : "";
  if (on && narrow.matches) document.querySelector(".mapside").scrollIntoView({ block: "center" });
}

function mapBar() {
  const key = list.opened();
  const drawing = view.isDrawing();
  $("mapbar").hidden = !view.canDraw() || !key || !isLine(draft.modification(key));
  fill($("mapbar"), button(drawing ? t("stops.drawEnd") : t("stops.draw"), () => view.toggle(), { id: "map-draw", pressed: drawing, kind: "go go--small" }),
    el("p", { class: drawing ? null : "mapbar__drag" }, drawing ? t("map.drawHint") : t("map.dragHint")));
}

function tag() {
  $("tag").hidden = !illustrative;
  $("tag").textContent = t("found.illustrative");
}

// A narrow page has the map over the plan, a wide one beside it.
function arrange() {
  const side = document.querySelector(".mapside");
  if (narrow.matches) $("mods").before(side);
  else document.querySelector(".layout").append(side);
}

async function ground() {
  try {
    const [base, known] = await Promise.all([baseMap(), lines()]);
    learnGround(base.features);
    learnLines(known);
    learn(base.features);
    redraw();
    map?.base(base.features);
    map?.network(await lineWays());
    ground.features = base.features;
  } catch (problem) {
    say(troubleText(problem), true);
  }
}

async function startMap() {
  try {
    if (!document.createElement("canvas").getContext("webgl2")) return noMap(t("map.noWebgl"));
    await idle();
    const { startMap: start } = await import("./map.js");
    map = await start($("map"));
    if (ground.features) {
      map.base(ground.features);
      map.network(await lineWays());
    }
    await view.attach(map);
    map.map.on("click", pickOnMap);
    redraw();
  } catch {
    if (!map) noMap(t("map.failed"));
  }
  return undefined;
}

// While a line to change is looked for, the map answers too.
function pickOnMap(event) {
  if (reach.isPicking()) return reach.pick({ lon: event.lngLat.lng, lat: event.lngLat.lat });
  if (!$("pick") || view.isDrawing()) return undefined;
  const box = [[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]];
  const [hit] = map.map.queryRenderedFeatures(box, { layers: ["net"] });
  const line = hit && lineOf(hit.properties.id);
  if (line) adding.pick(line);
  return undefined;
}

function noMap(text) {
  $("map-message").textContent = text;
  $("map-message").hidden = false;
  $("map").hidden = true;
}
