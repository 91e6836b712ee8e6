// When a line runs: the periods of its timetable as rows of a table, from, to, every so many minutes.

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { button, group, number, text, time } from "./fields.js";
import { seconds } from "./shape.js";

/** The fields of all periods of a line, and buttons to add one and to take one out. */
export function periodFields(part, context, list = "frequencies") {
  const rows = part[list].map((entry, index) => row(entry, index, context, list, part[list].length));
  return group(t("period.title"),
    el("div", { class: "periods" }, rows),
    el("div", { class: "tools" }, button(t("period.add"), () => add(context, list), { id: `add-period-${context.key}` })));
}

function row(entry, index, context, list, count) {
  const path = (name) => [list, index, name];
  const label = (words) => el("span", {}, words, el("span", { class: "vh" }, ` ${t("period.number", { n: index + 1 })}`));
  const fields = Array.isArray(entry.firstDepartures)
    ? text(context, path("firstDepartures"), label(t("period.departures")), {
      set: (part, value) => { part[list][index].firstDepartures = String(value ?? "").split(/[,;\s]+/).filter(Boolean); }, wide: true,
    })
    : [
      time(context, path("startTime"), label(t("period.from"))), time(context, path("endTime"), label(t("period.to"))),
      number(context, path("headwaySecs"), label(t("period.every")), { scale: 60 }),
    ];
  return el("div", { class: "period" }, fields,
    count > 1 ? button("✕", () => context.change((part) => part[list].splice(index, 1)),
      { kind: "mini", id: `drop-period-${context.key}-${index}`, title: t("period.drop", { n: index + 1 }) }) : null);
}

// A further period begins where the last one ends.
function add(context, list) {
  context.change((part) => {
    const last = part[list].at(-1);
    const copy = structuredClone(last);
    delete copy.entryId;
    if (!copy.firstDepartures && Number.isFinite(seconds(last.endTime))) {
      copy.startTime = last.endTime;
      const end = Math.floor(seconds(last.endTime) / 3600) + 2;
      copy.endTime = `${String(end).padStart(2, "0")}:00`;
    }
    part[list].push(copy);
  });
}
