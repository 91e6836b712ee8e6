// The calendar file of a commute: its weekdays without the holidays where one works, one event a direction.

import { calendarFile } from "./calendar.js";
import { weekdayOf } from "./commute.js";
import { el } from "./dom.js";
import { lang, t } from "./i18n.js";
import { rides, span } from "./itinerary.js";
import { countryName, modeName } from "./phrases.js";
import { addDays, clock, dayOf, ms, shift } from "./time.js";

const UNKNOWN_MIN = 60;

/**
 * A button that hands out the file.
 * @param {object} commute
 * @param {{known: object|null, best: object}} state what is known by then: holidays, the best rides
 * @param {(way: string) => Promise<object|null>} look the best ride of a way that nobody has asked for yet
 */
export function calendarButton(commute, state, look) {
  return el("button", { class: "quiet", type: "button", on: { click: take } }, t("commute.calendar"));

  async function take() {
    for (const way of ["out", "back"]) state.best[way] ??= await look(way).catch(() => null);
    const text = calendarText(commute, state.known, state.best, Date.now());
    const link = el("a", { download: "navette.ics", href: URL.createObjectURL(new Blob([text], { type: "text/calendar" })) });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
}

function calendarText(commute, known, best, now) {
  const zone = commute.work.tz;
  const today = dayOf(now, zone);
  const holidays = (known?.holidays ?? []).filter((day) => day.everywhere && commute.days.includes(weekdayOf(day.date)));
  const shared = {
    day: [0, 1, 2, 3, 4, 5, 6].map((ahead) => addDays(today, ahead)).find((day) => commute.days.includes(weekdayOf(day))),
    days: commute.days, except: [...new Set(holidays.map((day) => day.date))],
  };
  const { home, work } = commute;
  const out = times(best.out, zone) ?? [shift(commute.arrive, -UNKNOWN_MIN), commute.arrive];
  const back = times(best.back, zone) ?? [commute.leave, shift(commute.leave, UNKNOWN_MIN)];
  return calendarFile({
    zone, now, until: `${Number(today.slice(0, 4)) + 1}-12-31`,
    events: [
      event(shared, home, work, out, best.out, t("commute.by", { time: commute.arrive, place: work.name })),
      event(shared, work, home, back, best.back, t("commute.from", { time: commute.leave, place: work.name })),
    ],
  });

  function event(common, from, to, [start, end], found, aim) {
    const said = [
      aim, found ? wayText(found) : null, t("commute.check"),
      common.except.length ? t("commute.except", { country: countryName(work.country, lang()) }) : null,
    ];
    return {
      ...common, uid: `${random()}@navette`, start, end, place: from.name,
      summary: `${from.name} → ${to.name}`, description: said.filter(Boolean).join("\n"),
    };
  }
}

function times(found, zone) {
  if (!found) return null;
  const { start, end } = span(found);
  return [clock(start, zone), clock(end, zone)];
}

const wayText = (found) => rides(found).map((leg) =>
  `${clock(ms(leg.startTime), leg.from.tz)} ${leg.routeShortName || leg.displayName || modeName(leg.mode)} ${leg.from.name} – ${leg.to.name}`)
  .join("\n");

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}
