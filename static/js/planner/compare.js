// Two runs side by side: the run on the page and another one that the site keeps, with differences.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { button } from "./fields.js";
import { dayText, euros, figure, percent, signed } from "./numbers.js";
import { resultOf, scenario, scenarios } from "./net.js";
import { scrolled } from "./tables.js";
import { troubleText } from "./trouble.js";

/** Draws the choice of the other run, and the table once it is chosen. */
export function comparison(node, run, result) {
  const table = el("div", {});
  const list = el("div", {});
  fill(node, el("p", { class: "small" }, t("compare.says")), button(t("compare.choose"), choose, { id: "compare-choose" }), list, table);

  async function choose() {
    fill(list, el("p", { class: "small" }, t("shelf.loading")));
    const others = [];
    const select = el("select", { id: "compare-with" }, el("option", { value: "" }, t("growth.choose")));
    select.addEventListener("change", () => select.value && show(others[Number(select.value)]));
    const more = button(t("shelf.more"), () => attempt(() => add(more.dataset.cursor)), { id: "compare-more" });
    await attempt(() => add(""));

    // The runs of a page of scenarios; of pages without any the next is read at once.
    async function add(cursor) {
      more.disabled = true;
      const [found, next] = await runsFrom(cursor).finally(() => { more.disabled = false; });
      select.append(...found.map((each, at) => el("option", { value: others.length + at }, `${each.name}, ${dayText(each.day)}`)));
      others.push(...found);
      more.dataset.cursor = next ?? "";
      more.hidden = !next;
      if (!found.length && next) return add(next);
      if (others.length) fill(list, el("div", { class: "f f--wide" }, el("label", { for: select.id }, t("compare.with")), select), more);
      else fill(list, el("p", { class: "small" }, t("compare.none")));
      select.focus();
      return undefined;
    }
  }

  async function attempt(act) {
    try {
      await act();
    } catch (problem) {
      const said = el("p", { class: "f__error", role: "alert" }, troubleText(problem));
      list.querySelectorAll(":scope > p").forEach((each) => each.remove());
      list.append(said);
    }
  }

  // Runs with results of a page of scenarios, and the cursor of the next page.
  async function runsFrom(cursor) {
    const { scenarios: kept, nextPageCursor } = await scenarios(cursor);
    const whole = await Promise.all(kept.map(({ id }) => scenario(id)));
    const found = whole.flatMap(({ name, runs }) => runs
      .filter((each) => each.state === "done" && each.files.includes("result.json") && each.id !== run.id)
      .map((each) => ({ ...each, name })));
    return [found, nextPageCursor];
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
