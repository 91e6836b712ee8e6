// The frame of every map: a container and what makes its style in, a map over the right ground out.
// It follows the colour scheme, speaks the page's language, names its sources, and falls back to
// another ground where one cannot be drawn.

import { el, fill } from "./dom.js";
import { findGround, nextGround } from "./ground.js";
import { isOfGround, sayNames } from "./groundstyle.js";
import { onLanguage, t } from "./i18n.js";
import { addProtocol, GlMap, NavigationControl } from "./maplibre.js";

const LOST_TILES = 6;
const dark = matchMedia("(prefers-color-scheme: dark)");
/** Whether people want nothing to move. */
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Starts a map.
 * @param {HTMLElement} container its neighbour `.map__credit` says whose map it is
 * @param {{style: (ground) => object, drawn: () => void, options?: object}} made `drawn` is called
 *   whenever a style is ready for its data
 */
export async function openFrame(container, { style, drawn, options = {} }) {
  const state = { ground: await findGround(addProtocol), ready: false, seen: false, lost: 0 };
  const map = new GlMap({
    container, style: style(state.ground), minZoom: 7, maxZoom: 17, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    cooperativeGestures: matchMedia("(max-width: 999px)").matches, locale: locale(), fadeDuration: calm.matches ? 0 : 200, ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "bottom-right");
  map.on("style.load", () => {
    state.ready = true;
    drawn();
    credit();
  });
  map.on("sourcedata", (event) => {
    if (!isOfGround(event.sourceId)) return;
    state.seen ||= Boolean(event.tile);
    if (event.sourceDataType === "metadata") credit();
  });
  map.on("error", (event) => event.sourceId && isOfGround(event.sourceId) && lost(event));
  map.on("idle", () => {
    if (state.lost && !state.seen) fall();
    else container.setAttribute("data-idle", "true");
  });
  dark.addEventListener("change", () => restyle());
  onLanguage(() => {
    if (state.ready) sayNames(map);
    credit();
  });
  credit();
  return {
    map,
    isReady: () => state.ready,
    /** `data-idle` tells from outside that everything asked for is on the canvas. */
    busy: () => container.removeAttribute("data-idle"),
  };

  function restyle() {
    state.ready = false;
    container.removeAttribute("data-idle");
    map.setStyle(style(state.ground), { diff: false });
  }

  // A lost tile is nothing; a source that cannot be had, or only lost tiles, ends the ground.
  function lost(event) {
    state.lost += 1;
    if (!event.tile || (!state.seen && state.lost >= LOST_TILES)) fall();
    else map.triggerRepaint(); // a lost tile draws nothing, and without a drawing no `idle` comes
  }

  async function fall() {
    if (state.falling) return;
    state.falling = true;
    Object.assign(state, { ground: await nextGround(state.ground, addProtocol), seen: false, lost: 0, falling: false });
    restyle();
  }

  function credit() {
    const node = container.parentElement.querySelector(".map__credit");
    const { kind, tiles, trouble } = state.ground;
    container.dataset.ground = kind;
    const said = { style: () => t("map.styleFailed"), tiles: () => t("map.tilesFailed") }[trouble]?.();
    const source = {
      sketch: () => t("map.sketch"),
      tiles: () => el("a", { href: tiles.licenceAddress, target: "_blank", rel: "noopener" }, tiles.attribution),
      style: () => attributions(map).join(" · "),
    }[kind]();
    fill(node, source, said ? el("span", { class: "map__trouble", role: "status" }, said) : null);
  }
}

// Attributions come as markup; what people read of it is its text.
function attributions(map) {
  const sources = map.getStyle()?.sources ?? {};
  const found = Object.keys(sources).filter(isOfGround).map((id) => map.getSource(id)?.attribution ?? "");
  return [...new Set(found.map(plain))].filter(Boolean);
}

const ENTITIES = { "&copy;": "©", "&amp;": "&", "&nbsp;": " ", "&quot;": "\"", "&#39;": "'" };
const plain = (text) => String(text).replace(/<[^>]*>/g, "").replace(/&(?:copy|amp|nbsp|quot|#39);/g, (entity) => ENTITIES[entity]).trim();

const locale = () => ({
  "NavigationControl.ZoomIn": t("map.zoomIn"), "NavigationControl.ZoomOut": t("map.zoomOut"), "Map.Title": t("map.label"),
  "CooperativeGesturesHandler.WindowsHelpText": t("map.scroll"), "CooperativeGesturesHandler.MacHelpText": t("map.scroll"),
  "CooperativeGesturesHandler.MobileHelpText": t("map.fingers"),
});
