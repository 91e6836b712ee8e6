// Winners and losers: every commune by the minutes that its mean commuter gains or loses, sorted, as a
// table and on the map. Few commuters make an uncertain mean, which is shown lighter.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { button } from "./fields.js";
import { figure, signed } from "./numbers.js";

const FEW_COMMUTERS = 50;
const SAME_MIN = 0.05;
const SEEN_MIN = 0.005;
const FIRST_ROWS = 12;

/** Draws the table; `paint` shows the communes on the map. */
export function drawWinners(node, { people, zones, lines }, paint) {
  const rows = people.byCommune.filter((each) => Number.isFinite(each.meanMin)).sort((a, b) => b.meanMin - a.meanMin);
  const state = { all: false };
  const table = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("winners.title") });
  const more = el("div", { class: "tools" });
  draw();
  fill(node, el("p", { class: "small" }, t("winners.says", { few: figure(FEW_COMMUTERS) })), table, more);
  show();

  function draw() {
    const shown = state.all ? rows : ends(rows);
    const widest = Math.max(0.01, ...rows.map((each) => Math.abs(each.meanMin)));
    fill(table, el("table", { class: "winners__table" },
      el("thead", {}, el("tr", {}, [t("winners.commune"), t("winners.mean"), t("winners.gaining"), t("winners.losing"), t("winners.commuters")].map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, shown.map((each) => el("tr", { class: each.commuters < FEW_COMMUTERS ? "unsure" : null },
        el("th", { scope: "row" }, each.name, " ", el("span", { class: "country" }, each.country)),
        el("td", { class: "nowrap" }, bar(each.meanMin, widest), el("span", { class: "num" }, signed(each.meanMin, 2))),
        [each.gaining, each.losing, each.commuters].map((value) => el("td", {}, figure(value))))))));
    fill(more,
      rows.length > 2 * FIRST_ROWS ? button(state.all ? t("winners.fewer") : t("winners.all", { n: rows.length }), () => {
        state.all = !state.all;
        draw();
      }, { id: "winners-all", expanded: state.all }) : null,
      button(t("winners.map"), show, { id: "winners-map" }));
  }

  function show() {
    const by = new Map(rows.map((each) => [`${each.name}|${each.country}`, each]));
    const most = Math.max(1, ...rows.map((each) => each.gaining + each.losing));
    paint(zones.map((zone) => ({ zone, fares: by.get(`${zone.name}|${zone.country}`) })).filter(({ fares }) => fares)
      .map(({ zone, fares }) => ({
        lon: zone.lon, lat: zone.lat, verdict: verdict(fares.meanMin), sure: fares.commuters >= FEW_COMMUTERS && Math.abs(fares.meanMin) > SAME_MIN,
        size: 6 + 20 * Math.sqrt((fares.gaining + fares.losing) / most), label: Math.abs(fares.meanMin) > SAME_MIN ? `${zone.name} ${signed(fares.meanMin, 1)}` : "",
      })), [["gain", t("winners.gain")], ["lose", t("winners.lose")], ["other", t("winners.same")]], lines.flatMap((line) => line.stops));
  }
}

const verdict = (minutes) => (minutes > SAME_MIN ? "gain" : minutes < -SAME_MIN ? "lose" : "same");

// Those who gain most and those who lose most; where nobody's day changes, the first few.
function ends(rows) {
  if (rows.length <= 2 * FIRST_ROWS) return rows;
  const changed = (sign) => rows.filter((each) => sign * each.meanMin >= SEEN_MIN);
  const both = [...changed(1).slice(0, FIRST_ROWS), ...changed(-1).slice(-FIRST_ROWS)];
  return both.length ? both : rows.slice(0, FIRST_ROWS);
}

function bar(value, widest) {
  const node = el("span", { class: `tilt tilt--${verdict(value)}`, "aria-hidden": "true" }, el("i", {}));
  const width = (Math.abs(value) / widest) * 50;
  node.firstChild.style.width = `${width}%`;
  node.firstChild.style.left = `${value < 0 ? 50 - width : 50}%`;
  return node;
}
