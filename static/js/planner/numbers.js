// Figures as people read them, in the page's language; what is not known is a dash.

import { lang, locale, t } from "../i18n.js";

const NONE = "–";
const known = (value) => typeof value === "number" && Number.isFinite(value);

/** A figure with so many decimals. */
export const figure = (value, decimals = 0) =>
  (known(value) ? value.toLocaleString(locale(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals }) : NONE);

/** A figure with as many decimals as it has, four at the most. */
export const plain = (value) => (known(value) ? value.toLocaleString(locale(), { maximumFractionDigits: 4 }) : NONE);

/** A figure with its sign, for differences. */
export const signed = (value, decimals = 0) =>
  (known(value) ? value.toLocaleString(locale(), {
    minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: "exceptZero",
  }) : NONE);

/** Euros: millions are shortened. */
export function euros(value) {
  if (!known(value)) return NONE;
  if (value < 0) return `−${euros(-value)}`;
  if (Math.abs(value) >= 1e6) return t("unit.millionEur", { value: figure(value / 1e6, 2) });
  return t("unit.eur", { value: figure(value, Math.abs(value) < 100 ? 2 : 0) });
}

/** A share as per cent. */
export const percent = (value) => (known(value) ? t("unit.percent", { value: figure(value * 100) }) : NONE);

/** Minutes of so many seconds. */
export const minutes = (seconds) => t("unit.min", { value: figure(seconds / 60) });

/** "1,120 – 1,263" of a range; nothing where its ends are one. */
export function range(value, write = figure) {
  if (!value || !known(value.low) || !known(value.high)) return "";
  const [low, high] = [Math.min(value.low, value.high), Math.max(value.low, value.high)];
  return write(low) === write(high) ? "" : t("unit.range", { low: write(low), high: write(high) });
}

// Browsers lack the months of Luxembourgish, so days are figures there.
const dayStyle = () => (lang() === "lb" ? { day: "numeric", month: "numeric", year: "numeric" } : { day: "numeric", month: "long", year: "numeric" });

/** "1 December 2026" of 2026-12-01. */
export function dayText(day) {
  const instant = Date.parse(`${day}T12:00:00Z`);
  return Number.isNaN(instant) ? String(day) : new Date(instant).toLocaleDateString(locale(), { ...dayStyle(), timeZone: "UTC" });
}

/** "1 December 2026, 07:05" of a moment. */
export const momentText = (text) => new Date(text).toLocaleString(locale(), { ...dayStyle(), hour: "2-digit", minute: "2-digit" });
