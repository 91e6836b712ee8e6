// The chosen option leg by leg: times, platforms, stops, the border, alerts, where it comes from.

import { paintLine, lineColors } from "./colors.js";
import { el, fill, modeIcon } from "./dom.js";
import { lang, locale, t } from "./i18n.js";
import { isRide, ownMode, rides, span } from "./itinerary.js";
import { leavingPanel } from "./leaving.js";
import { basisText, carbonText, changes, countryName, delayChip, fareText, inTimeText, keptText, modeName } from "./phrases.js";
import { swapNotice, swapPanel } from "./swaps.js";
import { age, clock, date, dayAndClock, duration, longDay, ms } from "./time.js";

/**
 * Draws an itinerary into `section`.
 * @param {object} itinerary
 * @param {object} answer the plan response it came in, for its feeds
 * @param {{others: (itinerary: object) => Promise<object|null>, take: (changed: object) => void}} swaps
 *   other rides in place of one, and what happens when one is taken
 */
export function drawTrip(section, itinerary, answer, swaps) {
  const { start, end } = span(itinerary);
  const [from, to] = [itinerary.legs[0].from, itinerary.legs.at(-1).to];
  const kind = rides(itinerary).length ? changes(itinerary.transfers ?? 0) : modeName(ownMode(itinerary));
  fill(
    section,
    paperHead(itinerary),
    el("h2", { id: "trip-title", class: "trip__title" }, `${clock(start, from.tz)} – ${clock(end, to.tz)}`),
    el("p", { class: "trip__sum" }, [duration(itinerary.duration), kind, fareText(itinerary), carbonText(itinerary)]
      .filter(Boolean).join(" · ")),
    sentence(keptText(itinerary)),
    sentence(inTimeText(itinerary)),
    swapNotice(itinerary, swaps),
    el("ol", { class: "legs" }, itinerary.legs.map((leg, index) => legRow(leg, itinerary, index, swaps)), arrival(itinerary)),
    credits(itinerary, answer),
    el("div", { class: "trip__foot" },
      el("button", { class: "quiet", type: "button", on: { click: () => print() } }, t("print.trip"))),
  );
  section.hidden = false;
}

// On paper nothing else says which day it is, from where to where, and when that was known.
function paperHead(itinerary) {
  const [from, to] = [itinerary.legs[0].from, itinerary.legs.at(-1).to];
  return el("div", { class: "trip__paper" },
    el("p", {}, el("b", {}, `${endName(from)} → ${endName(to)}`)),
    el("p", {}, longDay(ms(itinerary.startTime), from.tz)),
    el("p", { class: "small" }, t("print.known", { time: dayAndClock(Date.now(), from.tz) })));
}

const endName = (stop) => ({ START: t("leg.start"), END: t("leg.end") }[stop.name] ?? stop.name);

function sentence(text) {
  return text ? el("p", { class: "trip__kept" }, text) : null;
}

function legRow(leg, itinerary, index, swaps) {
  const next = itinerary.legs[index + 1];
  const isWhole = isRide(leg) && !leg.interlineWithPreviousLeg && (!itinerary.swappedFrom || itinerary.id);
  const node = el(
    "li",
    { class: isRide(leg) ? "leg leg--ride" : `leg leg--${leg.mode.toLowerCase()}` },
    el("time", { class: "leg__time", datetime: leg.startTime }, clock(ms(leg.startTime), leg.from.tz)),
    el("div", { class: "leg__body" }, placeName(leg.from), isRide(leg) ? ride(leg) : way(leg), border(leg),
      leg.mode === "CAR" ? leavingPanel(leg) : null, alerts(leg), isWhole ? swapPanel(itinerary, index, swaps) : null),
  );
  node.style.setProperty("--line", isRide(leg) ? lineColors(leg).back : "var(--edge)");
  if (next) wait(node, leg, next);
  return node;
}

function wait(node, leg, next) {
  const seconds = (ms(next.startTime) - ms(leg.endTime)) / 1000;
  const arrives = isRide(leg) && leg.to.name !== next.from.name && !next.interlineWithPreviousLeg;
  if (arrives) {
    node.querySelector(".leg__body").append(el("p", { class: "leg__off" }, t("leg.off", {
      time: clock(ms(leg.endTime), leg.to.tz), place: leg.to.name,
    })));
  }
  if (seconds >= 60 && !next.interlineWithPreviousLeg) {
    node.querySelector(".leg__body").append(el("p", { class: "leg__wait" }, t("leg.wait", { time: duration(seconds) })));
  }
}

