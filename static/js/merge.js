// What the merge of the feeds has made: a sentence of figures, and the decisions when asked for.

import { mergeReport } from "./api.js";
import { el } from "./dom.js";
import { t } from "./i18n.js";
import { loadPart } from "./sources.js";

const SHOWN = 40;

/** Runs the part of the sources section that tells of the merge; of a single feed it says nothing. */
export function mergeSection() {
  loadPart(document.getElementById("merge"), mergeReport, drawn, () => t("merge.unknown"));
}

function drawn(report) {
  if (report.feeds.length < 2) return null;
  return [el("h3", {}, t("merge.title")), el("p", {}, figures(report)), decisions(report)];
}

function figures({ counts }) {
  const doubts = Object.entries(counts).filter(([code]) => code.startsWith("doubtful_"));
  return [
    t("merge.places", { several: counts.placesOfSeveralFeeds, places: counts.places }),
    t("merge.copies", { n: counts.copiesRemoved }),
    t("merge.stitches", { n: counts.ridesJoined }),
    t("merge.doubts", { n: doubts.reduce((sum, [, count]) => sum + count, 0) }),
  ].join(" · ");
}

function decisions(report) {
  const doubts = report.doubts.map((doubt) => [[`${doubt.a},${doubt.b},same`], doubt.file, doubt.evidence]);
  const rows = (list) => list.map((row) => [row.ids, row.name, row.evidence]);
  return el(
    "details",
    {},
    el("summary", {}, t("merge.show")),
    table("merge.headDoubts", ["merge.line", "merge.what", "merge.why"], doubts),
    table("merge.headPlaces", ["merge.ids", "merge.what", "merge.why"], rows(report.places)),
    table("merge.headStitches", ["merge.ids", "merge.what", "merge.why"], rows(report.stitches)),
    table("merge.headCopies", ["merge.ids", "merge.what", "merge.why"], rows(report.copies)),
    el("p", {}, el("a", { href: "/api/feeds/merge-report" }, t("merge.all"))),
  );
}

// The evidence is written for those who mend feeds, in the words of the program.
function table(title, heads, rows) {
  if (rows.length === 0) return null;
  return el(
    "div",
    { class: "mergetable", tabindex: 0, role: "region", "aria-label": t(title) },
    el(
      "table",
      {},
      el("caption", {}, t(title)),
      el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, t(head))))),
      el("tbody", {}, rows.slice(0, SHOWN).map(([ids, what, why]) =>
        el(
          "tr",
          {},
          el("td", {}, ids.map((id) => el("code", {}, id))),
          el("td", {}, what),
          el("td", { lang: "en" }, why),
        ))),
    ),
  );
}
