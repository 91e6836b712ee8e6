// What a plan is called and what it is for: two fields over the list of changes.

import { el, fill } from "../dom.js";
import { t } from "../i18n.js";

/** The fields of a draft's name and description. */
export function words(container, draft) {
  return {
    draw() {
      const focus = document.activeElement?.id;
      fill(container, field("name", t("plan.name"), "input"), field("description", t("plan.description"), "textarea"));
      if (focus !== "name" && focus !== "description") return;
      const node = document.getElementById(focus);
      node.focus({ preventScroll: true });
      node.setSelectionRange(node.value.length, node.value.length);
    },
  };

  function field(name, label, tag) {
    const node = el(tag, { id: name, autocomplete: "off", ...(tag === "input" ? { type: "text" } : { rows: 2 }) });
    node.value = draft.scenario()[name] ?? "";
    node.addEventListener("input", () => draft.change((scenario) => {
      if (node.value || name === "name") scenario[name] = node.value;
      else delete scenario[name];
    }, { step: name, redraw: false }));
    return el("div", { class: "f f--wide" }, el("label", { for: name }, label), node);
  }
}
