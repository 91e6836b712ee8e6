// Which side of the border a place is on, guessed from points whose country is known: in come the
// base map's features, out come the border as lines and a painting of the sides.
//
// Every grid node takes the country whose points are closest (inverse distance to the eighth); the
// border is where two countries weigh the same. Crossings pin it, since it runs through them.

import { borderLines } from "./borderline.js";

const COLUMNS = 130;
const PIN_DEG = 0.002;
const THIN_DEG = 0.008;
const REACH_DEG = 0.09;
const BIN_DEG = 0.06;
const RINGS = 8;
const PIXELS = 4;

/**
 * @returns {null|{bounds: object, countries: string[], lines: object[],
 *   paint: (canvas: HTMLCanvasElement, colors: number[][]) => void}} null where one country is all
 */
export function sides(features) {
  const { points, crossings } = read(features);
  const countries = rank(points);
  if (countries.length < 2) return null;
  const grid = gridAround([...points, ...crossings], countries);
  weigh(grid, [...thin(points), ...pins(points, crossings, grid.squeeze)]);
  return {
    bounds: grid.bounds,
    countries,
    lines: borderLines(grid),
    paint: (canvas, colors) => paint(canvas, colors, grid),
  };
}

function read(features) {
  const points = [];
  const crossings = [];
  for (const { geometry, properties } of features) {
    if (geometry?.type !== "Point") continue;
    const [lon, lat] = geometry.coordinates;
    if (properties.kind === "crossing") crossings.push({ lon, lat });
    else if (properties.country) points.push({ lon, lat, country: properties.country });
  }
  return { points, crossings };
}

