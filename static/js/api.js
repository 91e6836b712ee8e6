// Every call to the server. Places travel in POST bodies or, for the search, as typed text alone.

import { lang } from "./i18n.js";
import { learnClock } from "./serverclock.js";

const PATIENCE_MS = 30000;
const MOST_PAUSE_S = 3;

/** What went wrong with a call: `kind` is offline, slow, broken, refused or server. */
export class ApiError extends Error {
  constructor(kind, { status = 0, detail = "", fields = [], retryS = null } = {}) {
    super(detail || kind);
    this.kind = kind;
    this.status = status;
    this.detail = detail;
    this.fields = fields;
    this.retryS = retryS;
  }
}

/** Places that match a typed text, best first; with `kinds` only those. */
export async function geocode(text, language, signal, kinds = []) {
  const body = kinds.length ? { text, language, type: kinds.join(",") } : { text, language };
  const found = await call("/api/v1/geocode", { signal, body });
  if (!Array.isArray(found)) throw new ApiError("broken");
  return found;
}

/** The place nearest to a point; null where there is none. */
export async function placeNear({ lat, lon }, signal) {
  const [nearest] = await call("/api/v1/reverse-geocode", { signal, body: { place: `${lat},${lon}` } });
  return nearest ?? null;
}

/** The ways from one place to another; the answer always has its two lists. */
export async function plan(request, signal) {
  const answer = await call("/api/v6/plan", { signal, body: request });
  if (!Array.isArray(answer?.itineraries) || !Array.isArray(answer.direct)) throw new ApiError("broken");
  return answer;
}

/** An itinerary by its id, as it stands now: its times, price and carbon. */
export async function refreshed(request, signal) {
  const found = await call("/api/v6/refresh-itinerary", { signal, body: request });
  if (!Array.isArray(found?.legs) || !found.legs.length) throw new ApiError("broken");
  return found;
}

/** The next departures of a stop. */
export async function board(request) {
  const answer = await call("/api/v6/stoptimes", { body: request });
  if (!Array.isArray(answer?.stopTimes) || !answer.place) throw new ApiError("broken");
  return answer;
}

/** Every corridor with its forecast of this moment, as delays. */
export async function corridors() {
  const answer = await call("/api/forecasts/corridors");
  if (!Array.isArray(answer?.corridors)) throw new ApiError("broken");
  return answer.corridors.map((one) => ({ ...one, now: one.now ? delay(one.now, one.freeFlowS) : null }));
}

/** Usual, forecast and live delays of one corridor between two instants (milliseconds). */
export async function corridor(id, from, to) {
  const query = new URLSearchParams({ from: rfc3339(from), to: rfc3339(to) });
  const series = await call(`/api/forecasts/corridors/${encodeURIComponent(id)}?${query}`);
  if (!Array.isArray(series?.forecast)) throw new ApiError("broken");
  const delays = (values) => (values ?? []).map((value) => delay(value, series.freeFlowS));
  return { ...series, forecast: delays(series.forecast), usual: delays(series.usual), live: delays(series.live) };
}

// The server speaks of travel times in seconds; people ask how much longer than a free road.
function delay(value, freeFlow) {
  const late = { ...value };
  for (const name of ["p10", "p50", "p90", "value"]) {
    if (typeof value[name] === "number") late[name] = Math.max(0, value[name] - freeFlow);
  }
  return late;
}

/** When to drive off: every quarter of an hour, the best window, the latest safe departure. */
export async function drive(request) {
  const answer = await call("/api/forecasts/drive", { body: request });
  if (!Array.isArray(answer?.departures)) throw new ApiError("broken");
  return answer;
}

/** What levers do to the queue of a corridor's day. */
export async function whatIf(id, levers) {
  const answer = await call(`/api/forecasts/corridors/${encodeURIComponent(id)}/what-if?${new URLSearchParams(levers)}`);
  if (!answer?.worstWaitS) throw new ApiError("broken");
  return answer;
}

/** What holds between the country one lives in and the one one works in: rules of telework, holidays. */
export async function commuting(home, work, language) {
  const answer = await call(`/api/commuting?${new URLSearchParams({ home, work, language })}`);
  if (!Array.isArray(answer?.rules) || !Array.isArray(answer.holidays)) throw new ApiError("broken");
  return answer;
}

/** The feeds behind the answers. */
export async function feeds() {
  const answer = await call("/api/feeds");
  if (!Array.isArray(answer?.feeds)) throw new ApiError("broken");
  return answer.feeds;
}

/** Where observations are collected, and who has gone silent. */
export async function observationSources() {
  const answer = await call("/api/forecasts/sources");
  if (!Array.isArray(answer?.sources)) throw new ApiError("broken");
  return answer.sources;
}

/** What the merge of the feeds has made, and what it left in doubt. */
export async function mergeReport() {
  const answer = await call("/api/feeds/merge-report");
  if (!Array.isArray(answer?.doubts)) throw new ApiError("broken");
  return answer;
}

/** Which map lies under the lines: a style by address, tiles of the streets, or neither. */
export async function mapGround() {
  const answer = await call("/api/map");
  if (!("tiles" in answer)) throw new ApiError("broken");
  return answer;
}

/** The sketch under the map, as GeoJSON. */
export async function baseMap() {
  const answer = await call("/api/map/base.geojson");
  if (!Array.isArray(answer?.features)) throw new ApiError("broken");
  return answer;
}

/** An instant as the server reads it. */
export const rfc3339 = (instant) => new Date(instant).toISOString().replace(/\.\d+Z$/, "Z");

/**
 * One call: the JSON of its answer, null where it has no content. Who is told to come again in a
 * moment, as a busy site does, comes `again` once; what changes something must not. Errors: ApiError.
 */
export async function call(path, { again = true, ...how } = {}) {
  try {
    return await ask(path, how);
  } catch (problem) {
    if (!again || problem.status !== 503 || !problem.retryS || problem.retryS > MOST_PAUSE_S) throw problem;
    await pause(problem.retryS * (1 + Math.random() / 2), how.signal); // not all at the same moment
    return ask(path, how);
  }
}

/** Waits for so many seconds, or until the signal; then it fails with the signal's reason. */
export function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

async function ask(path, { signal, body, method, headers, patienceMs = PATIENCE_MS }) {
  const limit = AbortSignal.timeout(patienceMs);
  const options = { signal: signal ? AbortSignal.any([signal, limit]) : limit, method, headers: { "accept-language": lang(), ...headers } };
  if (body) {
    options.method ??= "POST";
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const asked = Date.now();
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(limit.aborted ? "slow" : "offline");
  }
  if (body) learnClock(asked, Date.now(), response.headers.get("date")); // what is asked in a body is never kept
  if (response.status === 204) return null;
  const content = await response.json().catch(() => null);
  if (response.ok) {
    if (content === null) throw new ApiError("broken");
    return content;
  }
  throw new ApiError(response.status >= 500 ? "server" : "refused", {
    status: response.status,
    detail: String(content?.detail ?? content?.error ?? content?.title ?? ""),
    fields: Array.isArray(content?.errors) ? content.errors : [],
    retryS: Number(response.headers.get("retry-after")) || null,
  });
}
