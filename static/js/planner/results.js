// What a run found: cards, load profile, winners and losers, what can be reached, the comparison
// with another run, and every file to take away.

import { el, fill } from "../dom.js";
import { lang, t } from "../i18n.js";
import { noteText } from "./notes.js";
import { drawCards } from "./cards.js";
import { comparison } from "./compare.js";
import { drawAccess } from "./access.js";
import { button } from "./fields.js";
import { fileUrl, parameters, resultOf, scenario } from "./net.js";
import { dayText } from "./numbers.js";
import { drawProfiles } from "./profile.js";
import { troubleText } from "./trouble.js";
import { drawWinners } from "./winners.js";

/**
 * @param {HTMLElement} container
 * @param {{paint: (zones, legend) => void}} wired `paint` shows zones on the map
 */
export function resultsView(container, { paint, illustrative }) {
  const state = { run: null, result: null, sheet: new Map(), vehicles: [] };
  const view = {
    async show(run) {
      state.run = run;
      container.hidden = false;
      fill(container, el("h2", { id: "found-title", tabindex: "-1" }, t("found.title")), el("p", { class: "small" }, t("shelf.loading")));
      try {
        const [result, sheet, kept] = await Promise.all([resultOf(run.scenario, run.id), parameters(), scenario(run.scenario)]);
        if (state.run !== run) return;
        Object.assign(state, { result, sheet, vehicles: vehiclesOf(kept.scenario) });
        illustrative(result.illustrative);
        draw();
      } catch (problem) {
        fill(container, el("h2", { id: "found-title", tabindex: "-1" }, t("found.title")),
          el("p", { class: "notice notice--bad", role: "alert" }, troubleText(problem), button(t("trouble.again"), () => view.show(run))));
      }
    },
    redraw: () => state.result && draw(),
  };
  return view;

  function draw() {
    const { run, result, sheet, vehicles } = state;
    const parts = Object.fromEntries(["cards", "profile", "winners", "access", "compare"].map((name) => [name, el("div", { class: name, id: `found-${name}` })]));
    fill(container,
      el("h2", { id: "found-title", tabindex: "-1" }, t("found.of", { name: result.scenarioName })),
      el("p", { class: "small" }, t("found.when", { day: dayText(run.day), window: result.window }), " ",
        result.illustrative ? el("span", { class: "tag" }, t("found.illustrative")) : null),
      parts.cards,
      result.lines.length ? [el("h3", {}, t("profile.title")), parts.profile] : null,
      el("h3", {}, t("winners.title")), parts.winners,
      el("h3", {}, t("access.title")), parts.access,
      el("h3", {}, t("compare.title")), parts.compare,
      el("h3", {}, t("export.title")), files(run),
      result.notes.length ? [el("h3", {}, t("found.notes")), el("ul", { class: "notes" }, result.notes.map((note) => el("li", {}, noteText(note))))] : null);
    drawCards(parts.cards, result, sheet, { vehicles });
    drawProfiles(parts.profile, result.lines);
    drawWinners(parts.winners, result, paint);
    drawAccess(parts.access, result, paint);
    comparison(parts.compare, run, result);
  }
}

const vehiclesOf = (file) => file.modifications.filter((part) => part.type === "add-trips" && part.vehicle)
  .map((part) => ({ name: part.name ?? "", ...part.vehicle }))
  .filter((each) => each.costPerHour !== undefined || each.costPerKm !== undefined || each.costPerYear !== undefined);

function files(run) {
  const say = {
    "report.html": t("export.report"), "result.json": t("export.result"), "scenario.json": t("export.scenario"), "gtfs.zip": t("export.gtfs"),
    geojson: t("export.geojson"), "isochrones.geojson": t("export.isochrones"), "indicators.csv": t("export.indicators"), "loads.csv": t("export.loads"), "matrix.csv": t("export.matrix"), "winners.csv": t("export.winners"),
  };
  const language = lang();
  return el("ul", { class: "files" },
    run.files.map((name) => el("li", {}, el("a", {
      href: fileUrl(run.scenario, run.id, name, name === "report.html" ? language : ""), ...(name === "report.html" ? { target: "_blank", rel: "noopener" } : { download: "" }),
    }, say[name] ?? name), el("span", { class: "small" }, ` ${name}`))),
    Object.entries(run.withheld ?? {}).map(([name, why]) => el("li", { class: "small" }, t("export.withheld", { name }), " ", el("span", { lang: "en" }, why))));
}
