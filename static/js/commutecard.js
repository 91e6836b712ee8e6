// The card of the saved commute on the first screen: the next best ride, days at home, cost, calendar.

import { commuting, plan, rfc3339 } from "./api.js";
import { askedOf, bestOf, forgetCommute, monthOf, nextRide, savedCommute } from "./commute.js";
import { calendarButton } from "./commutecalendar.js";
import { commuteForm } from "./commuteform.js";
import { paintLine } from "./colors.js";
import { el, fill } from "./dom.js";
import { lang, onLanguage, t } from "./i18n.js";
import { rides, span } from "./itinerary.js";
import { changes, fareText, inTimeText, keptText, modeName } from "./phrases.js";
import { problemText } from "./problems.js";
import { teleworkCounter } from "./telework.js";
import { clock, dayName, dayOf, duration } from "./time.js";
import { remembered, requestOf } from "./wishes.js";

const WINDOW_S = 7200;

/**
 * Keeps the card in `section`.
 * @param {(asked: object) => void} onShow a search that the traveller wants to see whole
 * @returns {{edit: (given: object|null) => void}} opens the form, with places where some are known
 */
export function commuteCard(section, onShow) {
  const state = { way: null, round: 0, known: null, best: {} };
  draw();
  onLanguage(() => section.querySelector(".commute__form") || draw()); // what is typed stays
  return { edit };

  function draw() {
    const commute = savedCommute();
    section.hidden = false;
    stand(commute);
    if (!commute) {
      fill(section, el("button", { class: "quiet", type: "button", on: { click: () => edit(null) } }, t("commute.start")));
      return;
    }
    Object.assign(state, { known: null, best: {} });
    const next = el("div", { class: "commute__next", "aria-live": "polite" });
    const more = el("div", { class: "commute__more" });
    fill(section, head(commute, next, more), next, more);
    look(commute, next, more);
    learn(commute, more);
  }

  // A card stands before the search; without one a button waits below it.
  function stand(isCard) {
    const ask = document.querySelector(".ask");
    if (isCard) ask.before(section);
    else ask.append(section);
    section.toggleAttribute("aria-labelledby", false);
    if (isCard) section.setAttribute("aria-labelledby", "commute-title");
  }

  function head(commute, next, more) {
    const shown = state.way ?? nextRide(commute, Date.now())?.way ?? "out";
    const ways = [["out", t("commute.toWork")], ["back", t("commute.toHome")]].map(([way, text]) =>
      el("button", { type: "button", "aria-pressed": String(way === shown), on: { click: turn } }, text));
    return el("div", { class: "commute__head" },
      el("div", {}, el("h2", { id: "commute-title" }, t("commute.title")),
        el("p", { class: "commute__places" }, `${commute.home.name} ⇄ ${commute.work.name}`)),
      el("div", { class: "commute__ways", role: "group", "aria-label": t("commute.ways") }, ways));

    function turn(event) {
      const index = ways.indexOf(event.currentTarget);
      state.way = ["out", "back"][index];
      ways.forEach((button, at) => button.setAttribute("aria-pressed", String(at === index)));
      look(commute, next, more);
    }
  }

  // The next ride of the way shown: asked for once, and from now on where its moment has passed.
  async function look(commute, next, more) {
    const round = (state.round += 1);
    const ride = nextRide(commute, Date.now(), state.way);
    fill(next, el("p", { class: "small" }, t("status.searching")));
    try {
      const [asked, found] = await search(commute, ride);
      if (round !== state.round) return;
      if (found) state.best[ride.way] = found;
      fill(next, told(commute, ride, asked, found));
      details(commute, more);
    } catch (problem) {
      if (round === state.round) fill(next, el("p", { class: "notice" }, problemText(problem)));
    }
  }

  function told(commute, ride, asked, found) {
    const today = dayOf(Date.now(), commute.work.tz);
    const aim = ride.way === "out" ? t("commute.by", { time: ride.time, place: commute.work.name })
      : t("commute.from", { time: ride.time, place: commute.work.name });
    const show = el("button", { class: "go commute__show", type: "button", on: { click: () => onShow(asked) } }, t("commute.all"));
    return [
      el("p", { class: "commute__aim" }, `${dayName(ride.day, today)} · ${aim}`),
      found ? option(found) : el("p", {}, t("commute.none")), show,
    ];
  }

  function edit(given) {
    stand(true);
    document.body.dataset.view = "ask";
    commuteForm(section, given, { saved: leave, left: leave });
    section.scrollIntoView({ block: "start" });
  }

  function leave() {
    draw();
    section.querySelector("button")?.focus();
  }

  async function learn(commute, more) {
    const { home, work } = commute;
    if (home.country && work.country) {
      state.known = await commuting(home.country, work.country, lang()).catch(() => null);
    }
    details(commute, more);
  }

  function details(commute, more) {
    const open = more.querySelector("details")?.open;
    if (more.contains(document.activeElement)) return;
    fill(more,
      teleworkCounter(commute, state.known, () => {}),
      month(commute, state.best.out ?? state.best.back),
      el("div", { class: "commute__buttons" },
        calendarButton(commute, state, (way) => search(commute, nextRide(commute, Date.now(), way)).then(([, found]) => found)),
        el("button", { class: "quiet", type: "button", on: { click: () => edit(commute) } }, t("commute.change")),
        el("button", { class: "quiet", type: "button", on: { click: drop } }, t("commute.forget"))),
      el("p", { class: "small" }, t("commute.private")));
    if (open) more.querySelector("details").open = true;
  }

  function drop() {
    forgetCommute();
    state.way = null;
    draw();
    section.querySelector("button").focus();
  }
}