function arrival(itinerary) {
  const last = itinerary.legs.at(-1);
  return el(
    "li",
    { class: "leg leg--end" },
    el("time", { class: "leg__time", datetime: last.endTime }, clock(ms(last.endTime), last.to.tz)),
    el("div", { class: "leg__body" }, placeName(last.to)),
  );
}

function placeName(stop) {
  return el(
    "p",
    { class: "leg__place" },
    el("b", {}, endName(stop)),
    stop.track ? el("span", { class: "leg__track" }, t("leg.track", { track: stop.track })) : null,
  );
}

function ride(leg) {
  const calls = leg.intermediateStops ?? [];
  const stays = leg.interlineWithPreviousLeg ? el("p", { class: "leg__stay" }, t("leg.stay")) : null;
  const about = [duration(leg.duration), t("leg.stops", { n: calls.length + 1 }), leg.agencyName].filter(Boolean);
  const spare = leg.navette?.spareSeconds;
  const margin = spare == null ? null
    : el("p", { class: "leg__spare" }, t("leg.spare", { n: Math.floor(spare / 60) }));
  return [
    stays,
    margin,
    lateness(leg),
    seats(leg),
    el(
      "p",
      { class: "leg__ride" },
      modeIcon(leg.mode),
      paintLine(el("span", { class: "line" }, leg.routeShortName || leg.displayName || modeName(leg.mode)), leg),
      el("span", {}, leg.headsign ? t("leg.towards", { headsign: leg.headsign }) : modeName(leg.mode)),
      leg.cancelled ? el("strong", { class: "leg__bad" }, t("leg.cancelled")) : null,
      leg.navette?.projected ? el("span", { class: "tag" }, t("leg.projected")) : null,
      standing(leg),
    ),
    calls.length ? stops(calls, about) : el("p", { class: "leg__about" }, about.join(" · ")),
  ];
}

const SEATS = {
  MANY_SEATS_AVAILABLE: "leg.crowding.plenty",
  FEW_SEATS_AVAILABLE: "leg.crowding.scarce",
  STANDING_ROOM_ONLY: "leg.crowding.standing",
  FULL: "leg.crowding.full",
};

/** How likely one finds no seat, on which part of the run, and up to which day that was learnt. */
function seats(leg) {
  const known = leg.navette?.crowding;
  if (!known) return null;
  const text = t(SEATS[known.level], { n: Math.round(100 * known.noSeat), date: date(known.until) });
  const part = t(known.section === "ridden" ? "leg.crowding.ridden" : "leg.crowding.fullest");
  return el("p", { class: "leg__spare" }, `${text} · ${part}`);
}

/** By when half of the runs and nine in ten have come, and up to which day that was learnt. */
function lateness(leg) {
  const basis = leg.navette?.arrivalBasis;
  if (!basis) return null;
  const [p50, p90] = ["arrivalP50", "arrivalP90"].map((name) => clock(ms(leg.navette[name]), leg.to.tz));
  const said = t(basis.line ? "leg.late.line" : "leg.late.all", { p50, p90, date: date(basis.until) });
  return el("p", { class: "leg__spare leg__late" }, said);
}

/** Whether a ride's times are live, of which moment, and what was planned where they differ. */
function standing(leg) {
  const known = leg.navette?.realTime;
  if (!known || known.state === "none") return null;
  if (known.state !== "live") {
    return el("span", { class: "tag" }, known.state === "stale" ? t("leg.by.stale") : t("leg.by.timetable"));
  }
  const said = [t("leg.by.live", { time: clock(ms(known.asOf), leg.from.tz) })];
  if (leg.startTime !== leg.scheduledStartTime) {
    said.push(t("leg.planned", { time: clock(ms(leg.scheduledStartTime), leg.from.tz) }));
  }
  return el("span", { class: "tag" }, said.join(" · "));
}

function stops(calls, about) {
  return el(
    "details",
    { class: "leg__stops" },
    el("summary", {}, about.join(" · ")),
    el("ol", {}, calls.map((call) => el(
      "li",
      {},
      el("time", { datetime: call.departure ?? call.arrival }, clock(ms(call.departure ?? call.arrival), call.tz)),
      el("span", {}, call.name),
    ))),
  );
}

