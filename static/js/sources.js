// The sources section: which feeds stand behind the answers, their licence, age and period.

import { feeds, observationSources } from "./api.js";
import { el, fill } from "./dom.js";
import { lang, onLanguage, t } from "./i18n.js";
import { countryName } from "./phrases.js";
import { problemText } from "./problems.js";
import { stayAtPart } from "./surroundings.js";
import { age, date, ms } from "./time.js";

const SHOWN_OPERATORS = 6;

/**
 * Runs the sources section: the feeds, and who measures roads and vehicles, each by itself.
 * @param {(list: object[]) => void} onList gets the feeds once they are known
 */
export function sourcesSection(onList) {
  const [published, measured] = [el("div"), el("div")];
  fill(document.getElementById("feeds"), published, measured);
  stayAtPart();
  loadPart(published, feeds, (list) => el("div", { class: "feedlist" }, list.map(card)), () => t("feed.unknown"), onList);
  loadPart(measured, observationSources, observed, () => t("observed.unknown"));
}

/**
 * Fills a part of the page with what it loads, in every language that is chosen; or says what could not be had.
 * @param {(found: any) => Node|Node[]|null} draw
 * @param {() => string} missing what is not there where it could not be loaded
 */
export async function loadPart(node, load, draw, missing, onLoad = () => {}) {
  let shown = () => null;
  onLanguage(() => fill(node, shown()));
  try {
    const found = await load();
    shown = () => draw(found);
    onLoad(found);
  } catch (problem) {
    shown = () => el("p", { class: "notice" }, `${missing()} ${problemText(problem)}`);
  }
  fill(node, shown());
}

function card(feed) {
  return el(
    "article",
    {},
    el("h3", {}, feed.publisher || feed.tag, feed.country ? el("span", { class: "country", title: countryName(feed.country, lang()) }, feed.country) : null,
      feed.illustrative ? el("span", { class: "tag" }, t("tag.illustrativeLong")) : null),
    feed.attribution && feed.attribution !== feed.publisher ? el("p", {}, feed.attribution) : null,
    el("p", {}, licence(feed), feed.republish ? ` · ${t(feed.republish.allowed ? "feed.reuse" : "feed.noReuse")}` : null),
    line(
      feed.firstDay && feed.lastDay ? t("feed.valid", { from: date(feed.firstDay), to: date(feed.lastDay) }) : null,
      feed.expired ? t("feed.expired") : null,
      Number.isNaN(ms(feed.fetchedAt)) ? null : t("feed.fetched", { age: age(ms(feed.fetchedAt)) }),
      feed.lastFailure && feed.lastFailureAt ? t("feed.failed", { age: age(ms(feed.lastFailureAt)) }) : null,
    ),
    line(matched(feed.realtime)),
    line(operators(feed.operators ?? [])),
  );
}

// Who measures roads, car parks and vehicles; a source that has told nothing new for too long is marked.
function observed(list) {
  if (!list.length) return null;
  return el("div", { class: "observed" }, el("h3", {}, t("observed.title")), el("ul", {}, list.map((source) => el("li", {},
    source.name,
    " · ",
    source.newest ? t("observed.newest", { age: age(ms(source.newest)) }) : t("observed.never"),
    source.silent ? el("span", { class: "tag" }, t("observed.silent")) : null))));
}

function line(...parts) {
  const told = parts.filter(Boolean);
  return told.length > 0 ? el("p", {}, told.join(" · ")) : null;
}

function matched(realtime) {
  const rate = realtime?.matchRate;
  return typeof rate === "number" ? t("feed.matched", { share: Math.round(100 * rate) }) : null;
}

function operators(list) {
  const names = list.slice(0, SHOWN_OPERATORS).map((operator) => operator.name);
  if (names.length === 0) return null;
  return t("feed.operators", { names: names.join(", ") + (list.length > names.length ? " …" : "") });
}

// Only web addresses become links: the address comes from the feed's own record.
function licence(feed) {
  const name = feed.licence || t("feed.noLicence");
  return /^https?:\/\//i.test(feed.licenceUrl ?? "")
    ? el("a", { href: feed.licenceUrl, rel: "license noreferrer external" }, name)
    : name;
}
