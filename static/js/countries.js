// Names of countries: a code and a language in, the name out.

import { countryText } from "./luxembourgish.js";

/** The name of a country in the page's language, from its code. */
export function countryName(code, language) {
  const own = language === "lb" ? countryText(code) : undefined;
  if (own) return own;
  try {
    return new Intl.DisplayNames([language], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
