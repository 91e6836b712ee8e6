// Sentences made of figures: delays with their range, changes, what a forecast rests on.

import { el } from "./dom.js";
import { heatColor } from "./colors.js";
import { knows, t } from "./i18n.js";

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

/** The name of a country in the page's language, from its code. */
export function countryName(code, language) {
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
