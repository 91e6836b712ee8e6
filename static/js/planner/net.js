// The planner's calls to the server: scenarios, runs, their files, lines, parameters.

import { ApiError, call } from "../api.js";

const TOKEN = "navette.token";
const one = (id) => `/api/scenarios/${encodeURIComponent(id)}`;
const run = (scenario, id) => `${one(scenario)}/runs/${encodeURIComponent(id)}`;

/** The token that changes need on some sites; kept until the browser's tab is closed. */
export const token = {
  get: () => sessionStorage.getItem(TOKEN) ?? "",
  set: (text) => sessionStorage.setItem(TOKEN, text),
};

function change(path, options) {
  const secret = token.get();
  return call(path, { ...options, again: false, headers: secret ? { authorization: `Bearer ${secret}` } : {} });
}

/** Keeps a scenario; gives it with its id. Errors: ApiError with all faults in `fields`. */
export const keepScenario = (scenario) => change("/api/scenarios", { body: scenario });

/** A page of the scenarios that are kept. */
export const scenarios = (cursor) => call(`/api/scenarios?limit=20${cursor ? `&pageCursor=${encodeURIComponent(cursor)}` : ""}`);

/** A scenario with its file and runs. */
export const scenario = (id) => call(one(id));

/** Forgets a scenario with its runs. */
export const forgetScenario = (id) => change(one(id), { method: "DELETE" });

/** The territory's examples. */
export const examples = () => call("/api/scenarios/examples").then((answer) => answer.examples);

/** The parameter sheet, by name. */
export async function parameters() {
  const answer = await call("/api/scenarios/parameters");
  return new Map(answer.parameters.map((each) => [each.name, each]));
}

/** Starts a run, or finds the one there is. */
export const startRun = (scenarioId, day) => change(`${one(scenarioId)}/runs`, { body: day ? { day } : {} });

/** How a run stands. */
export const runOf = (scenarioId, runId) => call(run(scenarioId, runId));

/** Cancels a run. */
export const cancelRun = (scenarioId, runId) => change(run(scenarioId, runId), { method: "DELETE" });

/** Where a run's events and files are. */
export const eventsUrl = (scenarioId, runId) => `${run(scenarioId, runId)}/events`;
export const fileUrl = (scenarioId, runId, name, language) =>
  `${run(scenarioId, runId)}/${name}${language ? `?language=${language}` : ""}`;

// The server waits for a network about as long as this before it says when to come again.
const ISOCHRONES_MS = 90000;

/** What is reached from a place before and after; 503 while the plan's network is being built. */
export async function isochrones(scenarioId, wish, signal) {
  const found = await call(`${one(scenarioId)}/isochrones`, { body: wish, signal, patienceMs: ISOCHRONES_MS, again: false });
  if (!Array.isArray(found?.features)) throw new ApiError("broken");
  return found;
}

/** All that a run has found. */
export async function resultOf(scenarioId, runId) {
  const result = await call(fileUrl(scenarioId, runId, "result.json"));
  if (!Array.isArray(result?.zones) || !result.people) throw new ApiError("broken");
  return result;
}

/** The lines of the network in service. */
export const lines = () => call("/api/lines").then((answer) => answer.lines);
const patterns = new Map();
/** A line with its patterns; asked for once. */
export function line(id) {
  if (!patterns.has(id)) {
    const asked = call(`/api/lines/${encodeURIComponent(id)}`);
    asked.catch(() => patterns.delete(id));
    patterns.set(id, asked);
  }
  return patterns.get(id);
}

/** The lines as GeoJSON features. */
export const lineWays = () => call("/api/map/lines.geojson").then((answer) => answer.features);

/** Where a stop is that the map does not name. */
export async function stopPlace(id) {
  const { place } = await call("/api/v6/stoptimes", { body: { stopId: id, n: 1 } });
  return { id, name: place.name, lat: place.lat, lon: place.lon };
}
