// Sentences made of figures: delays with their range, changes, what a forecast rests on.

import { el } from "./dom.js";
import { heatColor } from "./colors.js";
import { knows, locale, t } from "./i18n.js";
import { date } from "./time.js";

const round = (value) => Math.max(0, Math.round(value));

/** "+9 min" */
export const delayText = ({ p50 }) => (round(p50) ? t("delay.value", { n: round(p50) }) : t("delay.none"));

/** "5–16" where the range says something, else nothing. */
export function rangeText({ p10, p90 }) {
  const [low, high] = [round(p10), round(p90)];
  return low === high ? "" : t("delay.range", { low, high });
}

/** A delay as people meet it everywhere: a drop of its heat, the value, its lighter range. */
export function delayChip(delay) {
  const dot = el("span", { class: "heatdot", "aria-hidden": "true" });
  dot.style.backgroundColor = heatColor(delay.p50);
  const range = rangeText(delay);
  return el(
    "span",
    { class: "delay" },
    dot,
    el("span", {}, delayText(delay)),
    range ? el("span", { class: "range" }, ` ${range}`) : null,
  );
}

/** "2 changes", "no change". */
export const changes = (n) => (n === 0 ? t("option.direct") : t("option.changes", { n }));

/** What a forecast rests on, in words. */
export const basisText = (basis) => (knows(`basis.${basis}`) ? t(`basis.${basis}`) : basis);

/** The name of a mode of transport. */
export const modeName = (mode) => (knows(`mode.${mode}`) ? t(`mode.${mode}`) : t("mode.OTHER"));

export { countryName } from "./countries.js";

/** What an itinerary costs by transit, or nothing where nobody knows any of it. */
export function fareText(itinerary) {
  const fare = itinerary.navette?.fare;
  if (!fare) return null;
  const amount = new Intl.NumberFormat(locale(), { style: "currency", currency: fare.currency }).format(fare.amount);
  const text = !fare.tickets.length ? t("fare.unknown")
    : fare.atLeast ? t("fare.atLeast", { amount })
      : fare.amount ? amount : t("fare.free");
  return itinerary.legs.some((leg) => leg.navette?.parking) ? t("fare.rides", { text }) : text;
}

/** How likely all changes of an itinerary are kept, and on what that stands; nothing without changes. */
export function keptText(itinerary) {
  const found = itinerary.navette?.changes;
  if (!found) return null;
  const basis = found.basis === "archive"
    ? t("trip.kept.archive", { date: date(found.until) }) : t("trip.kept.assumption");
  return t("trip.kept", { n: Math.round(100 * found.chance), basis });
}

/** How likely one is there in time, and on what that stands; nothing where no moment was asked for. */
export function inTimeText(itinerary) {
  const found = itinerary.navette?.onTime;
  if (!found) return null;
  const basis = found.basis === "archive"
    ? t("trip.kept.archive", { date: date(found.until) }) : onWhat(found.basis);
  return t("trip.inTime", { n: Math.round(100 * found.chance), basis });
}

/** What sets the last safe choice apart; where nobody has measured it, that too. */
export const safeText = ({ basis }) =>
  (["assumption", "model"].includes(basis) ? t("option.safe.unmeasured", { basis: onWhat(basis) }) : t("option.safe"));

const onWhat = (basis) => (basis === "assumption" ? t("trip.kept.assumption") : basisText(basis));

/** What an itinerary emits for one person. */
export function carbonText(itinerary) {
  const emission = itinerary.navette?.emission;
  if (!emission) return null;
  const kg = new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(emission.grams / 1000);
  return t(emission.atLeast ? "carbon.atLeast" : "carbon.kg", { kg });
}
