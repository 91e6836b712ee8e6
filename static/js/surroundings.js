// What the page stands in: a frame on another site, a sheet of paper, a browser that draws maps or does not.

import { el } from "./dom.js";
import { onLanguage, t } from "./i18n.js";

/** Whether the page is so narrow that all stands in one column; it tells when that changes. */
export const narrow = matchMedia("(max-width: 999px)");

/** A narrow page has the map right after the options, a wide one beside everything. */
export function putMap() {
  const [side, layout] = [".mapside", ".layout"].map((name) => document.querySelector(name));
  if (narrow.matches) document.getElementById("border").before(side);
  else if (layout.lastElementChild !== side) layout.append(side);
}

/** Without the header where the address asks for it (`?embed` or `#embed`): the search and its results alone. */
export function embed() {
  const asked = [location.search, location.hash].some((text) => new URLSearchParams(text.slice(1)).has("embed"));
  if (!asked) return;
  document.body.dataset.embed = "";
  const link = el("a", { href: "/", target: "_blank", rel: "noopener" });
  const say = () => {
    link.textContent = t("embed.whole");
  };
  say();
  onLanguage(say);
  document.getElementById("main").append(el("p", { class: "embed__link small" }, link));
}

const SETTLING_MS = 8000;

/** Who came by a link to a part of the page stays there while what stands above it is still loading. */
export function stayAtPart() {
  const part = /^#[a-z]+$/.test(location.hash) ? document.querySelector(location.hash) : null;
  if (!part) return;
  const stay = new ResizeObserver(() => part.scrollIntoView());
  const leave = () => stay.disconnect();
  stay.observe(document.getElementById("main"));
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(type, leave, { once: true, passive: true });
  setTimeout(leave, SETTLING_MS);
}

/** Whether this browser can draw the map at all. */
export const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));

/** What is folded away on the screen lies open on paper, and is folded again afterwards. */
export function openOnPaper() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("#trip .leg__stops:not([open])")];
    for (const part of opened) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of opened) part.open = false;
  });
}
