// What can be reached from a commune within so many minutes by public transport: only before, only
// after, both; in figures and on the map.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { button } from "./fields.js";
import { figure, signed } from "./numbers.js";
import { scrolled } from "./tables.js";

const CUTOFFS_MIN = [30, 45, 60];

/** Draws the choice and the figures; `paint` shows the communes on the map. */
export function drawAccess(node, result, paint) {
  const { zones, minutesBefore, minutesAfter, access } = result;
  const home = el("select", { id: "access-from" }, zones.map((zone, index) => [zone, index]).sort(([a], [b]) => a.name.localeCompare(b.name))
    .map(([zone, index]) => el("option", { value: index }, `${zone.name} (${zone.country})`)));
  const within = el("select", { id: "access-within" }, CUTOFFS_MIN.map((value) => el("option", { value }, t("unit.min", { value: figure(value) }))));
  const rows = new Map(access.rows.map((row) => [row.zone, row]));
  home.value = String(mostChanged(rows));
  within.value = "45";
  const said = el("div", { class: "access__said", role: "status" });
  for (const select of [home, within]) select.addEventListener("change", () => { tell(); show(); });
  fill(node,
    el("div", { class: "row" },
      el("div", { class: "f" }, el("label", { for: home.id }, t("access.from")), home),
      el("div", { class: "f" }, el("label", { for: within.id }, t("access.within")), within),
      button(t("access.map"), show, { id: "access-map" })),
    said);
  tell();

  function reached() {
    const at = Number(home.value);
    const limit = Number(within.value);
    return zones.map((zone, index) => {
      const [before, after] = [minutesBefore[at][index], minutesAfter[at][index]].map((value) => value !== null && value <= limit);
      return { zone, before, after, kind: before && after ? "both" : after ? "after" : before ? "before" : "none" };
    });
  }

  function tell() {
    const found = reached();
    const row = rows.get(Number(home.value));
    const names = (kind) => found.filter((each) => each.kind === kind).map(({ zone }) => zone.name);
    const limit = within.value;
    const change = (label, { before, after } = {}) => el("tr", {}, el("th", { scope: "row" }, label), [figure(before), figure(after), signed(after - before)].map((text) => el("td", {}, text)));
    fill(said,
      scrolled(t("access.title"), el("table", { class: "small-table" },
        el("thead", {}, el("tr", {}, [t("access.what"), t("access.before"), t("access.after"), t("compare.difference")].map((text) => el("th", { scope: "col" }, text)))),
        el("tbody", {}, row ? [change(t("access.jobs"), row.jobs[limit]), change(t("access.people"), row.people[limit])] : null))),
      el("p", {}, el("b", {}, t("access.onlyAfter")), ` ${names("after").join(", ") || "–"}`),
      el("p", {}, el("b", {}, t("access.onlyBefore")), ` ${names("before").join(", ") || "–"}`),
      el("p", { class: "small" }, t("access.both", { n: names("both").length })));
  }

  function show() {
    const verdicts = { after: "gain", before: "lose", both: "both" };
    paint(reached().filter(({ kind }) => kind !== "none").map(({ zone, kind }) => ({
      lon: zone.lon, lat: zone.lat, verdict: verdicts[kind], sure: true, size: kind === "both" ? 9 : 14, label: kind === "both" ? "" : zone.name,
    })), [["gain", t("access.onlyAfter")], ["lose", t("access.onlyBefore")], ["both", t("access.bothShort")]]);
  }
}

// Where most jobs come into reach, or go out of it.
function mostChanged(rows) {
  const change = (row) => Math.abs((row.jobs["45"]?.after ?? 0) - (row.jobs["45"]?.before ?? 0));
  return [...rows.values()].reduce((best, row) => (best === null || change(row) > change(best) ? row : best), null)?.zone ?? 0;
}
