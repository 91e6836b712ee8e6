// The board as a table: rows of departures and the moment of now in, what people read out.

import { paintLine } from "../colors.js";
import { el, fill, modeIcon } from "../dom.js";
import { t } from "../i18n.js";
import { modeName } from "../phrases.js";
import { clock, dayName, dayOf, duration, ms } from "../time.js";

const NOTICED_MS = 60000;
const GONE_MS = 30000;
const SHOWN_NOTICES = 6;

/** Draws a loaded board into `node`; `kept` tells that it is an old one, of which nothing is taken away. */
export function drawBoard(node, loaded, { now, kept }) {
  const rows = loaded.rows.filter((row) => kept || row.cancelled || leaves(row) > now - GONE_MS)
    .filter((row) => kept || planned(row) > now - 10 * NOTICED_MS);
  const several = loaded.stops.length > 1;
  const names = loaded.stops.map(({ place }) => place.name).join(" · ");
  if (!rows.length) return fill(node, el("p", { class: "notice" }, t("board.none")));
  const tracks = rows.some((row) => row.place.track);
  const heads = ["board.departs", "board.line", "board.towards", tracks ? "board.platform" : null, "board.in"];
  return fill(node, el("table", { class: "board" },
    el("caption", {}, t("board.caption", { names })),
    el("thead", {}, el("tr", {}, heads.filter(Boolean).map((key) => el("th", { scope: "col" }, t(key))))),
    el("tbody", {}, rows.map((row) => line(row, { now, several, tracks })))));
}

/** What operators say about the rides of a board, each text once, with the lines that it is about. */
export function drawNotices(node, rows) {
  const told = new Map();
  for (const row of rows) {
    for (const alert of row.place.alerts ?? []) {
      const key = `${alert.headerText}\n${alert.descriptionText}`;
      if (!told.has(key)) told.set(key, { alert, lines: new Set() });
      told.get(key).lines.add(row.displayName);
    }
  }
  node.hidden = !told.size;
  fill(node, el("h2", {}, t("board.notices")), el("ul", {}, [...told.values()].slice(0, SHOWN_NOTICES).map(
    ({ alert, lines }) => el("li", {}, el("b", {}, [...lines].join(", ")), " ", el("span", {}, alert.headerText),
      alert.descriptionText && alert.descriptionText !== alert.headerText ? el("p", {}, alert.descriptionText) : null))));
}

/** What is new on a board since the one before, as sentences: cancelled, much later, another platform. */
export function changesOf(before, after) {
  const known = new Map((before?.rows ?? []).map((row) => [row.key, row]));
  return after.rows.flatMap((row) => {
    const old = known.get(row.key);
    if (!old) return [];
    const words = { line: row.displayName, headsign: row.headsign, time: clock(planned(row), row.place.tz) };
    if (row.cancelled && !old.cancelled) return [t("board.nowCancelled", words)];
    if (Math.abs(leaves(row) - leaves(old)) >= 3 * NOTICED_MS) {
      return [t("board.nowAt", { ...words, expected: clock(leaves(row), row.place.tz) })];
    }
    if (row.place.track !== old.place.track && row.place.track) {
      return [t("board.nowTrack", { ...words, track: row.place.track })];
    }
    return [];
  });
}

const leaves = (row) => ms(row.place.departure);
const planned = (row) => ms(row.place.scheduledDeparture ?? row.place.departure);

function line(row, { now, several, tracks }) {
  const left = Math.floor((leaves(row) - now) / 60000);
  const missed = !row.cancelled && row.stop.walk !== null && left >= 0 && left < row.stop.walk;
  const state = row.cancelled ? "board__cancelled" : missed ? "board__missed" : left < 0 ? "board__gone" : "";
  const walk = row.stop.walk ? t("board.onFoot", { n: row.stop.walk }) : null;
  const beneath = [several ? row.stop.name : null, walk].filter(Boolean).join(" · ");
  return el("tr", { class: state || null },
    el("td", { class: "board__time" }, times(row, now)),
    el("td", { class: "board__line" }, badge(row)),
    el("th", { scope: "row", class: "board__to" }, el("span", {}, row.headsign || row.tripTo?.name || ""),
      beneath ? el("small", {}, beneath) : null,
      row.place.alerts?.length ? el("small", { class: "board__mark" }, t("leg.alert")) : null),
    tracks ? el("td", { class: "board__track" }, track(row.place)) : null,
    el("td", { class: "board__in" }, row.cancelled ? t("leg.cancelled") : until(left),
      missed ? el("span", { class: "vh" }, ` ${t("board.missed")}`) : null));
}

function times(row, now) {
  const zone = row.place.tz;
  const [first, real] = [planned(row), leaves(row)];
  const day = dayOf(first, zone) === dayOf(now, zone) ? null
    : el("small", {}, dayName(dayOf(first, zone), dayOf(now, zone)));
  if (row.cancelled) return [el("del", {}, clock(first, zone)), day];
  if (Math.abs(real - first) < NOTICED_MS) {
    return [clock(first, zone), row.realTime ? el("span", { class: "board__live", title: t("board.live") },
      el("span", { class: "vh" }, ` ${t("board.live")}`)) : null, day];
  }
  return [el("span", { class: "vh" }, `${t("leg.planned", { time: clock(first, zone) })}, `),
    el("del", { "aria-hidden": "true" }, clock(first, zone)), " ",
    el("b", { class: real > first ? "board__late" : "board__early" }, clock(real, zone)), day];
}

function badge(row) {
  const shown = el("span", { class: "board__badge" }, row.displayName || row.routeShortName || "");
  return [el("span", { class: "board__mode", title: modeName(row.mode) }, modeIcon(row.mode),
    el("span", { class: "vh" }, `${modeName(row.mode)} `)), paintLine(shown, row)];
}

function track({ track: now, scheduledTrack: before }) {
  if (!now || !before || now === before) return now ?? "";
  return [el("del", {}, before), " ", el("b", {}, now)];
}

function until(left) {
  if (left < 0) return t("board.gone");
  return left === 0 ? t("board.now") : duration(left * 60);
}
