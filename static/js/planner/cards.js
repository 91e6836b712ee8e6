// The figures that open a result, one card each: the figure and its range first, and behind it how
// it comes about and what it stands on.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { euros, figure, percent, plain, range, signed } from "./numbers.js";
import { noteText } from "./notes.js";
import { scrolled } from "./tables.js";

/**
 * Draws the cards of a run.
 * @param {object} result what result.json says
 * @param {Map<string, object>} sheet the parameters, by name
 */
export function drawCards(node, result, sheet, { vehicles = [] } = {}) {
  const makers = [riders, gains, vehicleKm, fleet, cost, carbon, fullness];
  fill(node, makers.map((make) => make(result, sheet, vehicles)));
}

function card(name, label, value, under, ...behind) {
  return el("details", { class: "card", id: `card-${name}` },
    el("summary", {}, el("span", { class: "card__label" }, label), el("b", { class: "card__value" }, value),
      el("span", { class: "card__under" }, under), el("span", { class: "card__more", "aria-hidden": "true" }, t("card.why"))),
    el("div", { class: "card__behind" }, behind.flat(Infinity)));
}

const says = (...parts) => el("p", {}, parts.flat());
const uncertain = (text) => (text ? el("span", { class: "range" }, text) : "");

function riders({ summary, people, lines, counted }, sheet) {
  const { ridersDay } = summary;
  return card("riders", t("card.riders"), figure(ridersDay.central), uncertain(range(ridersDay)),
    says(t("card.ridersIs")),
    list(lines.map((line) => [line.name, `${figure(line.boardingsDay.central)} (${range(line.boardingsDay)})`])),
    says(t("card.newRiders", { value: figure(people.newRidersDay.central), range: range(people.newRidersDay) })),
    counted.length ? [says(t("card.counted")), list(counted.map((each) => [each.name, t("card.countedIs", {
      counted: figure(each.counted), before: figure(each.simulatedBefore), after: figure(each.simulatedAfter),
    })]))] : null,
    says(el("em", {}, t("card.method")), " ", noteText(people.method)),
    stands(sheet, ["in_vehicle", "wait", "access", "transfer", "car", "crossing_transit_share", "present"]));
}

function gains({ summary, people }, sheet) {
  return card("gains", t("card.gains"), `${figure(summary.gaining)} : ${figure(summary.losing)}`, t("card.gainsUnder"),
    says(t("card.gainsIs", { mean: figure(summary.gainingMeanMin, 1), hours: figure(summary.hoursSavedDay) })),
    says(t("card.reached", { n: Math.round(summary.newlyReached) })),
    list(people.byCountry.map((each) => [each.name, t("card.countryGains", { gaining: figure(each.gaining), losing: figure(each.losing), mean: signed(each.meanMin, 2) })])),
    stands(sheet, ["wait_weight", "walk_weight", "transfer_penalty"]));
}

function vehicleKm({ summary, lines }) {
  return card("km", t("card.km"), t("unit.km", { value: figure(summary.vehicleKmYear) }), t("card.aYear"),
    lines.map((line) => [
      says(el("strong", {}, line.name)),
      says(el("code", {}, t("card.kmFormula", {
        km: figure(line.lengthKm, 1), trips: figure(line.tripsADay), days: figure(line.daysAYear), total: figure(line.vehicleKmYear),
      }))),
      says(t("card.deadhead", { km: figure(line.deadheadKmYear) })),
    ]));
}

function fleet({ summary, lines }) {
  return card("fleet", t("card.fleet"), figure(summary.vehicles), t("card.fleetUnder"),
    lines.map((line) => [
      says(el("strong", {}, line.name)),
      says(el("code", {}, t("card.fleetFormula", {
        run: figure(line.runMin, 1), layover: figure(line.layoverMin, 1), cycle: figure(line.cycleMin, 1), headway: figure(line.headwayMin, 1), n: figure(line.vehiclesByFormula),
      }))),
      says(t("card.fleetBlocks", { n: figure(line.vehiclesByBlocks) })),
      line.notes.map((note) => el("p", { class: "small" }, noteText(note))),
    ]));
}

