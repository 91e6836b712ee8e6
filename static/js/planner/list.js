// The list of changes: the draft in, one entry each with what is wrong in it, its form where it is
// being edited, and buttons to move and delete it.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { button, contextOf, markFaults } from "./fields.js";
import { growthText, kindOf, summaryOf, titleOf } from "./titles.js";

/**
 * @param {HTMLElement} container an ordered list
 * @param {{draft: object, editorOf: (part: object, context: object) => Node[], onEdit: (key) => void}} wired
 */
export function changesList(container, { draft, editorOf, onEdit }) {
  const items = new Map();
  const state = { open: null, faults: new Map(), context: null };

  // What was refused is taken for mended as soon as it is changed; the next run tells.
  container.addEventListener("input", ({ target }) => {
    const found = state.faults.get(state.open);
    if (!found?.some((fault) => fault.path === target.dataset.path)) return;
    state.faults.set(state.open, found.filter((fault) => fault.path !== target.dataset.path));
    tell(state.open, items.get(state.open));
    mark();
  });

  const list = {
    opened: () => state.open,
    open(key) {
      if (key === state.open) return;
      state.open = key;
      list.draw();
      onEdit(key);
      items.get(key)?.node.scrollIntoView({ block: "start" });
    },
    faults(found) {
      state.faults = found;
      for (const [key, item] of items) tell(key, item);
      mark();
    },
    /** Builds the list anew, forms included. */
    draw() {
      const focus = document.activeElement?.id;
      const keys = [...draft.keys(), ...(draft.scenario().growth ? ["growth"] : [])];
      if (state.open && !keys.includes(state.open)) {
        state.open = null;
        onEdit(null);
      }
      for (const key of [...items.keys()]) if (!keys.includes(key)) items.delete(key);
      state.context = null;
      fill(container, keys.map((key) => itemOf(key).node));
      keys.forEach((key, index) => build(key, index, keys.length));
      list.refresh();
      mark();
      if (focus && document.activeElement?.id !== focus) document.getElementById(focus)?.focus({ preventScroll: true });
    },
    /** Writes what has changed into what stands there. */
    refresh() {
      for (const [key, item] of items) tell(key, item);
      state.context?.refresh();
    },
  };
  return list;

  function partOf(key) {
    return key === "growth" ? draft.scenario().growth : draft.modification(key);
  }

  function itemOf(key) {
    if (!items.has(key)) {
      const parts = {
        kind: el("span", { class: "mod__kind" }), title: el("strong", { id: `title-${key}` }), sum: el("span", { class: "mod__sum" }),
        faults: el("ul", { class: "mod__faults" }), tools: el("div", { class: "mod__tools" }), form: el("div", { class: "mod__form" }),
      };
      const node = el("li", { class: "mod", "data-key": key },
        el("div", { class: "mod__head" }, el("div", { class: "mod__words" }, parts.kind, parts.title, parts.sum), parts.tools),
        parts.faults, parts.form);
      items.set(key, { node, ...parts });
    }
    return items.get(key);
  }

  function build(key, index, count) {
    const item = itemOf(key);
    const open = state.open === key;
    const moves = key !== "growth";
    const about = titleOf(partOf(key)) || kindOf(partOf(key));
    item.node.classList.toggle("mod--open", open);
    fill(item.tools,
      button(open ? t("change.close") : t("change.edit"), () => list.open(open ? null : key),
        { id: `edit-${key}`, expanded: open, title: `${open ? t("change.close") : t("change.edit")}: ${about}` }),
      moves && count > 1 ? [
        button("↑", () => shift(key, -1), { id: `up-${key}`, kind: "mini", disabled: index === 0, title: t("change.up", { name: about }) }),
        button("↓", () => shift(key, 1), { id: `down-${key}`, kind: "mini", disabled: index === draft.keys().length - 1, title: t("change.down", { name: about }) }),
      ] : null,
      button("✕", () => remove(key), { id: `delete-${key}`, kind: "mini", title: t("change.delete", { name: about }) }));
    if (!open) return fill(item.form);
    state.context = contextOf(draft, key);
    return fill(item.form, editorOf(partOf(key), state.context));
  }

  function shift(key, by) {
    draft.move(key, by);
    const wanted = (by < 0 ? ["up", "down"] : ["down", "up"]).map((what) => document.getElementById(`${what}-${key}`));
    wanted.find((node) => node && !node.disabled)?.focus({ preventScroll: true });
  }

  function remove(key) {
    if (key === "growth") draft.change((scenario) => delete scenario.growth);
    else draft.remove(key);
    document.getElementById("draft-title")?.focus({ preventScroll: true });
  }

  function tell(key, item) {
    const part = partOf(key);
    if (!part) return;
    item.kind.textContent = key === "growth" ? t("kind.horizon") : kindOf(part);
    item.title.textContent = titleOf(part);
    item.sum.textContent = key === "growth" ? growthText(part) : summaryOf(part);
    const found = state.faults.get(key) ?? [];
    item.node.classList.toggle("mod--bad", found.length > 0);
    const said = found.map((fault) => fault.text).join("\n");
    if (item.faults.dataset.said === said) return;
    item.faults.dataset.said = said;
    fill(item.faults, found.map((fault) => el("li", {}, fault.text)));
  }

  function mark() {
    const item = items.get(state.open);
    if (item) markFaults(item.form, state.faults.get(state.open) ?? []);
  }
}
