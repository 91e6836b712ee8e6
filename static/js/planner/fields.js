// Form fields bound to places in the scenario file: what is typed stands in the file as it is typed,
// so that nothing is lost; a text where a number belongs stays a text until the server names it.

import { el } from "../dom.js";
import { locale } from "../i18n.js";
import { at } from "./shape.js";

const pathText = (path) => path.reduce((text, name) => {
  if (typeof name === "number") return `${text}[${name}]`;
  return text ? `${text}.${name}` : name;
}, "");

/**
 * What the fields of one modification share.
 * @param {object} draft the draft
 * @param {string} key of a modification, or "growth" for the years to come
 */
export function contextOf(draft, key) {
  const of = (scenario, keys) => (key === "growth" ? scenario.growth : scenario.modifications[keys.indexOf(key)]);
  const live = new Set();
  return {
    key,
    get: () => of(draft.scenario(), draft.keys()),
    /** Changes the modification; with `redraw` its form is built anew. */
    change: (mutate, options = {}) =>
      draft.change((scenario, keys) => mutate(of(scenario, keys)), { redraw: true, ...options }),
    /** A text that follows the draft. */
    live(write) {
      const node = el("span", {}, write());
      live.add(() => { node.textContent = write(); });
      return node;
    },
    refresh() {
      if (of(draft.scenario(), draft.keys())) live.forEach((update) => update());
    },
  };
}

/** The id of the field of a path, by which it is found again after its form was built anew. */
export const idOf = (context, path) => `f-${context.key}-${pathText(path).replace(/[^A-Za-z0-9]+/g, "-")}`;

function bound(context, path, { write, label, hint, hidden, node, wide }) {
  const id = idOf(context, path);
  node.id = id;
  node.dataset.path = pathText(path);
  const tell = () => context.change((part) => write(part), { redraw: false, step: id });
  node.addEventListener("input", tell);
  return el("div", { class: wide ? "f f--wide" : "f" },
    el("label", { for: id, class: hidden ? "vh" : null }, label), node, hint ? el("small", {}, hint) : null,
    el("p", { class: "f__error", id: `${id}-error` }));
}

const setter = (path, read, node, set) => (part) => {
  const value = read(node);
  if (set) return set(part, value);
  const inside = path.slice(0, -1).reduce((object, name, index) => {
    object[name] ??= typeof path[index + 1] === "number" ? [] : {};
    return object[name];
  }, part);
  if (value === undefined) delete inside[path.at(-1)];
  else inside[path.at(-1)] = value;
  return undefined;
};

/** A number; `scale` file units are one unit of the field (60 for minutes of seconds). */
export function number(context, path, label, { scale = 1, whole = false, set, value, ...rest } = {}) {
  const node = el("input", { type: "text", inputmode: "decimal", autocomplete: "off" });
  node.value = shown(value ?? at(context.get(), path), scale);
  return bound(context, path, { ...rest, label, node, write: setter(path, () => typed(node.value, scale, whole), node, set) });
}

/** A text; an empty one is left out of the file. */
export function text(context, path, label, { set, area = false, ...rest } = {}) {
  const node = el(area ? "textarea" : "input", area ? { rows: 2 } : { type: "text", autocomplete: "off" });
  node.value = at(context.get(), path) ?? "";
  return bound(context, path, { ...rest, label, node, write: setter(path, () => node.value || undefined, node, set) });
}

/** A time of day such as 06:30; hours may go past 24. */
export function time(context, path, label, rest = {}) {
  return text(context, path, label, { ...rest });
}

/** A choice; the empty value is left out of the file. */
export function choice(context, path, label, options, { set, number: isNumber = false, ...rest } = {}) {
  const now = at(context.get(), path);
  const node = el("select", {}, options.map(([value, words]) => el("option", { value }, words)));
  node.value = now === undefined ? "" : String(now);
  const read = () => (node.value === "" ? undefined : isNumber ? Number(node.value) : node.value);
  return bound(context, path, { ...rest, label, node, write: setter(path, read, node, set) });
}

/** A yes or no. */
export function flag(context, path, label, { set, off, value } = {}) {
  const id = idOf(context, path);
  const node = el("input", { type: "checkbox", id });
  node.dataset.path = pathText(path);
  node.checked = Boolean(value ?? at(context.get(), path));
  const write = setter(path, () => (node.checked ? true : off), node, set);
  node.addEventListener("change", () => context.change((part) => write(part), { redraw: false }));
  return el("label", { class: "check", for: id }, node, el("span", {}, label));
}

/** A group of fields under a title. */
export const group = (title, ...children) => el("fieldset", { class: "group" }, el("legend", {}, title), children);

/** A button that does one thing. */
export const button = (label, act, { kind = "quiet", id, disabled = false, pressed, expanded, title } = {}) =>
  el("button", {
    type: "button", class: kind, id, disabled, "aria-pressed": pressed === undefined ? null : String(pressed),
    "aria-expanded": expanded === undefined ? null : String(expanded), "aria-label": title, on: { click: act },
  }, label);

/** Marks the fields whose values the server has refused. */
export function markFaults(root, faults) {
  for (const node of root.querySelectorAll("[data-path]")) {
    const found = faults.filter((fault) => fault.path === node.dataset.path);
    const error = document.getElementById(`${node.id}-error`);
    node.toggleAttribute("aria-invalid", false);
    if (found.length) node.setAttribute("aria-invalid", "true");
    if (!error) continue;
    error.textContent = found.map((fault) => fault.text).join(" ");
    if (found.length) node.setAttribute("aria-describedby", error.id);
    else node.removeAttribute("aria-describedby");
  }
}

/** What a field shows of a value of the file. */
export function shown(value, scale = 1) {
  if (value === undefined || value === null) return "";
  if (typeof value !== "number") return String(value);
  const scaled = value / scale;
  return scaled.toLocaleString(locale(), { maximumFractionDigits: scale > 1 ? 2 : 6, useGrouping: false });
}

/** What stands in the file for what was typed; undefined for nothing. */
export function typed(words, scale = 1, whole = false) {
  const trimmed = words.trim();
  if (!trimmed) return undefined;
  const value = Number(trimmed.replace(",", "."));
  if (!Number.isFinite(value)) return trimmed;
  const scaled = value * scale;
  return whole || scale > 1 ? Math.round(scaled) : Math.round(scaled * 1e9) / 1e9;
}
