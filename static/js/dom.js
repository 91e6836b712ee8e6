// Builds elements from plain values. Text always arrives as a text node, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, unknown>} props `class`, `on` (listeners), `at` (left/width in per cent of
 *   the parent), anything else becomes an attribute; false, null and undefined are left out.
 * @param {...(Node|string|null|undefined|false)} children
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") {
      for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    } else if (name === "at") {
      place(node, value);
    } else if (name === "class") {
      node.className = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  append(node, children);
  return node;
}

/** Moves an element along its parent's width; the numbers are per cent. */
export function place(node, { left, width }) {
  node.style.left = `${left}%`;
  if (width !== undefined) node.style.width = `${Math.max(width, 0)}%`;
}

/** Loads a style sheet of a package, before our own in the order of the page; once. */
export function styled(href) {
  if (document.head.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    document.head.prepend(el("link", { rel: "stylesheet", href, on: { load: resolve, error: resolve } }));
  });
}

/** Lets the browser answer people first; resolves when it has nothing else to do, or after a while. */
export const idle = (most = 2000) => new Promise((resolve) => {
  if ("requestIdleCallback" in window) requestIdleCallback(resolve, { timeout: most });
  else setTimeout(resolve, 200);
});

/** Resolves when nobody has typed for a while: then what is heavy may begin. */
export const quiet = (ms = 700) => new Promise((resolve) => {
  let timer = setTimeout(done, ms);
  addEventListener("input", again, true);
  function again() {
    clearTimeout(timer);
    timer = setTimeout(done, ms);
  }
  function done() {
    removeEventListener("input", again, true);
    resolve();
  }
});

/** Resolves as soon as an element is on screen, or nearly. */
export const seen = (node) => new Promise((resolve) => {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((one) => one.isIntersecting)) return;
    watch.disconnect();
    resolve();
  }, { rootMargin: "400px" });
  watch.observe(node);
});

/** Replaces everything inside an element. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

const UNREADABLE = /\S{121,}/g;

/** A text for people: of a word longer than anyone writes its beginning, so that no page has to break it. */
export const readable = (text) => text.replace(UNREADABLE, (word) => `${word.slice(0, 120)}…`);

function append(node, children) {
  for (const child of children.flat(3)) {
    if (child === false || child === null || child === undefined) continue;
    node.append(typeof child === "string" ? readable(child) : child);
  }
}

const PATHS = {
  WALK: "M13 4.6a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6M9 22l2.2-7.5L8.5 12V8.5L12 7l2 3 3 1.5M11.5 14.8 14 17l1 5M8.5 9 6.5 12",
  BUS: "M5 4.5h14v12H5zM5 11.5h14M8 16.5v2.5M16 16.5v2.5M8 14h.01M16 14h.01",
  RAIL: "M6.5 3.5h11a1 1 0 0 1 1 1v11a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-11a1 1 0 0 1 1-1ZM5.5 10.5h13M9 14h.01M15 14h.01M8 17.5 6 21M16 17.5l2 3.5",
  TRAM: "M12 5.5V2.5M9 2.5h6M7 5.5h10l1.5 6v5.5h-13v-5.5zM5.5 11.5h13M9 14.5h.01M15 14.5h.01M8.5 17 7 20.5M15.5 17l1.5 3.5",
  CAR: "M4 16.5v-4l2-6h12l2 6v4zM4 12.5h16M7 16.5v2M17 16.5v2M7.5 14.5h.01M16.5 14.5h.01",
  BIKE: "M6 18.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM18 18.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM6 15l4-7h5l3 7M10 8l3.5 7M9 6h2.5M15 8l-.7-2.5H17",
  PLACE: "M12 21.5s6.5-6.2 6.5-11.2a6.5 6.5 0 0 0-13 0c0 5 6.5 11.2 6.5 11.2ZM12 12.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z",
};

/** The drawing of a mode of transport or a place; for the eye alone, so hidden from readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.PLACE);
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "1.7");
  path.setAttribute("stroke-linecap", "round");
  path.setAttribute("stroke-linejoin", "round");
  svg.append(path);
  return svg;
}

const RAIL_MODES = new Set([
  "RAIL", "REGIONAL_RAIL", "REGIONAL_FAST_RAIL", "LONG_DISTANCE", "HIGHSPEED_RAIL", "NIGHT_RAIL",
  "SUBURBAN", "SUBWAY",
]);

/** The drawing that stands for a mode of the answer's vocabulary. */
export function modeIcon(mode) {
  if (RAIL_MODES.has(mode)) return icon("RAIL");
  if (mode === "BUS" || mode === "COACH") return icon("BUS");
  return icon(mode in PATHS ? mode : "PLACE");
}