function rank(points) {
  const counts = new Map();
  for (const { country } of points) counts.set(country, (counts.get(country) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
}

/**
 * A grid over all points: `share` holds the weight of every country at every node, `near` whether
 * a known point is close enough to say so.
 */
function gridAround(all, countries) {
  const [lons, lats] = [all.map((p) => p.lon), all.map((p) => p.lat)];
  const [west, east] = [Math.min(...lons) - 0.15, Math.max(...lons) + 0.15];
  const [south, north] = [Math.min(...lats) - 0.1, Math.max(...lats) + 0.1];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const rows = Math.max(2, Math.round((COLUMNS * (north - south)) / ((east - west) * squeeze)));
  return {
    bounds: { west, east, south, north }, countries, kinds: countries.length, columns: COLUMNS, rows, squeeze,
    share: new Float32Array(COLUMNS * rows * countries.length),
    near: new Uint8Array(COLUMNS * rows),
  };
}

function thin(points) {
  const seen = new Map();
  for (const point of points) {
    seen.set(`${Math.round(point.lon / THIN_DEG)}/${Math.round(point.lat / THIN_DEG)}/${point.country}`, point);
  }
  return [...seen.values()];
}

// Two points a step to either side of a crossing, one of each country, hold the border to it.
function pins(points, crossings, squeeze) {
  return crossings.flatMap((crossing) => {
    const near = points
      .map((p) => ({ ...p, far: Math.hypot((p.lon - crossing.lon) * squeeze, p.lat - crossing.lat) }))
      .filter((p) => p.far > 0)
      .sort((a, b) => a.far - b.far);
    const other = near.find((p) => p.country !== near[0].country);
    if (!other) return [];
    return [near[0], other].map((p) => ({
      lon: crossing.lon + ((p.lon - crossing.lon) / p.far) * PIN_DEG,
      lat: crossing.lat + ((p.lat - crossing.lat) / p.far) * PIN_DEG,
      country: p.country,
    }));
  });
}

function weigh(grid, known) {
  const { bounds, countries, kinds, columns, rows, squeeze, share, near } = grid;
  const flat = known.map((p) => ({ x: p.lon * squeeze, y: p.lat, kind: countries.indexOf(p.country) }));
  const bins = binned(flat);
  const weights = new Float64Array(kinds);
  for (let row = 0; row < rows; row += 1) {
    const y = bounds.south + ((bounds.north - bounds.south) * row) / (rows - 1);
    for (let column = 0; column < columns; column += 1) {
      const x = (bounds.west + ((bounds.east - bounds.west) * column) / (columns - 1)) * squeeze;
      const node = row * columns + column;
      let closest = Infinity;
      weights.fill(0);
      for (const point of around(bins, x, y) ?? flat) {
        const square = (point.x - x) ** 2 + (point.y - y) ** 2 + 1e-9;
        if (square < closest) closest = square;
        weights[point.kind] += 1 / (square * square * square * square);
      }
      const sum = weights.reduce((a, b) => a + b, 0);
      for (let kind = 0; kind < kinds; kind += 1) share[node * kinds + kind] = weights[kind] / sum;
      near[node] = closest < REACH_DEG ** 2 ? 1 : 0;
    }
  }
}

const binOf = (value) => Math.floor(value / BIN_DEG);

function binned(points) {
  const bins = new Map();
  for (const point of points) {
    const key = binOf(point.x) * 100000 + binOf(point.y);
    if (!bins.has(key)) bins.set(key, []);
    bins.get(key).push(point);
  }
  return bins;
}

// The points of the rings of bins around a node, up to one ring beyond the first that has any:
// further ones weigh next to nothing.
function around(bins, x, y) {
  const [bx, by] = [binOf(x), binOf(y)];
  const found = [];
  let last = RINGS;
  for (let ring = 0; ring <= last; ring += 1) {
    for (let dx = -ring; dx <= ring; dx += 1) {
      const step = Math.abs(dx) === ring ? 1 : 2 * ring || 1;
      for (let dy = -ring; dy <= ring; dy += step) {
        const bin = bins.get((bx + dx) * 100000 + by + dy);
        if (bin) found.push(...bin);
      }
    }
    if (found.length && last === RINGS) last = ring + 1;
  }
  return found.length ? found : null;
}

/** The country that weighs most at a node. */
function winner({ share, kinds }, node) {
  let best = 0;
  for (let kind = 1; kind < kinds; kind += 1) if (share[node * kinds + kind] > share[node * kinds + best]) best = kind;
  return best;
}

// Paints the sides as flat tones, sharp at the border: cells of one country whole, mixed ones by
// the pixel.
function paint(canvas, colors, grid) {
  const { columns, rows } = grid;
  canvas.width = (columns - 1) * PIXELS;
  canvas.height = (rows - 1) * PIXELS;
  const context = canvas.getContext("2d");
  const css = colors.map((color) => `rgb(${color.slice(0, 3).join(" ")})`);
  const winners = Uint8Array.from({ length: columns * rows }, (_, node) => winner(grid, node));
  for (let row = 0; row < rows - 1; row += 1) {
    for (let column = 0; column < columns - 1; column += 1) {
      const node = row * columns + column;
      const corners = [node, node + 1, node + columns, node + columns + 1];
      const [x, y] = [column * PIXELS, canvas.height - (row + 1) * PIXELS];
      context.fillStyle = css[winners[node] % css.length];
      context.fillRect(x, y, PIXELS, PIXELS);
      if (corners.some((corner) => winners[corner] !== winners[node])) paintMixed(context, css, grid, corners, x, y);
    }
  }
}

function paintMixed(context, css, { share, kinds }, corners, x, y) {
  for (let py = 0; py < PIXELS; py += 1) {
    for (let px = 0; px < PIXELS; px += 1) {
      const [fx, fy] = [(px + 0.5) / PIXELS, 1 - (py + 0.5) / PIXELS];
      const parts = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
      const values = Array.from({ length: kinds }, (_, kind) =>
        parts.reduce((sum, part, at) => sum + part * share[corners[at] * kinds + kind], 0));
      context.fillStyle = css[values.indexOf(Math.max(...values)) % css.length];
      context.fillRect(x + px, y + py, 1, 1);
    }
  }
}
