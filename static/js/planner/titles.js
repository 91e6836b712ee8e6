// A modification in one line: what it is called and what it says, for the list of changes.

import { t } from "../i18n.js";
import { hopMetres, runSeconds } from "./line.js";
import { lineName, stopNames } from "./lookup.js";
import { figure, minutes, percent, signed } from "./numbers.js";
import { WORKING_DAYS } from "./shape.js";
import { placeOf } from "./stops.js";

const KINDS = {
  "add-trips": () => t("kind.addTrips"),
  "adjust-frequency": () => t("kind.adjustFrequency"),
  "adjust-speed": () => t("kind.adjustSpeed"),
  "adjust-dwell-time": () => t("kind.adjustDwellTime"),
  "remove-trips": () => t("kind.removeTrips"),
  "remove-stops": () => t("kind.removeStops"),
  reroute: () => t("kind.reroute"),
  "close-crossing": () => t("kind.closeCrossing"),
  "add-park-and-ride": () => t("kind.addParkAndRide"),
  "modify-streets": () => t("kind.modifyStreets"),
  "road-congestion": () => t("kind.roadCongestion"),
  growth: () => t("kind.growth"),
  telework: () => t("kind.telework"),
  "departure-shift": () => t("kind.departureShift"),
};

const LINE_CHANGES = new Set(["adjust-speed", "adjust-dwell-time", "remove-stops", "reroute"]);

/** What sort of change this is. */
export const kindOf = (part) => KINDS[part.type]?.() ?? String(part.type ?? "");

// A file may hold anything under a known type; what cannot be read has no words here.
function orNothing(say, part) {
  try {
    return String(say(part) ?? "");
  } catch {
    return "";
  }
}

/** What it is about. */
export const titleOf = (part) => orNothing(title, part);

/** What it says, in figures. */
export const summaryOf = (part) => orNothing(SUMMARIES[part.type] ?? (() => ""), part);

/** What more people and jobs add up to. */
export const growthText = (part) => orNothing(growthSum, part);

function title(part) {
  if (part.type === "add-trips") return part.name || t("line.unnamed");
  if (part.type === "close-crossing") return lineName.crossing(part.crossing) || t("change.none");
  if (part.type === "add-park-and-ride") return part.name ?? "";
  if (part.type === "growth" || part.year) return part.year ? t("growth.by", { year: part.year }) : "";
  const ids = part.routes ?? (part.route ? [part.route] : null);
  if (ids) return ids.map((id) => lineName.line(id)).join(", ");
  if (part.trips ?? part.patterns) return t("change.trips", { n: (part.trips ?? part.patterns).length });
  return LINE_CHANGES.has(part.type) ? t("change.allLines") : "";
}

const SUMMARIES = {
  "add-trips": addTrips,
  "adjust-frequency": (part) => (part.entries ?? []).map(headway).filter(Boolean)
    .filter((text, index, all) => all.indexOf(text) === index).join(" · "),
  "adjust-speed": ({ scale }) => (typeof scale === "number" ? t("change.times", { value: figure(scale, 2) }) : ""),
  "remove-stops": (part) => stopNames(part.stops ?? []).join(", "),
  reroute: (part) => [part.fromStop, ...(part.stops ?? []), part.toStop].filter(Boolean)
    .map((stop) => stopNames([typeof stop === "string" ? stop : stop.id ?? stop.name]).join("")).join(" – "),
  "close-crossing": (part) => (part.modes ?? []).map(modeName).join(", "),
  "add-park-and-ride": ({ capacity }) => t("change.spaces", { n: Number(capacity) || 0 }),
  growth: growthSum,
  telework: (part) => WORKING_DAYS.map((day) => percent(part[day] ?? 0)).join(" · "),
  "departure-shift": ({ minutes: by, share }) => t("shift.sum", { share: percent(share), minutes: signed(Number(by)) }),
};

function growthSum(part) {
  const sum = (name) => (Number(part[name]) || 0) + (part.sites ?? []).reduce((all, site) => all + (Number(site[name]) || 0), 0);
  return t("growth.sum", { people: figure(sum("population")), jobs: figure(sum("jobs")) });
}

function addTrips(part) {
  const metres = hopMetres(part, placeOf).reduce((all, each) => all + each, 0);
  const waits = part.frequencies.map((entry) => Number(entry.headwaySecs) / 60).filter((each) => each > 0);
  const every = waits.length ? t("line.every", { low: figure(Math.min(...waits)), high: figure(Math.max(...waits)) }) : "";
  const length = metres ? [t("unit.km", { value: figure(metres / 1000, 1) }), minutes(runSeconds(part))] : [];
  return [t("line.stops", { n: part.stops.length }), ...length, every].filter(Boolean).join(" · ");
}

function headway(entry) {
  if (!(entry.headwaySecs > 0)) return "";
  return t("change.headway", { from: String(entry.startTime ?? ""), to: String(entry.endTime ?? ""), value: figure(entry.headwaySecs / 60) });
}

/** A way of moving, in words. */
export function modeName(mode) {
  return { CAR: t("street.CAR"), BICYCLE: t("street.BICYCLE"), WALK: t("street.WALK"), BUS: t("street.BUS") }[mode] ?? mode;
}
