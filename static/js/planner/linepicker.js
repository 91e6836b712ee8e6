// Choosing a line there is: a search over names, termini and operators, and what shall become of it.

import { el, fill } from "../dom.js";
import { paintLine } from "../colors.js";
import { t } from "../i18n.js";
import { button } from "./fields.js";
import { allLines } from "./lookup.js";

const MOST_SHOWN = 12;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A search over the lines; `onChoose` is told which.
 * @returns {{node: HTMLElement, choose: (id) => void}}
 */
export function linePicker({ id, onChoose, onPoint = () => {} }) {
  const input = el("input", { id, type: "search", autocomplete: "off", spellcheck: "false", placeholder: t("pick.hint"), "aria-describedby": `${id}-count` });
  const count = el("p", { class: "small", id: `${id}-count`, role: "status" });
  const list = el("ul", { class: "picker__list" });
  input.addEventListener("input", draw);
  draw();
  return { node: el("div", { class: "picker" }, el("div", { class: "f f--wide" }, el("label", { for: id }, t("pick.line")), input), count, list), input };

  function draw() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    const found = allLines().filter((line) => {
      const text = plain(`${line.name} ${line.longName} ${line.operator} ${line.id}`);
      return words.every((word) => text.includes(word));
    }).sort((a, b) => (plain(b.name) === words.join(" ")) - (plain(a.name) === words.join(" ")));
    count.textContent = t("pick.found", { n: found.length });
    fill(list, found.slice(0, MOST_SHOWN).map((line) => el("li", {}, el("button", {
      type: "button", class: "picker__line", "data-line": line.id,
      on: { click: () => onChoose(line), pointerenter: () => onPoint(line.id), focus: () => onPoint(line.id), pointerleave: () => onPoint(null) },
    }, badge(line), el("span", {}, line.longName, el("small", {}, `${line.operator} · ${t("pick.trips", { n: line.tripsThatDay })}`))))));
  }
}

/** The sign of a line in its colours. */
export const badge = (line) =>
  paintLine(el("b", { class: "badge" }, line.name), { routeColor: line.color, routeTextColor: line.textColor });

/** What can become of a line, as buttons. */
export function fates(line, act) {
  const each = [
    ["remove-trips", t("fate.remove")], ["adjust-frequency", t("fate.frequency")], ["adjust-speed", t("fate.speed")],
    ["remove-stops", t("fate.stops")], ["reroute", t("fate.reroute")],
  ];
  return el("div", { class: "fates" }, el("p", {}, badge(line), " ", line.longName),
    el("div", { class: "tools" }, each.map(([type, label]) => button(label, () => act(type), { id: `fate-${type}` }))));
}
