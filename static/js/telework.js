// The days worked at home: counted by date on this device, with the rule that they are held against.

import { daysAtHome, setAtHome, weekdayOf } from "./commute.js";
import { el, fill } from "./dom.js";
import { lang, t } from "./i18n.js";
import { countryName } from "./phrases.js";
import { addDays, date, dayOf } from "./time.js";

const KINDS = { tax: "telework.tax", social: "telework.social", framework: "telework.framework" };

/**
 * The counter of a commute.
 * @param {object} commute
 * @param {{rules: object[], holidays: object[]}|null} known what the server says of the two countries
 * @param {() => void} onChange
 */
export function teleworkCounter(commute, known, onChange) {
  const today = dayOf(Date.now(), commute.work.tz);
  const year = today.slice(0, 4);
  const said = el("p", { class: "telework__count", role: "status" });
  const share = el("p", { class: "small" });
  const list = el("ul", { class: "telework__days" });
  const input = el("input", {
    type: "date", id: "telework-day", value: today, min: `${year}-01-01`, max: `${year}-12-31`, on: { change: draw },
  });
  const less = step("−", () => mark(false));
  const more = step("+", () => mark(true));
  draw();
  return el("div", { class: "telework" },
    el("h3", {}, t("telework.title")), said, share,
    el("div", { class: "telework__steps" }, less, el("label", { class: "vh", for: "telework-day" }, t("telework.day")), input, more),
    el("details", { class: "telework__more" }, el("summary", {}, t("telework.rule")), list, ruleList(commute, known)));

  function mark(isAtHome) {
    setAtHome(input.value, isAtHome);
    draw();
    onChange();
  }

  function draw() {
    const days = daysAtHome().filter((day) => day.startsWith(year));
    const limit = known?.rules.find((rule) => rule.kind === "tax")?.days ?? null;
    const isSet = Boolean(input.value) && input.value.startsWith(year);
    const isAtHome = days.includes(input.value);
    less.disabled = !isSet || !isAtHome;
    more.disabled = !isSet || isAtHome;
    const named = isSet ? date(input.value) : "";
    less.setAttribute("aria-label", t("telework.less", { date: named }));
    more.setAttribute("aria-label", t("telework.more", { date: named }));
    fill(said, limit === null ? t("telework.count", { n: days.length, year })
      : t("telework.of", { n: days.length, most: limit, year }));
    said.classList.toggle("telework__count--over", limit !== null && days.length > limit);
    share.textContent = shareText(commute, known, days.filter((day) => day <= today), today);
    fill(list, days.map((day) => el("li", {}, date(day))));
    list.hidden = !days.length;
  }
}

function step(sign, listener) {
  return el("button", { class: "quiet telework__step", type: "button", on: { click: listener } }, sign);
}

// The working days so far are those of the commute without public holidays; leave is not known.
function shareText(commute, known, days, today) {
  const holidays = new Set((known?.holidays ?? []).filter((day) => day.everywhere).map((day) => day.date));
  let worked = 0;
  for (let day = `${today.slice(0, 4)}-01-01`; day <= today; day = addDays(day, 1)) {
    if (commute.days.includes(weekdayOf(day)) && !holidays.has(day)) worked += 1;
  }
  if (!worked || !days.length) return "";
  return t("telework.share", { share: percent(days.length / worked) });
}

function ruleList(commute, known) {
  if (!known?.rules.length) return el("p", { class: "small" }, t("telework.noRule"));
  const work = countryName(commute.work.country, lang());
  return [
    el("ul", { class: "telework__rules" }, known.rules.filter((rule) => rule.kind in KINDS).map((rule) => el("li", {},
      el("p", {}, t(KINDS[rule.kind], { n: rule.days ?? 0, share: percent(rule.shareBelow ?? 0), work })),
      el("p", { class: "small" }, source(rule), " · ", t("telework.since", { date: date(rule.since) }), " · ",
        t("telework.read", { date: date(rule.readOn) }))))),
    el("p", { class: "small" }, t("telework.noAdvice")),
  ];
}

// A territory's table may hold anything: only an https address becomes a link.
function source(rule) {
  if (!/^https:\/\//.test(rule.sourceUrl)) return el("span", {}, rule.source);
  return el("a", { href: rule.sourceUrl, rel: "noopener noreferrer", target: "_blank" }, rule.source);
}

const percent = (share) =>
  new Intl.NumberFormat(lang(), { style: "percent", maximumFractionDigits: 1 }).format(share);
