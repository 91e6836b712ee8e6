// Colours that come with the data: checked, and made legible.

const INK = "#14212b";
const WHITE = "#ffffff";
const FALLBACK = "#51626e";
const LEGIBLE = 4.5;

/** A feed's colour as #rrggbb; a quiet grey-blue where it has none or an unreadable one. */
export function hex(value) {
  const found = /^#?([0-9a-f]{6})$/i.exec(value ?? "");
  return found ? `#${found[1].toLowerCase()}` : FALLBACK;
}

/** The colours of a leg: the line's own, with a text colour that can be read on it. */
export function lineColors(leg) {
  const back = hex(leg.routeColor);
  const wanted = /^#?[0-9a-f]{6}$/i.test(leg.routeTextColor ?? "") ? hex(leg.routeTextColor) : WHITE;
  if (contrast(back, wanted) >= LEGIBLE) return { back, text: wanted };
  const text = contrast(back, WHITE) < LEGIBLE && contrast(back, INK) >= LEGIBLE ? INK : WHITE;
  return { back: text === WHITE ? deepened(back) : back, text };
}

// Some colours carry neither white nor ink well; a shade darker they carry white.
function deepened(color) {
  let deeper = color;
  while (contrast(deeper, WHITE) < LEGIBLE) {
    deeper = `#${[1, 3, 5].map((at) => Math.floor(parseInt(deeper.slice(at, at + 2), 16) * 0.97).toString(16).padStart(2, "0")).join("")}`;
  }
  return deeper;
}

/** Paints an element in its line's colours. */
export function paintLine(node, leg) {
  const { back, text } = lineColors(leg);
  node.style.backgroundColor = back;
  node.style.color = text;
  return node;
}

/** Contrast of two #rrggbb colours, as WCAG counts it. */
export function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const HEAT_STEPS_MIN = [0, 2.5, 6, 12, 20, 30];

/** Where a delay stands on the heat scale: 0 (none) to 5, between the steps as a fraction. */
export function heat(minutes) {
  if (!(minutes > 0)) return 0;
  for (let step = 1; step < HEAT_STEPS_MIN.length; step += 1) {
    const [low, high] = [HEAT_STEPS_MIN[step - 1], HEAT_STEPS_MIN[step]];
    if (minutes < high) return step - 1 + (minutes - low) / (high - low);
  }
  return 5;
}

/** The CSS colour of a delay, mixed between two steps of the scale. */
export function heatColor(minutes) {
  const at = heat(minutes);
  const step = Math.min(4, Math.floor(at));
  const share = Math.round((at - step) * 100);
  return `color-mix(in oklab, var(--heat-${step}), var(--heat-${step + 1}) ${share}%)`;
}

/** The step of a delay (0-5): where text stands on the colour, and on the map. */
export const heatStep = (minutes) => Math.round(heat(minutes));

function luminance(color) {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
