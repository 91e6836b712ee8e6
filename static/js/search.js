// The search form: what people type becomes one request; faults are shown at their field.

import { rfc3339 } from "./api.js";
import { placeField } from "./combobox.js";
import { el, fill } from "./dom.js";
import { lang, onLanguage, t } from "./i18n.js";
import { addDays, clock, dayName, dayOf, instantOf, ownZone, readTime, shift } from "./time.js";
import { wishPanel } from "./wishpanel.js";
import { requestOf } from "./wishes.js";

const DAYS_AHEAD = 28;
const WINDOW_S = 7200;

/**
 * Wires the form.
 * @param {(query: {from: object, to: object, day: string, time: string, sense: string, wishes: object,
 *   request: object}) => void} onSearch
 * @param {(problem: Error) => void} onProblem called when the typed places could not be looked up
 */
export function searchForm(onSearch, onProblem) {
  const form = document.getElementById("search");
  const day = document.getElementById("day");
  const time = document.getElementById("time");
  const timeError = document.getElementById("time-error");
  const from = placeField(document.getElementById("from"), {
    onChoose: () => {
      days();
      if (time.value === offered) offer();
      if (!document.getElementById("to").value) document.getElementById("to").focus();
    },
  });
  const to = placeField(document.getElementById("to"));
  const wishes = wishPanel(document.getElementById("wishes"));

  const zone = () => from.value()?.tz || ownZone();
  let offered = "";
  days();
  offer();
  onLanguage(days);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  document.getElementById("swap").addEventListener("click", swap);
  time.addEventListener("change", () => {
    const read = readTime(time.value);
    if (read) time.value = read;
    timeError.textContent = read ? "" : t("search.badTime");
  });
  time.addEventListener("focus", () => time.select());
  time.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 5, ArrowDown: -5, PageUp: 60, PageDown: -60 }[event.key];
    if (!step) return;
    event.preventDefault();
    time.value = shift(readTime(time.value) ?? nextFive(), step);
  });
  return { submit, move, show, fill: set };

  // Shows a search that came from elsewhere, and asks it.
  function show(asked) {
    set(asked);
    return submit();
  }

  // A day that is over becomes the next like it.
  function set(asked) {
    from.set(asked.from);
    to.set(asked.to);
    days();
    const offered = [...day.options].map((option) => option.value);
    const weekday = (date) => new Date(`${date}T12:00:00Z`).getUTCDay();
    day.value = offered.includes(asked.day) ? asked.day : offered.find((one) => weekday(one) === weekday(asked.day));
    time.value = asked.time;
    form.elements.sense.value = asked.sense;
    if (asked.wishes) wishes.set(asked.wishes);
  }

  // Moves the time asked for and searches again; past midnight the day moves too.
  function move(change) {
    const instant = Date.parse(`${day.value}T${readTime(time.value) ?? nextFive()}:00Z`) + change;
    const wanted = new Date(instant).toISOString();
    const last = day.options[day.options.length - 1].value;
    if (wanted.slice(0, 10) < day.options[0].value || wanted.slice(0, 10) > last) return;
    day.value = wanted.slice(0, 10);
    time.value = wanted.slice(11, 16);
    submit();
  }

  async function submit() {
    const read = readTime(time.value);
    timeError.textContent = read ? "" : t("search.badTime");
    try {
      const [start, end] = await Promise.all([settle(from, "search.needFrom"), settle(to, "search.needTo")]);
      if (!read) return time.focus();
      if (!start || !end) return document.querySelector("[aria-invalid]")?.focus();
      if (!wishes.check()) return undefined;
      time.value = read;
      const sense = form.elements.sense.value;
      onSearch({
        from: start,
        to: end,
        day: day.value,
        time: read,
        sense,
        wishes: wishes.value(),
        request: {
          fromPlace: handle(start),
          toPlace: handle(end),
          time: rfc3339(instantOf(day.value, read, (sense === "arrive" ? end.tz : start.tz) || ownZone())),
          arriveBy: sense === "arrive",
          searchWindow: WINDOW_S,
          ...requestOf(wishes.value()),
          detailedLegs: true,
          joinInterlinedLegs: false,
          language: [lang()],
        },
      });
    } catch (problem) {
      onProblem(problem);
    }
    return undefined;
  }

  function swap() {
    const [a, b] = [from, to].map((field) => ({ place: field.value(), text: field.text() }));
    for (const [field, kept] of [[from, b], [to, a]]) {
      if (kept.place) field.set(kept.place);
      else field.setText(kept.text);
    }
    if (from.value() && to.value() && document.body.dataset.view === "answer") submit();
  }

  function days() {
    const today = dayOf(Date.now(), zone());
    const kept = day.selectedIndex > 0 && day.value >= today ? day.value : today;
    const choices = Array.from({ length: DAYS_AHEAD }, (_, index) => addDays(today, index));
    fill(day, choices.map((value) => el("option", { value }, dayName(value, today))));
    day.value = kept;
  }

  // The time shown until another is wanted: now, where the way begins.
  function offer() {
    offered = nextFive();
    time.value = offered;
  }

  function nextFive() {
    return clock(Math.ceil(Date.now() / 300000) * 300000, zone());
  }
}

/** Whether an answer says that a stop is not there any more: another timetable came into service. */
export const isGone = (problem) => problem.fields?.some(({ code }) => code === "unknown_place");

/** The same question by where its places are, whatever their stops are called; itself where it is so already. */
export function byCoordinates(query) {
  const request = { ...query.request, fromPlace: point(query.from), toPlace: point(query.to) };
  const changes = request.fromPlace !== query.request.fromPlace || request.toPlace !== query.request.toPlace;
  return changes ? { ...query, request } : query;
}

async function settle(field, needKey) {
  if (!field.value() && !field.text().trim()) {
    field.fail(t(needKey));
    return null;
  }
  const place = await field.resolve();
  if (!place) field.fail(t("search.nothing", { text: field.text().trim() }));
  return place;
}

const point = ({ lat, lon }) => `${lat},${lon}`;
const handle = (place) => (place.type === "STOP" && place.id ? place.id : point(place));
