// Readable without a network: the page's files by the service worker, the last plan by this device.

import { el, fill } from "./dom.js";
import { onLanguage, t } from "./i18n.js";
import { keep, kept } from "./kept.js";
import { clock, dayAndClock, dayOf, ownZone } from "./time.js";

const STORE = "navette.plan";
const LARGEST_CHARS = 2_000_000;

/** Keeps the page's own files, where the browser can do that. */
export function keepFiles() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js", { scope: "/" }).catch(() => {});
}

/** Keeps an answer with its question as the last plan of this device. */
export function keepPlan(query, answer) {
  const { whole, ...rest } = answer;
  const plan = { query, answer: whole ?? rest, at: Date.now() };
  if (JSON.stringify(plan).length <= LARGEST_CHARS) keep(STORE, plan);
}

/** The last plan of this device: `query`, `answer` and `at`; null without one. */
export function lastPlan() {
  const found = kept(STORE);
  const whole = found?.query?.request && Array.isArray(found.answer?.itineraries) && Array.isArray(found.answer.direct);
  return whole && Number.isFinite(found.at) ? found : null;
}

/**
 * The banner that says what is shown without a network.
 * @param {(plan: object) => void} onOpen shows the last plan
 * @param {() => void} onBack called when the network is there again
 */
export function offlineBanner(section, onOpen, onBack) {
  const state = { shown: null, isOff: !navigator.onLine };
  addEventListener("offline", () => set({ isOff: true }));
  addEventListener("online", () => {
    const had = state.shown;
    set({ isOff: false, shown: null });
    if (had) onBack();
  });
  onLanguage(draw);
  draw();
  return {
    isOff: () => state.isOff,
    off: () => set({ isOff: true }),
    on: () => set({ isOff: false, shown: null }),
    showing: (plan) => set({ shown: plan, isOff: true }),
  };

  function set(change) {
    Object.assign(state, change);
    draw();
  }

  function draw() {
    section.hidden = !state.isOff;
    if (!state.isOff) return fill(section);
    const last = state.shown ?? lastPlan();
    const words = state.shown ? t("offline.shown", { time: when(state.shown.at) })
      : last ? t("offline.there", { time: when(last.at) }) : t("offline.none");
    return fill(section, el("span", {}, words), last && !state.shown
      ? el("button", { class: "quiet", type: "button", on: { click: () => onOpen(last) } }, t("offline.open")) : null);
  }
}

// Of today the hour says enough, of another day the day stands before it.
function when(instant) {
  const zone = ownZone();
  return dayOf(instant, zone) === dayOf(Date.now(), zone) ? clock(instant, zone) : dayAndClock(instant, zone);
}
