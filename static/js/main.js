// Starts the page: the form first, so that people can type; what answers it comes when they pause or search.

import { el, fill, idle, quiet } from "./dom.js";
import { preferred, t, use } from "./i18n.js";
import { COMMUTE, kept } from "./kept.js";
import { languageSwitch } from "./languages.js";
import { searchForm } from "./search.js";
import { embed, putMap } from "./surroundings.js";

const PAUSE_MS = 300;
const script = document.querySelector("script[data-then]");
const status = document.getElementById("status");
// A shared search, a saved commute and the last plan without a network are what people came for.
const isAwaited = Boolean(location.hash || kept(COMMUTE) || !navigator.onLine);
let rest = null;

if (isAwaited) hint();
await Promise.all([use(preferred()), isAwaited ? answers() : null]);
embed();
putMap();
languageSwitch();
const form = searchForm(
  (query) => whole().then((page) => page?.search(query)),
  (problem) => whole().then((page) => page?.refused(problem)),
);
if (isAwaited) whole();
else quiet(PAUSE_MS).then(() => idle()).then(whole);
addEventListener("online", () => whole());

// All the rest of the page, once; where it did not come, it is asked for again when it is next wanted.
function whole() {
  rest ??= load();
  return rest;
}

async function load() {
  hint();
  const page = await answers();
  fill(status, page ? null : el("p", { class: "notice notice--bad", role: "alert" }, t("problem.offline")));
  if (page) page.start(form);
  else rest = null;
  return page;
}

function answers() {
  return import("./answers.js").catch(() => null);
}

// Has the browser fetch all scripts of the rest together; else it would find them one level at a time.
function hint() {
  const names = script.dataset.then.split(" ");
  script.dataset.then = "";
  document.head.append(...names.filter(Boolean).map((href) => el("link", { rel: "modulepreload", href })));
}
