// The page's words: one JSON file per language, looked up by key, filled with values. A page whose
// root element names a folder in `data-words` has its words there.

/** The languages of the pages, each with its own name. */
export const LANGUAGES = { fr: "Français", de: "Deutsch", lb: "Lëtzebuergesch", en: "English", pt: "Português" };
const FOLDER = document.documentElement.dataset.words;
// What numbers, dates and plurals follow. Browsers have no Luxembourgish: its figures and plurals are those
// of German, its words for days and ages stand in luxembourgish.js.
const LOCALES = { en: "en-GB", lb: "de-LU", pt: "pt-PT" };
const STORE = "navette.language";

let words = {};
let language = "en";
const listeners = new Set();

/** The language in use, as an IETF tag. */
export const lang = () => language;

/** The locale by which the language in use writes numbers and dates. */
export const locale = () => LOCALES[language] ?? language;

/** Calls `listener` after every change of language. */
export const onLanguage = (listener) => listeners.add(listener);

/**
 * The text of a key with `{name}` replaced by values. With a numeric `n` the plural form is chosen
 * by the language's own rule (`key.one`, `key.other`).
 */
export function t(key, values = {}) {
  let text = words[key];
  if (text === undefined && typeof values.n === "number") {
    const form = new Intl.PluralRules(locale()).select(values.n);
    text = words[`${key}.${form}`] ?? words[`${key}.other`];
  }
  if (text === undefined) {
    console.error(`no text for ${key} in ${language}`);
    return key;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Whether a key has a text; for keys made from what a server says. */
export const knows = (key) => key in words;

/** The first of the browser's languages that the page speaks, or the one chosen before. */
export function preferred() {
  const asked = [stored(), ...navigator.languages].filter(Boolean);
  const found = asked.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => Object.hasOwn(LANGUAGES, tag));
  return found ?? "en";
}

/** Loads a language, writes it into the page's fixed texts and tells everyone. */
export async function use(tag, { remember = false } = {}) {
  const answer = await fetch(`/static/i18n/${FOLDER ? `${FOLDER}/` : ""}${tag}.json`);
  if (!answer.ok) throw new Error(`no words for ${tag}`);
  words = await answer.json();
  language = tag;
  if (remember) store(tag);
  document.documentElement.lang = tag;
  translate(document);
  for (const listener of listeners) listener();
}

function translate(root) {
  for (const node of root.querySelectorAll("[data-i18n]")) node.textContent = t(node.dataset.i18n);
  for (const node of root.querySelectorAll("[data-i18n-label]")) {
    node.setAttribute("aria-label", t(node.dataset.i18nLabel));
  }
  for (const node of root.querySelectorAll("[data-i18n-placeholder]")) {
    node.placeholder = t(node.dataset.i18nPlaceholder);
  }
}

function stored() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null;
  }
}

function store(tag) {
  try {
    localStorage.setItem(STORE, tag);
  } catch {
    // A browser that forbids storage asks again next time.
  }
}
