// A run of the draft: kept, started, followed by its events, cancelled, resumed; told as it goes.

import { countryName } from "../countries.js";
import { el, fill } from "../dom.js";
import { lang, t } from "../i18n.js";
import { button } from "./fields.js";
import { dayText, figure } from "./numbers.js";
import { cancelRun, eventsUrl, keepScenario, runOf, startRun, token } from "./net.js";
import { stateName } from "./shelf.js";
import { troubleText } from "./trouble.js";

const STORE = "navette.planner.run";
const ENDED = new Set(["done", "failed", "cancelled", "interrupted"]);
const LOOK_AGAIN_MS = 3000;

/**
 * @param {HTMLElement} container
 * @param {{draft: object, onFaults: (fields) => void, onDone: (run) => void, say: (text) => void}} wired
 */
export function runPanel(container, { draft, onFaults, onDone, say }) {
  const state = { run: null, events: null, trouble: null, busy: false, lost: false, day: "", timer: 0, ran: null };
  const stale = el("p", { class: "notice", id: "stale", hidden: true });
  const reached = el("p", { class: "small" });
  const progress = el("progress", { max: 1, "aria-labelledby": "doing" });
  const doing = el("p", { id: "doing", class: "run__doing" });

  const panel = {
    draw,
    /** The plan may no longer be the one that was run. */
    changed() {
      stale.hidden = !(state.run?.state === "done" && state.ran && state.ran !== changesOf(draft));
      stale.textContent = stale.hidden ? "" : t("run.stale");
    },
    /** Follows a run that was started before. */
    follow(run) {
      stop();
      if (run.id !== state.run?.id && !state.busy) state.ran = null;
      Object.assign(state, { run, trouble: null, lost: false });
      remember(run);
      draw();
      if (ENDED.has(run.state)) ended(run);
      else listen(run);
    },
    /** The run that was looked at when the page was left, if it is still known. */
    async resume() {
      const known = recall();
      if (!known) return;
      try {
        panel.follow(await runOf(known.scenario, known.id));
      } catch (problem) {
        if (problem?.status === 404) remember(null);
      }
    },
    /** The draft, kept as it is now. */
    kept: () => keep(),
    keep: () => attempt(async () => {
      const kept = await keep();
      say(t("run.kept", { name: kept.name }));
    }),
  };
  return panel;

  // Names that the format asks for are given here, where a person has left them out.
  async function keep() {
    if (!draft.scenario().name) draft.change((scenario) => { scenario.name = t("plan.unnamed"); }, { redraw: true });
    const kept = await keepScenario(draft.scenario());
    onFaults([]);
    return kept;
  }

  function start() {
    return attempt(async () => {
      stop();
      const kept = await keep();
      state.ran = changesOf(draft);
      panel.follow(await startRun(kept.id, state.day));
    });
  }

  async function attempt(act) {
    Object.assign(state, { busy: true, trouble: null });
    draw();
    try {
      await act();
    } catch (problem) {
      if (problem?.fields?.length) onFaults(problem.fields);
      state.trouble = problem;
    } finally {
      state.busy = false;
      draw();
    }
  }

  function listen(run) {
    const events = new EventSource(eventsUrl(run.scenario, run.id));
    state.events = events;
    const read = (event) => {
      state.lost = false;
      state.run = JSON.parse(event.data);
      tell();
      if (ENDED.has(state.run.state)) ended(state.run);
    };
    events.addEventListener("progress", read);
    events.addEventListener("done", read);
    events.addEventListener("error", () => {
      if (state.events !== events) return;
      events.close();
      state.lost = true;
      tell();
      state.timer = setTimeout(() => look(run), LOOK_AGAIN_MS);
    });
  }

  // Where the stream broke off: asks how the run stands, and follows it again.
  async function look(run) {
    try {
      panel.follow(await runOf(run.scenario, run.id));
    } catch {
      state.timer = setTimeout(() => look(run), LOOK_AGAIN_MS);
    }
  }

  function ended(run) {
    stop();
    draw();
    if (run.state === "failed") onFaults(run.errors);
    if (run.state === "done") onDone(run);
  }

  function stop() {
    clearTimeout(state.timer);
    state.events?.close();
    state.events = null;
  }

  async function cancel() {
    try {
      state.run = await cancelRun(state.run.scenario, state.run.id);
      if (ENDED.has(state.run.state)) ended(state.run);
      else tell();
    } catch (problem) {
      state.trouble = problem;
      draw();
    }
  }

  function draw() {
    const { run } = state;
    const active = run && !ENDED.has(run.state);
    const focus = document.activeElement?.id;
    fill(container,
      el("div", { class: "row run__row" },
        el("div", { class: "f" }, el("label", { for: "day" }, t("run.day")), dayField()),
        active
          ? button(t("run.cancel"), cancel, { id: "cancel", kind: "go go--stop" })
          : button(t("run.start"), start, { id: "start", kind: "go", disabled: state.busy || draft.isEmpty() })),
      draft.isEmpty() ? el("p", { class: "small" }, t("run.nothing")) : null,
      trouble(),
      run ? el("div", { class: "run__state", role: "status", "data-state": run.state }, active ? [doing, progress, reached] : outcome(run)) : null,
      stale);
    panel.changed();
    tell();
    if (focus && document.getElementById(focus)) document.getElementById(focus).focus({ preventScroll: true });
    else if (["start", "cancel"].includes(focus)) container.querySelector(".go")?.focus({ preventScroll: true });
  }

  function dayField() {
    const node = el("input", { id: "day", type: "date", value: state.day, "aria-describedby": "day-hint" });
    node.addEventListener("change", () => { state.day = node.value; });
    return [node, el("small", { id: "day-hint" }, t("run.dayHint"))];
  }

  function tell() {
    const { run } = state;
    if (!run || ENDED.has(run.state)) return;
    const share = run.progress?.share;
    if (typeof share === "number" && run.state === "running") progress.value = share;
    else progress.removeAttribute("value");
    doing.textContent = words(run);
    reached.textContent = (run.access ?? []).length ? `${t("run.access")}: ${run.access.map(accessText).join(" · ")}` : "";
  }

  function words(run) {
    if (state.lost) return t("run.lost");
    if (run.cancelling) return t("run.cancelling");
    if (run.state === "queued") return run.ahead ? t("run.ahead", { n: run.ahead }) : t("run.next");
    return doingText(run.progress?.doing ?? "");
  }

  function accessText({ country, jobs }) {
    return t("run.accessOf", { country: countryName(country, lang()), before: figure(jobs.before), after: figure(jobs.after) });
  }

  function outcome(run) {
    if (run.state === "done") return el("p", {}, t("run.done", { day: dayText(run.day) }));
    if (run.state === "cancelled") return el("p", {}, t("run.cancelled"));
    if (run.state === "interrupted") return el("p", {}, t("run.interrupted"), " ", button(t("run.resume"), again, { id: "resume" }));
    if (run.state === "failed") return el("p", { class: "f__error" }, t("run.failed"));
    return el("p", {}, stateName(run.state));
  }

  function again() {
    return attempt(async () => panel.follow(await startRun(state.run.scenario, state.run.day)));
  }

  function trouble() {
    const { trouble: problem } = state;
    if (!problem) return null;
    const faults = problem.fields?.length ?? 0;
    const said = faults ? t("run.faults", { n: faults }) : troubleText(problem);
    const secret = problem.status === 401 || problem.status === 403;
    return el("div", { class: "notice notice--bad", role: "alert" }, el("strong", {}, said), secret ? tokenField() : null);
  }

  function tokenField() {
    const node = el("input", { id: "token", type: "password", autocomplete: "off" });
    node.value = token.get();
    node.addEventListener("input", () => token.set(node.value));
    return el("div", { class: "f" }, el("label", { for: "token" }, t("trouble.token")), node);
  }
}

/** What a run is at, in the page's words where the server's are known. */
export function doingText(doing) {
  const round = /^riders, loads and queues, round (\d+)$/.exec(doing);
  if (round) return t("doing.riders", { n: figure(Number(round[1])) });
  const said = {
    "travel times": t("doing.times"), journeys: t("doing.journeys"), "calibrating on today": t("doing.today"),
    "building the scenario's network": t("doing.network"), "writing the results": t("doing.writing"),
  }[doing];
  if (said) return said;
  if (/^(reading|putting|matching|looking|joining|feeds|patterns|transfers|places|checking)/.test(doing)) return t("doing.network");
  if (/^(writing|a second opinion)/.test(doing)) return t("doing.writing");
  return t("doing.started");
}

// What a run depends on of a plan: not its name.
const changesOf = (draft) => JSON.stringify([draft.scenario().modifications, draft.scenario().growth ?? null]);

function remember(run) {
  try {
    if (run) localStorage.setItem(STORE, JSON.stringify({ scenario: run.scenario, id: run.id }));
    else localStorage.removeItem(STORE);
  } catch {
    // Without storage a reload forgets which run was looked at; the site keeps the run.
  }
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "null");
  } catch {
    return null;
  }
}
