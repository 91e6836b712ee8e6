// The form of a new line: its add-trips in, fields for all of it out.

import { el } from "../dom.js";
import { locale, t } from "../i18n.js";
import { choice, flag, group, number, text } from "./fields.js";
import { hopMetres, runSeconds, setSpeed, span, speedOf } from "./line.js";
import { figure, minutes } from "./numbers.js";
import { periodFields } from "./periods.js";
import { clockText, WEEKDAYS } from "./shape.js";
import { stopFields } from "./stoplist.js";
import { placeOf } from "./stops.js";

/** All fields of a new line; `map` shows and changes its stops. */
export function lineForm(part, context, map) {
  return [
    el("div", { class: "row" }, text(context, ["name"], t("line.name")), modes(context), colour(context)),
    stopFields(part, context, map),
    el("div", { class: "row" }, speed(context), el("div", { class: "f f--wide figures" }, context.live(() => overall(context.get())))),
    periodFields(part, context),
    days(context),
    group(t("vehicle.title"), el("div", { class: "row" },
      number(context, ["vehicle", "seats"], t("vehicle.seats"), { whole: true }),
      number(context, ["vehicle", "standing"], t("vehicle.standing"), { whole: true }),
      choice(context, ["vehicle", "energy"], t("vehicle.energy"), [
        ["electric", t("energy.electric")], ["diesel", t("energy.diesel")], ["gas", t("energy.gas")], ["hydrogen", t("energy.hydrogen")],
      ]))),
    costs(context),
  ];
}

function modes(context) {
  const options = [["3", t("mode.bus")], ["0", t("mode.tram")], ["2", t("mode.rail")], ["200", t("mode.coach")]];
  const now = String(context.get().mode ?? 3);
  if (!options.some(([value]) => value === now)) options.push([now, now]);
  return choice(context, ["mode"], t("line.mode"), options, { number: true });
}

function colour(context) {
  const id = `f-${context.key}-color`;
  const node = el("input", { type: "color", id, "data-path": "color" });
  const now = String(context.get().color ?? "4444FF");
  node.value = /^[0-9a-f]{6}$/i.test(now) ? `#${now.toLowerCase()}` : "#4444ff";
  node.addEventListener("input", () => context.change((part) => { part.color = node.value.slice(1).toUpperCase(); }, { redraw: false, step: id }));
  return el("div", { class: "f f--colour" }, el("label", { for: id }, t("line.colour")), node, el("p", { class: "f__error", id: `${id}-error` }));
}

// One speed for all hops; the times of the hops follow it, and can be changed one by one.
function speed(context) {
  const now = speedOf(context.get(), placeOf);
  return number(context, ["speed"], t("line.speed"), {
    value: Math.round(now * 10) / 10, hint: t("line.speedHint"),
    set: (part, value) => typeof value === "number" && value > 0 && setSpeed(part, value, placeOf),
  });
}

function overall(part) {
  const metres = hopMetres(part, placeOf).reduce((all, each) => all + each, 0);
  const run = runSeconds(part);
  if (!metres || !run) return t("line.noWay");
  const said = [
    t("unit.km", { value: figure(metres / 1000, 1) }), minutes(run),
    t("unit.kmh", { value: figure((metres / run) * 3.6, 1) }),
  ];
  const when = span(part);
  if (when) said.push(t("line.span", { first: clockText(when[0]), last: clockText(when[1]) }));
  return said.join(" · ");
}

function days(context) {
  const name = (index) => new Intl.DateTimeFormat(locale(), { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2026, 5, 1 + index));
  const boxes = WEEKDAYS.map((day, index) => flag(context, ["frequencies", 0, day], dayName(day) ?? name(index), {
    set: (part, value) => part.frequencies.forEach((entry) => {
      if (value) entry[day] = true;
      else delete entry[day];
    }),
  }));
  return group(t("calendar.title"), el("div", { class: "checks" }, boxes), el("div", { class: "row" },
    choice(context, ["calendar", "holidays"], t("calendar.holidays"), [
      ["", t("calendar.none")], ["union", t("calendar.union")], ["LU", t("calendar.LU")], ["FR57", t("calendar.moselle")], ["FR54", t("calendar.meurthe")],
    ]),
    choice(context, ["calendar", "school"], t("calendar.school"), [
      ["", t("calendar.always")], ["term", t("calendar.term")], ["holidays", t("calendar.vacation")],
    ]),
    number(context, ["calendar", "days"], t("calendar.days"), { whole: true, hint: t("calendar.daysHint") })));
}

// Browsers lack the days of Luxembourgish.
function dayName(day) {
  if (document.documentElement.lang !== "lb") return null;
  return { monday: "Mé", tuesday: "Dë", wednesday: "Më", thursday: "Do", friday: "Fr", saturday: "Sa", sunday: "So" }[day];
}

function costs(context) {
  return el("details", { class: "more" }, el("summary", {}, t("cost.title")),
    el("p", { class: "small" }, t("cost.none")),
    el("div", { class: "row" },
      number(context, ["vehicle", "costPerHour"], t("cost.hour")), number(context, ["vehicle", "costPerKm"], t("cost.km")),
      number(context, ["vehicle", "costPerYear"], t("cost.year"))),
    el("div", { class: "row" },
      number(context, ["layover", "minS"], t("cost.layover"), { scale: 60 }),
      choice(context, ["operatorSide"], t("cost.operator"), [["", t("cost.open")], ["LU", "LU"], ["FR", "FR"]]),
      number(context, ["funding", "FR"], t("cost.share"), {
        scale: 0.01, value: context.get().funding?.FR, hint: t("cost.shareHint"),
        set: (part, value) => {
          if (value === undefined) delete part.funding;
          else part.funding = typeof value === "number" ? { FR: value, LU: Math.round((1 - value) * 1e6) / 1e6 } : { FR: value };
        },
      })));
}