function way(leg) {
  const length = leg.distance >= 950
    ? t("leg.km", { n: new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(leg.distance / 1000) })
    : leg.distance ? t("leg.m", { n: Math.round(leg.distance / 10) * 10 }) : null;
  return el(
    "p",
    { class: "leg__ride leg__ride--own" },
    modeIcon(leg.mode),
    el("span", {}, [modeName(leg.mode), duration(leg.duration), length].filter(Boolean).join(" · ")),
    leg.navette?.estimated ? el("span", { class: "tag" }, t("tag.estimated")) : null,
    parking(leg.navette?.parking),
  );
}

/** What is known of the place where the car is left. */
function parking(site) {
  if (!site) return null;
  const room = t("leg.parking", { n: new Intl.NumberFormat(locale()).format(site.capacity) });
  const number = new Intl.NumberFormat(locale());
  const free = site.free && t("leg.parking.free", {
    n: number.format(site.free.p50), least: number.format(site.free.p10), most: number.format(site.free.p90),
  });
  return el("span", { class: "leg__parking" }, [room, free, parkingPrice(site.price ?? "")].filter(Boolean).join(" · "));
}

// Territories write prices in English; those of a known form are told in the reader's language.
function parkingPrice(text) {
  if (text === "free") return t("fare.free");
  const [, hours, price, currency] = /^(\d+) h free, then ([\d.]+) ([A-Z]{3})\/day$/.exec(text) ?? [];
  if (!hours) return text;
  const amount = new Intl.NumberFormat(locale(), { style: "currency", currency }).format(Number(price));
  return t("leg.parking.after", { hours, amount });
}

function border(leg) {
  const crossing = leg.navette?.crossing;
  const met = leg.navette?.corridors ?? [];
  if (!crossing && !met.length) return null;
  return el(
    "div",
    { class: "leg__border" },
    crossing ? el("p", {}, el("b", {}, t("leg.crossing", {
      time: clock(ms(crossing.time), leg.from.tz),
      from: countryName(crossing.fromCountry, lang()),
      to: countryName(crossing.toCountry, lang()),
    })), crossing.name && !met.some((effect) => effect.name === crossing.name)
      ? el("span", { class: "range" }, ` ${crossing.name}`)
      : null) : null,
    met.map((effect) => corridor(effect, leg)),
  );
}

function corridor(effect, leg) {
  const delay = { p10: effect.delayP10 / 60, p50: effect.delayP50 / 60, p90: effect.delayP90 / 60 };
  const known = [
    t(effect.applied ? "leg.applied" : "leg.beside"),
    basisText(effect.basis),
    Number.isNaN(ms(effect.dataUntil)) ? null : t("leg.dataUntil", { time: dayAndClock(ms(effect.dataUntil), leg.from.tz) }),
  ].filter(Boolean);
  return el(
    "p",
    {},
    delayChip(delay),
    el("span", {}, ` ${effect.name} `),
    effect.illustrative ? el("span", { class: "tag" }, t("tag.illustrative")) : null,
    el("span", { class: "small leg__basis" }, known.join(" · ")),
  );
}

function alerts(leg) {
  return (leg.alerts ?? []).filter((alert) => !isTwin(alert)).map((alert) => el(
    "div",
    { class: "leg__alert", role: "note" },
    el("b", {}, alert.headerText ?? t("leg.alert")),
    alert.descriptionText ? el("p", {}, alert.descriptionText) : null,
  ));
}

// The server repeats forecasts and the state of the data as alerts, for clients that know only
// those; this page shows them in their own place.
const isTwin = ({ cause, effect }) =>
  (cause === "OTHER_CAUSE" && effect === "SIGNIFICANT_DELAYS") || (cause === "UNKNOWN_CAUSE" && effect === "NO_EFFECT");

// Who says so, under what licence, and how old it is.
function credits(itinerary, answer) {
  const known = answer.navette?.feeds ?? {};
  const tags = itinerary.navette?.feeds ?? [...new Set(itinerary.legs.map((leg) => leg.navette?.feed?.tag).filter(Boolean))];
  const rows = tags.filter((tag) => known[tag]).map((tag) => credit(known[tag]));
  return rows.length ? el("div", { class: "trip__credits small" }, rows) : null;
}

function credit(feed) {
  const parts = [
    feed.attribution || feed.publisher,
    feed.licence,
    feed.lastDay ? t("feed.until", { day: date(feed.lastDay) }) : null,
    Number.isNaN(ms(feed.fetchedAt)) ? null : t("feed.fetched", { age: age(ms(feed.fetchedAt)) }),
  ];
  return el("p", {}, parts.filter(Boolean).join(" · "), " ",
    feed.illustrative ? el("span", { class: "tag" }, t("tag.illustrativeLong")) : null);
}
