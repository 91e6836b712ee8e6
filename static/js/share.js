// The button that copies a link to a search, and says so to eyes and ears.

import { el, fill } from "./dom.js";
import { t } from "./i18n.js";

/** A button that copies what `address` gives, with its confirmation beside it. */
export function shareButton(address) {
  const said = el("span", { class: "share__said", role: "status" });
  const button = el("button", { class: "quiet", type: "button", on: { click: copy } }, t("share.copy"));
  return el("span", { class: "share" }, button, said);

  async function copy() {
    const text = address();
    fill(said);
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = t("share.copied");
    } catch {
      byHand(text);
    }
  }

  // Where the page may not write to the clipboard the link lies open to be taken by hand.
  function byHand(text) {
    const box = el("input", { class: "share__link", type: "text", readonly: true, "aria-label": t("share.link") });
    box.value = text;
    fill(said, el("span", {}, t("share.byHand")), box);
    box.focus();
    box.select();
  }
}
