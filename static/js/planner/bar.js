// The row of tools over the plan: undo, redo, new, open, keep, take away, examples, what is kept.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";
import { button } from "./fields.js";
import { blank, readScenario } from "./shape.js";

/**
 * @param {HTMLElement} container
 * @param {{draft: object, say: (text, bad?) => void, shelf: object, keep: () => void, openBy: (scenario) => void}} wired
 */
export function toolBar(container, { draft, say, shelf, keep, openBy }) {
  const input = el("input", { type: "file", accept: ".json,application/json", class: "vh", id: "file", tabindex: "-1", "aria-hidden": "true", on: { change: read } });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    step(event.shiftKey ? "redo" : "undo");
  });

  return { draw };

  function draw() {
    const shown = shelf.shown();
    fill(container,
      button(t("file.example"), () => shelf.show("examples"), { id: "examples", kind: draft.isEmpty() ? "go go--small" : "quiet", expanded: shown === "examples" }),
      button(t("file.kept"), () => shelf.show("kept"), { id: "kept", expanded: shown === "kept" }),
      button(t("file.open"), () => input.click(), { id: "open" }), input,
      button(t("file.download"), download, { id: "download", disabled: draft.isEmpty() }),
      button(t("file.keep"), keep, { id: "keep", disabled: draft.isEmpty() }),
      button(t("file.new"), () => openBy(blank()), { id: "new", disabled: draft.isEmpty() && !draft.scenario().name }),
      el("span", { class: "bar__steps" },
        button("↶", () => step("undo"), { id: "undo", kind: "mini", disabled: !draft.canUndo(), title: t("file.undo") }),
        button("↷", () => step("redo"), { id: "redo", kind: "mini", disabled: !draft.canRedo(), title: t("file.redo") })));
  }

  function step(way) {
    if (draft[way]()) say(way === "undo" ? t("file.undone") : t("file.redone"));
  }

  async function read() {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      openBy(readScenario(await file.text()));
      say(t("file.opened", { name: file.name }));
    } catch {
      say(t("file.unreadable", { name: file.name }), true);
    }
  }

  function download() {
    const content = new Blob([`${JSON.stringify(draft.scenario(), null, 2)}\n`], { type: "application/json" });
    const link = el("a", { href: URL.createObjectURL(content), download: `${fileName(draft.scenario().name)}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
}

const fileName = (name) => (name ?? "").normalize("NFKD").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").toLowerCase() || "scenario";
