// What can be opened: the territory's examples, and the scenarios that the site keeps.

import { el, fill } from "../dom.js";
import { lang, t } from "../i18n.js";
import { button } from "./fields.js";
import { examples, forgetScenario, scenario, scenarios } from "./net.js";
import { dayText, momentText } from "./numbers.js";
import { troubleText } from "./trouble.js";

/**
 * @param {HTMLElement} container
 * @param {{openBy: (scenario, name) => void, openRun: (run) => void, changed: () => void}} wired
 */
export function shelfOf(container, { openBy, openRun, changed }) {
  const state = { shown: null, asked: 0, next: null };
  const shelf = {
    shown: () => state.shown,
    async show(what) {
      state.shown = what === state.shown ? null : what;
      changed();
      const asked = (state.asked += 1);
      if (!state.shown) return fill(container);
      fill(container, el("p", { class: "small" }, t("shelf.loading")));
      try {
        const rows = what === "examples" ? (await examples()).map(exampleRow) : await keptRows();
        if (asked !== state.asked) return undefined;
        const title = what === "examples" ? t("file.example") : t("file.kept");
        fill(container, el("section", { class: "shelf", "aria-label": title },
          rows.length ? el("ul", {}, rows) : el("p", { class: "small" }, t("shelf.empty")), what === "kept" ? more() : null));
        container.querySelector("button")?.focus({ preventScroll: true });
      } catch (problem) {
        if (asked !== state.asked) return undefined;
        fill(container, el("p", { class: "notice notice--bad", role: "alert" }, troubleText(problem),
          button(t("trouble.again"), () => { state.shown = null; shelf.show(what); })));
      }
      return undefined;
    },
    close() {
      if (state.shown) shelf.show(state.shown);
    },
  };
  return shelf;

  // An example in the page's language, where its territory has words for it.
  function exampleRow(given) {
    const each = { ...given, ...given.texts?.[lang()] };
    const file = { ...each.scenario, name: each.name, ...(each.description ? { description: each.description } : {}) };
    return el("li", { class: "shelf__row" },
      el("div", {}, el("strong", {}, each.name), each.description ? el("p", { class: "small" }, each.description) : null),
      button(t("shelf.open"), () => take(file, each.name), { title: t("shelf.openName", { name: each.name }) }));
  }

  function more() {
    if (!state.next) return null;
    const node = button(t("shelf.more"), async () => {
      node.disabled = true;
      try {
        const rows = await keptRows(state.next);
        container.querySelector("ul").append(...rows);
        rows[0]?.querySelector("button").focus({ preventScroll: true });
        node.hidden = !state.next;
      } catch (problem) {
        node.after(el("p", { class: "f__error", role: "alert" }, troubleText(problem)));
      }
      node.disabled = false;
    }, { id: "shelf-more" });
    return node;
  }

  async function keptRows(cursor) {
    const { scenarios: list, nextPageCursor } = await scenarios(cursor);
    state.next = nextPageCursor;
    return list.map((each) => {
      const runs = el("div", { class: "shelf__runs" });
      return el("li", { class: "shelf__row" },
        el("div", {}, el("strong", {}, each.name), el("p", { class: "small" }, momentText(each.createdAt)), runs),
        el("div", { class: "tools" },
          button(t("shelf.open"), () => fetched(each.id, runs, ({ scenario: file, id }) => take({ ...file, parent: id }, each.name)), { title: t("shelf.openName", { name: each.name }) }),
          button(t("shelf.runs"), () => fetched(each.id, runs, (found) => showRuns(runs, found)), { title: t("shelf.runsName", { name: each.name }) }),
          button("✕", () => forget(each), { kind: "mini", title: t("shelf.forget", { name: each.name }) })));
    });
  }

  async function fetched(id, where, then) {
    try {
      then(await scenario(id));
    } catch (problem) {
      fill(where, el("p", { class: "f__error", role: "alert" }, troubleText(problem)));
    }
  }

  function showRuns(where, { runs }) {
    fill(where, runs.length
      ? runs.map((run) => button(t("shelf.run", { day: dayText(run.day), state: stateName(run.state) }), () => {
        shelf.close();
        openRun(run);
      }))
      : el("p", { class: "small" }, t("shelf.noRuns")));
  }

  async function forget({ id, name }) {
    if (!confirm(t("shelf.forgetSure", { name }))) return;
    try {
      await forgetScenario(id);
      state.shown = null;
      shelf.show("kept");
    } catch (problem) {
      container.prepend(el("p", { class: "notice notice--bad", role: "alert" }, troubleText(problem)));
    }
  }

  function take(file, name) {
    shelf.close();
    openBy(file, name);
  }
}

/** The state of a run in words. */
export const stateName = (state) => ({
  queued: t("state.queued"), running: t("state.running"), done: t("state.done"), failed: t("state.failed"),
  cancelled: t("state.cancelled"), interrupted: t("state.interrupted"),
}[state] ?? state);
