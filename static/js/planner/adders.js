// What can be added to a plan: a line, a change of one, a closed crossing, growth, and more.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { button } from "./fields.js";
import { fates, linePicker } from "./linepicker.js";
import { allCrossings } from "./lookup.js";
import { line as lineDetail } from "./net.js";
import { newLine } from "./shape.js";
import { changeOf } from "./startings.js";
import { troubleText } from "./trouble.js";

/**
 * @param {HTMLElement} container
 * @param {{draft: object, opened: (key, type) => void, point: (ids) => void}} wired
 */
export function adders(container, { draft, opened, point }) {
  const panel = el("div", { class: "adders__panel" });
  const state = { picking: false };

  return { draw, pick };

  function draw() {
    fill(container,
      el("div", { class: "tools" },
        button(t("add.line"), () => add(newLine()), { id: "add-line", kind: "go go--small" }),
        button(t("add.change"), () => toggle(), { id: "add-change", expanded: state.picking }),
        button(t("add.crossing"), () => add({ type: "close-crossing", crossing: allCrossings()[0]?.id ?? "", modes: ["CAR"] }), { id: "add-crossing" }),
        button(t("add.growth"), growth, { id: "add-growth", disabled: Boolean(draft.scenario().growth) }),
        button(t("add.carPark"), () => add({ type: "add-park-and-ride", name: "", capacity: 100 }), { id: "add-park" }),
        button(t("add.telework"), () => add({ type: "telework", monday: 0.1, tuesday: 0.1, wednesday: 0.1, thursday: 0.1, friday: 0.2 }), { id: "add-telework" }),
        button(t("add.shift"), () => add({ type: "departure-shift", minutes: 30, share: 0.1 }), { id: "add-shift" })),
      panel);
    if (!state.picking) fill(panel);
  }

  function add(part) {
    close();
    opened(draft.add(part), part.type);
  }

  function growth() {
    close();
    draft.change((scenario) => { scenario.growth = { year: new Date().getFullYear() + 20, sites: [] }; });
    opened("growth", "growth");
  }

  function toggle() {
    state.picking = !state.picking;
    draw();
    if (!state.picking) return;
    const picker = linePicker({ id: "pick", onChoose: pick, onPoint: (id) => point(id ? [id] : []) });
    fill(panel, picker.node);
    picker.input.focus();
  }

  // A line was chosen, by its name or on the map: what shall become of it?
  function pick(line) {
    point([line.id]);
    state.picking = true;
    draw();
    fill(panel, fates(line, (type) => start(line, type)));
    panel.querySelector("button")?.focus({ preventScroll: true });
  }

  async function start(line, type) {
    try {
      add(changeOf(type, await lineDetail(line.id)));
    } catch (problem) {
      panel.append(el("p", { class: "f__error", role: "alert" }, troubleText(problem)));
    }
  }

  function close() {
    state.picking = false;
    point([]);
    draw();
  }
}
