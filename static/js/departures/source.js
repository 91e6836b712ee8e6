// What a board is made of: the chosen stops in, their next departures and the walks to them out.

import { ApiError, board, plan } from "../api.js";
import { lang } from "../i18n.js";
import { serverNow } from "../serverclock.js";
import { ms } from "../time.js";

const ROWS_ALONE = 24;
const ROWS_BESIDE = 14;
const WINDOW_S = 1800;
const walks = new Map();

/**
 * Asks for the board.
 * @param {import("./state.js").State} state
 * @returns {Promise<{at: number, stops: object[], rows: object[], unknown: string[]}>} the rows of all stops by
 *   time, each with its `stop` and `key`; ids of stops that the server does not know in `unknown`
 */
export async function load(state) {
  const n = state.stops.length > 1 ? ROWS_BESIDE : ROWS_ALONE;
  const told = await Promise.all(state.stops.map((stop) => one(stop, state.from, n)));
  const stops = told.filter((answer) => answer.place);
  const rows = stops.flatMap(({ id, place, walk, times }) => times.map((row) => ({
    ...row, stop: { id, name: place.name, walk }, key: `${row.tripId} ${row.place.stopId} ${row.place.scheduledDeparture}`,
  })));
  rows.sort((a, b) => ms(a.place.departure) - ms(b.place.departure));
  return { at: serverNow(), stops, rows, unknown: told.filter((answer) => !answer.place).map(({ id }) => id) };
}

async function one({ id, walk }, from, n) {
  try {
    const { place, stopTimes } = await board({ stopId: id, n, window: WINDOW_S, language: [lang()] });
    const times = stopTimes.filter((row) => row.place?.departure && row.pickupDropoffType !== "NOT_ALLOWED");
    return { id, place, times, walk: walk ?? (from ? await onFoot(from, id) : null) };
  } catch (problem) {
    if (problem instanceof ApiError && problem.status === 404) return { id, place: null, times: [], walk: null };
    throw problem;
  }
}

// Minutes on foot, asked for once; null where the way is too long to be told.
async function onFoot({ lat, lon }, id) {
  const key = `${lat},${lon} ${id}`;
  if (!walks.has(key)) {
    const answer = await plan({
      fromPlace: `${lat},${lon}`, toPlace: id, transitModes: [], directModes: ["WALK"], detailedLegs: false,
    });
    const [way] = answer.direct.filter((found) => found.legs.every((leg) => leg.mode === "WALK"));
    walks.set(key, way ? Math.ceil(way.duration / 60) : null);
  }
  return walks.get(key);
}
