// Drags the time axis: pulling it to the left or right moves the departure by as much.

import { el, fill } from "./dom.js";
import { t } from "./i18n.js";

const LEAST_PX = 12;
const STEP_MS = 5 * 60000;

/**
 * Lets `handles` be dragged sideways; the whole plot follows, and on release `onMove` gets how far
 * the wanted time has moved. The paging buttons and the time field do the same without a pointer.
 * @param {HTMLElement} plot
 * @param {HTMLElement[]} handles
 * @param {object} axis
 * @param {(ms: number) => void} onMove
 */
export function dragAxis(plot, handles, axis, onMove) {
  const hint = el("span", { class: "plot__hint", "aria-hidden": "true", hidden: true });
  plot.append(hint);
  for (const handle of handles) {
    handle.classList.add("draggable");
    handle.addEventListener("pointerdown", (event) => start(event, handle));
  }

  function start(event, handle) {
    if (event.button !== 0) return;
    const from = event.clientX;
    const stop = new AbortController();
    const moved = (at) => {
      const perPx = (axis.to - axis.from) / plot.clientWidth;
      return Math.round(((from - at) * perPx) / STEP_MS) * STEP_MS;
    };
    handle.setPointerCapture(event.pointerId);
    const on = (type, listener) => handle.addEventListener(type, listener, { signal: stop.signal });
    on("pointermove", (move) => show(move.clientX - from, moved(move.clientX)));
    on("pointerup", (up) => {
      stop.abort();
      show(0, 0);
      if (Math.abs(up.clientX - from) >= LEAST_PX && moved(up.clientX)) onMove(moved(up.clientX));
    });
    on("pointercancel", () => {
      stop.abort();
      show(0, 0);
    });
  }

  function show(px, change) {
    plot.classList.toggle("plot--dragged", Math.abs(px) >= LEAST_PX);
    plot.style.setProperty("--drag", `${px}px`);
    hint.hidden = !change;
    const minutes = Math.abs(change) / 60000;
    fill(hint, t(change > 0 ? "results.moveLater" : "results.moveEarlier", { n: minutes }));
  }
}
