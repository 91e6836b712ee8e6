// The switch of languages: a list in which every language bears its own name.

import { el, fill } from "./dom.js";
import { LANGUAGES, lang, onLanguage, use } from "./i18n.js";

/** Fills the page's switch (`#language`, within `.lang`) and obeys it. */
export function languageSwitch() {
  const list = document.getElementById("language");
  const shown = list.parentElement.querySelector(".lang__now");
  fill(list, Object.entries(LANGUAGES).map(([tag, name]) => el("option", { value: tag, lang: tag }, name)));
  list.addEventListener("change", () => use(list.value, { remember: true }));
  onLanguage(mark);
  mark();

  // The list is laid, unseen, over the name of the language in use: on a narrow page that is its tag alone.
  function mark() {
    list.value = lang();
    list.dataset.now = lang();
    fill(shown, el("span", { class: "lang__name" }, LANGUAGES[lang()]), el("span", { class: "lang__tag" }, lang()));
  }
}