async function search(commute, ride) {
  const now = Date.now();
  const first = askedOf(commute, ride, now);
  const found = await best(first, ride, now);
  if (found || first.at === now || ride.day !== dayOf(now, commute.work.tz)) return [first, found];
  const late = askedOf(commute, ride, now, true);
  return [late, await best(late, ride, now)];
}

async function best(asked, ride, now) {
  const answer = await plan({
    fromPlace: handle(asked.from), toPlace: handle(asked.to), time: rfc3339(asked.at), arriveBy: asked.sense === "arrive",
    searchWindow: WINDOW_S, ...requestOf(remembered()), directModes: [], joinInterlinedLegs: false, language: [lang()],
  });
  return bestOf(answer, ride.way, now);
}

const handle = (place) => (place.type === "STOP" && place.id ? place.id : `${place.lat},${place.lon}`);

function option(found) {
  const { start, end } = span(found);
  const [from, to] = [found.legs[0].from.tz, found.legs.at(-1).to.tz];
  const chance = inTimeText(found) ?? keptText(found);
  return el("div", { class: "commute__option" },
    el("p", { class: "commute__clock-times" }, `${clock(start, from)} – ${clock(end, to)}`),
    el("p", { class: "commute__facts" }, el("span", {}, duration(found.duration)),
      el("span", { class: "option__lines" }, rides(found).map((leg) =>
        paintLine(el("span", { class: "line" }, leg.routeShortName || leg.displayName || modeName(leg.mode)), leg))),
      el("span", {}, changes(found.transfers ?? 0)), fareText(found) ? el("span", {}, fareText(found)) : null),
    chance ? el("p", { class: "small" }, chance) : null);
}

function month(commute, found) {
  const cost = monthOf(found, commute.days.length);
  if (!cost) return null;
  const amount = new Intl.NumberFormat(lang(), { style: "currency", currency: cost.currency }).format(cost.amount);
  const text = !cost.known ? t("fare.unknown") : cost.atLeast ? t("fare.atLeast", { amount })
    : cost.amount ? amount : t("fare.free");
  return el("div", { class: "commute__month" }, el("h3", {}, t("commute.month")),
    el("p", {}, t("commute.cost", { text, n: cost.days })));
}
