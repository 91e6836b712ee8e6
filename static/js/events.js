// Accidents, works and closures on a corridor, as a list of sentences.

import { el } from "./dom.js";
import { lang, locale, t } from "./i18n.js";
import { dayAndClock, ms } from "./time.js";

const KINDS = {
  accident: "event.accident", obstruction: "event.obstruction", traffic: "event.traffic", roadworks: "event.roadworks",
  closure: "event.closure", lanes: "event.lanes", other: "event.another",
};

/** The events of a corridor as a section; nothing where there are none. */
export function eventList(events, zone) {
  if (!events?.length) return null;
  return el("section", { class: "events", "aria-label": t("event.title") },
    el("h3", {}, t("event.title")),
    el("ul", {}, events.map((event) => entry(event, zone))),
    events.some((event) => event.capacityLeft < 1) ? el("p", { class: "small" }, t("event.model")) : null);
}

function entry(event, zone) {
  const told = sentence(event.text ?? {});
  return el("li", {},
    el("b", {}, t(KINDS[event.kind] ?? "event.another")),
    event.active ? el("span", { class: "tag" }, t("event.now")) : null,
    " ",
    el("span", {}, [when(event, zone), left(event), event.bearing === null && event.capacityLeft < 1 ? t("event.bothWays") : null]
      .filter(Boolean).join(" · ")),
    told ? el("p", { class: "small", lang: told.language || null }, told.text) : null);
}

function when(event, zone) {
  const [from, to] = [event.from, event.to].map((moment) => dayAndClock(ms(moment), zone));
  const whole = event.toAssumed ? t("event.toAssumed", { from, to }) : t("event.when", { from, to });
  const next = !event.active && event.next ? t("event.next", { from: dayAndClock(ms(event.next), zone) }) : null;
  return [whole, next].filter(Boolean).join(", ");
}

function left(event) {
  if (event.closed) return t("event.closed");
  if (event.capacityLeft >= 1) return null;
  const share = new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 0 }).format(event.capacityLeft);
  return event.capacityAssumed ? t("event.leftAssumed", { share }) : t("event.left", { share });
}

// What the publisher says, in the page's language where it speaks that, else in the first of its own.
function sentence(texts) {
  const language = lang() in texts ? lang() : Object.keys(texts)[0];
  return language === undefined ? null : { language, text: texts[language] };
}
