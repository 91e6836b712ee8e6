// The scenario that is being made: changes in, a scenario file out; every change can be undone, and
// the draft outlives a reload. Each modification has a key, which stays its own wherever it moves.

import { blank, readScenario } from "./shape.js";

const STORE = "navette.planner.draft";
const MOST_STEPS = 200;
const ONE_STEP_MS = 1500;

/** A draft: what was kept in this browser, or an empty one. */
export function openDraft() {
  const listeners = new Set();
  const state = { now: kept() ?? fresh(blank()), past: [], future: [], last: null };

  const draft = {
    scenario: () => state.now.scenario,
    keys: () => state.now.keys,
    indexOf: (key) => state.now.keys.indexOf(key),
    modification: (key) => state.now.scenario.modifications[state.now.keys.indexOf(key)],
    isEmpty: () => !state.now.scenario.modifications.length && !state.now.scenario.growth,
    onChange: (listener) => listeners.add(listener),
    canUndo: () => state.past.length > 0,
    canRedo: () => state.future.length > 0,

    /** Changes a copy; changes of one `step` shortly after each other are undone together. */
    change(mutate, { step = null, redraw = true } = {}) {
      const copy = structuredClone(state.now);
      mutate(copy.scenario, copy.keys);
      const goesOn = step !== null && state.last?.step === step && Date.now() - state.last.at < ONE_STEP_MS;
      if (!goesOn) {
        state.past.push(state.now);
        if (state.past.length > MOST_STEPS) state.past.shift();
      }
      state.future = [];
      state.last = { step, at: Date.now() };
      set(copy, redraw);
    },

    /** Adds a modification at the end; gives its key. */
    add(modification) {
      const key = newKey();
      draft.change((scenario, keys) => {
        scenario.modifications.push(modification);
        keys.push(key);
      });
      return key;
    },

    remove(key) {
      draft.change((scenario, keys) => {
        const at = keys.indexOf(key);
        if (at < 0) return;
        scenario.modifications.splice(at, 1);
        keys.splice(at, 1);
      });
    },

    /** Moves a modification up (-1) or down (1): they are made in this order. */
    move(key, by) {
      draft.change((scenario, keys) => {
        const at = keys.indexOf(key);
        if (at < 0 || at + by < 0 || at + by >= keys.length) return;
        for (const list of [scenario.modifications, keys]) list.splice(at + by, 0, ...list.splice(at, 1));
      });
    },

    /** Puts another scenario in place of this one; that, too, can be undone. */
    replace(scenario) {
      state.past.push(state.now);
      state.future = [];
      state.last = null;
      set(fresh(structuredClone(scenario)), true);
    },
    undo: () => step(state.past, state.future),
    redo: () => step(state.future, state.past),
  };
  return draft;

  function step(from, to) {
    if (!from.length) return false;
    to.push(state.now);
    state.last = null;
    set(from.pop(), true);
    return true;
  }

  function set(next, redraw) {
    state.now = next;
    keep(next);
    for (const listener of listeners) listener({ redraw });
  }
}

let counter = 0;
const newKey = () => `m${Date.now().toString(36)}${(counter += 1)}`;
const fresh = (scenario) => ({ scenario, keys: scenario.modifications.map(newKey) });

function keep(state) {
  try {
    localStorage.setItem(STORE, JSON.stringify(state.scenario));
  } catch {
    // A browser that forbids storage keeps the draft for as long as the page is open.
  }
}

function kept() {
  try {
    const scenario = JSON.parse(localStorage.getItem(STORE) ?? "null");
    return scenario ? fresh(readScenario(JSON.stringify(scenario))) : null;
  } catch {
    return null;
  }
}
