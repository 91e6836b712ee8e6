// Forms of what changes around the lines: crossings, growth, car parks, telework, other hours; and of
// whatever has no form here, the file's own words.

import { placeField } from "../combobox.js";
import { el } from "../dom.js";
import { t } from "../i18n.js";
import { button, choice, flag, group, idOf, number, text } from "./fields.js";
import { allCrossings, allZones } from "./lookup.js";
import { WORKING_DAYS } from "./shape.js";
import { modeName } from "./titles.js";

const MODES = ["CAR", "BUS", "BICYCLE", "WALK"];

/** The fields of such a modification, or of the growth of the years to come. */
export function placeForm(part, context) {
  if (context.key === "growth") return growth(part, context);
  return (FORMS[part.type] ?? rawForm)(part, context);
}

const FORMS = {
  "close-crossing": crossing,
  growth,
  "add-park-and-ride": carPark,
  telework: (_, context) => [el("div", { class: "row" }, WORKING_DAYS.map((day) =>
    number(context, [day], dayLabel(day), { scale: 0.01 })))],
  "departure-shift": (_, context) => [el("div", { class: "row" },
    number(context, ["minutes"], t("shift.minutes"), { whole: true, hint: t("shift.hint") }),
    number(context, ["share"], t("shift.share"), { scale: 0.01 }))],
};

const dayLabel = (day) => ({
  monday: t("day.monday"), tuesday: t("day.tuesday"), wednesday: t("day.wednesday"), thursday: t("day.thursday"), friday: t("day.friday"),
}[day]);

function crossing(part, context) {
  const options = allCrossings().map((each) => [each.id, `${each.name} (${(each.sides ?? []).join(" – ")})`]);
  if (!options.some(([id]) => id === part.crossing)) options.unshift([part.crossing ?? "", part.crossing ?? ""]);
  return [
    choice(context, ["crossing"], t("crossing.which"), options, { wide: true }),
    group(t("crossing.for"), el("div", { class: "checks" }, MODES.map((mode) => flag(context, ["modes", mode], modeName(mode), {
      value: (part.modes ?? []).includes(mode),
      set: (now, value) => { now.modes = MODES.filter((each) => (each === mode ? value : (now.modes ?? []).includes(each))); },
    })))),
    el("p", { class: "small" }, t("crossing.says")),
  ];
}

function growth(part, context) {
  const zones = allZones().map((zone) => [zone.id, `${zone.name} (${zone.country})`]);
  const path = (index, name) => ["sites", index, name];
  return [
    el("p", { class: "small" }, context.key === "growth" ? t("growth.later") : t("growth.now")),
    el("div", { class: "row" },
      number(context, ["year"], t("growth.year"), { whole: true }),
      number(context, ["population"], t("growth.peopleAll"), { whole: true }), number(context, ["jobs"], t("growth.jobsAll"), { whole: true })),
    group(t("growth.sites"),
      (part.sites ?? []).map((site, index) => el("div", { class: "period" },
        site.lat === undefined
          ? choice(context, path(index, "zone"), t("growth.zone"), zones.some(([id]) => id === site.zone) ? zones : [[site.zone ?? "", site.zone ?? t("growth.choose")], ...zones])
          : el("p", { class: "f" }, `${site.lat}, ${site.lon}`),
        number(context, path(index, "population"), t("growth.people"), { whole: true }), number(context, path(index, "jobs"), t("growth.jobs"), { whole: true }),
        button("✕", () => context.change((now) => now.sites.splice(index, 1)), { kind: "mini", id: `drop-site-${context.key}-${index}`, title: t("growth.drop", { n: index + 1 }) }))),
      el("div", { class: "tools" }, button(t("growth.add"), () => context.change((now) =>
        (now.sites ??= []).push({ zone: zones[0]?.[0] ?? "", population: 1000 })), { id: `add-site-${context.key}` }))),
  ];
}

function carPark(part, context) {
  const id = `place-${context.key}`;
  const input = el("input", {
    id, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
    "aria-describedby": `${id}-error`, autocomplete: "off", spellcheck: "false", placeholder: t("stops.addHint"),
  });
  queueMicrotask(() => input.isConnected && placeField(input, { onChoose: ({ lat, lon }) => context.change((now) => Object.assign(now, { lat, lon })) }));
  return [
    el("div", { class: "row" }, text(context, ["name"], t("park.name")), number(context, ["capacity"], t("park.capacity"), { whole: true }),
      number(context, ["costPerYear"], t("cost.year"))),
    el("div", { class: "f f--wide f--search" }, el("label", { for: id }, t("park.where")), input,
      el("ul", { id: `${id}-list`, role: "listbox", "aria-label": t("stops.found"), hidden: true }), el("p", { class: "f__error", id: `${id}-error` })),
    el("div", { class: "row" }, number(context, ["lat"], t("park.lat")), number(context, ["lon"], t("park.lon"))),
  ];
}

/** The file's own words, for what has no form here; only what is an object counts. */
export function rawForm(part, context) {
  const id = idOf(context, ["raw"]);
  const node = el("textarea", { id, rows: 12, spellcheck: "false", class: "raw", "aria-describedby": `${id}-error` });
  node.value = JSON.stringify(part, null, 2);
  const error = el("p", { class: "f__error", id: `${id}-error` });
  node.addEventListener("input", () => {
    try {
      const found = JSON.parse(node.value);
      if (found === null || typeof found !== "object" || Array.isArray(found)) throw new SyntaxError("object");
      error.textContent = "";
      context.change((now) => {
        Object.keys(now).forEach((name) => delete now[name]);
        Object.assign(now, found);
      }, { redraw: false, step: id });
    } catch {
      error.textContent = t("raw.unreadable");
    }
  });
  return [el("div", { class: "f f--wide" }, el("label", { for: id }, t("raw.label")), node, error)];
}
