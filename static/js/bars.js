// One itinerary as a bar on the time axis: rides in line colours, waits hollow, the border marked.

import { el } from "./dom.js";
import { paintLine } from "./colors.js";
import { crossings, endRange, pieces, span } from "./itinerary.js";
import { ms } from "./time.js";

/** The bar of an itinerary on an axis; a drawing, so hidden from readers, who get the text. */
export function bar(itinerary, axis) {
  const parts = pieces(itinerary).map((piece) => segment(piece, axis));
  const marks = crossings(itinerary).map((crossing) =>
    el("span", { class: "bar__border", at: { left: axis.at(ms(crossing.time)) } }),
  );
  return el("span", { class: "bar", "aria-hidden": "true" }, ends(itinerary, axis), parts, marks);
}

function segment(piece, axis) {
  const at = { left: axis.at(piece.start), width: axis.span(piece.start, piece.end) };
  const node = el("span", { class: `bar__${piece.kind}`, at });
  if (piece.kind === "ride") {
    const name = piece.leg.routeShortName || piece.leg.displayName || "";
    node.append(el("span", { class: name.length > 3 ? "bar__label bar__label--long" : "bar__label" }, name));
    paintLine(node, piece.leg);
  }
  return node;
}

// An end that a forecast moves is drawn as a fading tail from the early to the late arrival.
function ends(itinerary, axis) {
  const { early, late } = endRange(itinerary);
  if (early + late < 60000) return null;
  const { end } = span(itinerary);
  return el("span", { class: "bar__range", at: { left: axis.at(end - early), width: axis.span(end - early, end + late) } });
}
