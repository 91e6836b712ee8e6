// Two runs side by side: the run on the page and another one that the site keeps, with differences.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { button } from "./fields.js";
import { dayText, euros, figure, percent, signed } from "./numbers.js";
import { resultOf, scenario, scenarios } from "./net.js";
import { scrolled } from "./tables.js";
import { troubleText } from "./trouble.js";

const MOST_SCENARIOS = 20;

/** Draws the choice of the other run, and the table once it is chosen. */
export function comparison(node, run, result) {
  const table = el("div", {});
  const list = el("div", {});
  fill(node, el("p", { class: "small" }, t("compare.says")), button(t("compare.choose"), choose, { id: "compare-choose" }), list, table);

  async function choose() {
    fill(list, el("p", { class: "small" }, t("shelf.loading")));
    try {
      const { scenarios: kept } = await scenarios();
      const whole = await Promise.all(kept.slice(0, MOST_SCENARIOS).map(({ id }) => scenario(id)));
      const others = whole.flatMap(({ name, runs }) => runs.filter((each) => each.state === "done" && each.files.includes("result.json") && each.id !== run.id).map((each) => ({ ...each, name })));
      if (!others.length) {
        fill(list, el("p", { class: "small" }, t("compare.none")));
        return;
      }
      const select = el("select", { id: "compare-with" }, el("option", { value: "" }, t("growth.choose")), others.map((each, index) => el("option", { value: index }, `${each.name}, ${dayText(each.day)}`)));
      select.addEventListener("change", () => select.value && show(others[Number(select.value)]));
      fill(list, el("div", { class: "f f--wide" }, el("label", { for: select.id }, t("compare.with")), select));
      select.focus();
    } catch (problem) {
      fill(list, el("p", { class: "f__error", role: "alert" }, troubleText(problem)));
    }
  }

  async function show(other) {
    fill(table, el("p", { class: "small" }, t("shelf.loading")));
    try {
      const theirs = await resultOf(other.scenario, other.id);
      fill(table, tableOf(result, theirs));
    } catch (problem) {
      fill(table, el("p", { class: "f__error", role: "alert" }, troubleText(problem)));
    }
  }
}

function tableOf(ours, theirs) {
  return scrolled(t("compare.title"),
    el("table", { class: "winners__table" },
      el("thead", {}, el("tr", {}, [t("compare.figure"), ours.scenarioName, theirs.scenarioName, t("compare.difference")].map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows().map(([label, of, write, difference]) => {
        const [a, b] = [of(ours), of(theirs)];
        const known = Number.isFinite(a) && Number.isFinite(b);
        return el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, write(a)), el("td", {}, write(b)), el("td", {}, known ? difference(a - b) : "–"));
      }))));
}

const rows = () => [
  [t("card.riders"), ({ summary }) => summary.ridersDay.central, figure, signed],
  [t("compare.newRiders"), ({ people }) => people.newRidersDay.central, figure, signed],
  [t("card.km"), ({ summary }) => summary.vehicleKmYear, figure, signed],
  [t("card.fleet"), ({ summary }) => summary.vehicles, figure, signed],
  [t("card.cost"), ({ summary }) => summary.costYear?.central, euros, (value) => `${value > 0 ? "+" : ""}${euros(value)}`],
  [t("compare.gaining"), ({ summary }) => summary.gaining, figure, signed],
  [t("compare.losing"), ({ summary }) => summary.losing, figure, signed],
  [t("compare.hours"), ({ summary }) => summary.hoursSavedDay, (value) => figure(value, 1), (value) => signed(value, 1)],
  [t("card.carbon"), ({ money }) => money.co2ServiceTYear.central - money.co2AvoidedTYear.central, (value) => figure(value, 1), (value) => signed(value, 1)],
  [t("card.full"), ({ summary }) => summary.fullestShare, percent, (value) => t("unit.points", { value: signed(value * 100) })],
];