function cost({ money }, _, vehicles) {
  if (!money.costYear) return card("cost", t("card.cost"), "–", t("card.noCost"), says(t("card.noCostIs")));
  const countries = Object.entries(money.split);
  return card("cost", t("card.cost"), euros(money.costYear.central),
    [uncertain(range(money.costYear, euros)), " ", el("span", { class: "split" }, countries.map(([country, share]) =>
      el("span", {}, el("b", {}, country), ` ${percent(share)}`)))],
    list(countries.map(([country, share]) => [country, euros(money.costYear.central * share)])),
    says(t("card.split"), " ", noteText(money.splitSays)),
    vehicles.length ? list(vehicles.map(({ name, costPerHour, costPerKm, costPerYear }) => [name, t("card.unitCosts", {
      hour: euros(costPerHour ?? 0), km: euros(costPerKm ?? 0), year: euros(costPerYear ?? 0),
    })])) : null,
    says(el("code", {}, t("card.costFormula"))),
    says(t("card.perBoarding", { value: euros(money.costPerBoarding?.central), range: range(money.costPerBoarding, euros) })),
    money.npvWithTime ? says(t("card.npv", { with: euros(money.npvWithTime.central), without: euros(money.npvWithoutTime.central) })) : null,
    money.says.map((note) => el("p", { class: "small" }, noteText(note))));
}

function carbon({ money }, sheet) {
  const balance = money.co2ServiceTYear.central - money.co2AvoidedTYear.central;
  return card("carbon", t("card.carbon"), t("unit.tonnes", { value: signed(balance, 1) }), t("card.carbonUnder"),
    says(el("code", {}, t("card.carbonFormula", {
      service: figure(money.co2ServiceTYear.central, 1), avoided: figure(money.co2AvoidedTYear.central, 1), balance: signed(balance, 1),
    }))),
    list([
      [t("card.carbonService"), range(money.co2ServiceTYear, (value) => figure(value, 1))],
      [t("card.carbonAvoided"), range(money.co2AvoidedTYear, (value) => figure(value, 1))],
      [t("card.carKm"), `${figure(money.carKmAvoidedYear.central)} (${range(money.carKmAvoidedYear)})`],
    ]),
    stands(sheet, ["bus_co2", "electric_bus_co2", "car_co2", "car_occupancy"]));
}

function fullness({ summary, horizons, lines }, sheet) {
  const full = summary.firstYearFull;
  return card("full", t("card.full"), percent(summary.fullestShare),
    horizons.length > 1 ? [uncertain(horizons.map((each) => `${each.year}: ${percent(each.fullestShare)}`).join(" · ")), full ? ` ${t("card.fullFrom", { year: full })}` : ""]
      : full ? t("card.fullFrom", { year: full }) : t("card.fullUnder"),
    scrolled(t("card.full"), el("table", { class: "small-table" },
      el("thead", {}, el("tr", {}, [t("card.year"), t("card.commuters"), t("card.transitRiders"), t("card.fullestShare")].map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, horizons.map((each) => el("tr", {}, el("th", { scope: "row" }, String(each.year)),
        [figure(each.commuters), figure(each.ridersDay), percent(each.fullestShare)].map((text) => el("td", {}, text))))))),
    horizons.length < 2 ? says(t("card.noHorizon")) : null,
    lines.filter((line) => line.firstYearFullSays).map((line) => el("p", { class: "small" }, `${line.name}: ${noteText(line.firstYearFullSays)}`)),
    stands(sheet, ["places_BUS", "seats_BUS"]));
}

const list = (rows) => el("dl", { class: "pairs" }, rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

// The rows of the parameter sheet that a figure stands on, with their sources.
function stands(sheet, names) {
  const rows = names.map((name) => sheet.get(name)).filter(Boolean);
  if (!rows.length) return null;
  return el("div", { class: "stands" }, el("h3", {}, t("card.stands")), el("ul", {}, rows.map((row) => el("li", {},
    el("code", {}, row.name), ` ${plain(row.value)} `, el("span", { class: "range" }, `(${plain(row.low)} – ${plain(row.high)})`),
    ` ${row.unit} `, el("span", { class: "small", lang: "en" }, [row.country, row.priceYear, row.source].filter(Boolean).join(", "))))));
}
