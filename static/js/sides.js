// Sketches where the border runs from points whose country is known: in comes the base map's
// features, out come the border as lines and a field that tells the side of any place.
//
// Every grid node takes the country whose points are closest (inverse distance to the eighth); the
// border is where two countries weigh the same. Crossings pin it, since it runs through them.

const COLUMNS = 150;
const PIN_DEG = 0.002;
const THIN_DEG = 0.008;
const SHORTEST = 24;
const REACH_DEG = 0.09;

/** @returns {null|{bounds, countries: string[], lines: object[], paint: (canvas, colors) => void}} */
export function sides(features) {
  const { points, crossings } = read(features);
  const countries = rank(points);
  if (countries.length < 2) return null;
  const bounds = around(points, crossings);
  const squeeze = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
  const rows = Math.max(2, Math.round((COLUMNS * (bounds.north - bounds.south)) / ((bounds.east - bounds.west) * squeeze)));
  const known = [...thin(points), ...pins(points, crossings, squeeze)];
  const { field, near } = weigh(known, countries, bounds, rows, squeeze);
  return {
    bounds,
    countries,
    lines: borderLines(field, near, countries, bounds, rows),
    paint: (canvas, colors) => paint(canvas, colors, field, countries.length, rows),
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

function around(points, crossings) {
  const all = [...points, ...crossings];
  const [lons, lats] = [all.map((p) => p.lon), all.map((p) => p.lat)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [dx, dy] = [(east - west) * 0.35 + 0.05, (north - south) * 0.35 + 0.05];
  return { west: west - dx, east: east + dx, south: south - dy, north: north + dy };
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

function weigh(known, countries, bounds, rows, squeeze) {
  const kinds = countries.length;
  const field = new Float32Array(COLUMNS * rows * kinds);
  const near = new Uint8Array(COLUMNS * rows);
  const xs = Float64Array.from(known, (p) => p.lon);
  const ys = Float64Array.from(known, (p) => p.lat);
  const weights = new Float64Array(kinds);
  const which = Uint8Array.from(known, (p) => countries.indexOf(p.country));
  for (let row = 0; row < rows; row += 1) {
    const lat = bounds.south + ((bounds.north - bounds.south) * row) / (rows - 1);
    for (let column = 0; column < COLUMNS; column += 1) {
      const lon = bounds.west + ((bounds.east - bounds.west) * column) / (COLUMNS - 1);
      const at = (row * COLUMNS + column) * kinds;
      let sum = 0;
      let closest = Infinity;
      weights.fill(0);
      for (let i = 0; i < xs.length; i += 1) {
        const dx = (xs[i] - lon) * squeeze;
        const dy = ys[i] - lat;
        const square = dx * dx + dy * dy + 1e-9;
        if (square < closest) closest = square;
        const weight = 1 / (square * square * square * square);
        weights[which[i]] += weight;
        sum += weight;
      }
      for (let kind = 0; kind < kinds; kind += 1) field[at + kind] = weights[kind] / sum;
      near[row * COLUMNS + column] = closest < REACH_DEG ** 2 ? 1 : 0;
    }
  }
  return { field, near };
}

function borderLines(field, near, countries, bounds, rows) {
  const kinds = countries.length;
  const lead = (column, row, kind) => {
    const at = (row * COLUMNS + column) * kinds;
    let other = 0;
    for (let k = 0; k < kinds; k += 1) if (k !== kind) other = Math.max(other, field[at + k]);
    return field[at + kind] - other;
  };
  const lines = [];
  for (let kind = 0; kind < kinds; kind += 1) {
    const pieces = contour((column, row) => lead(column, row, kind), rows);
    for (const line of chain(pieces).filter((found) => found.length > SHORTEST)) {
      const middle = line[Math.floor(line.length / 2)];
      if (rival(field, kinds, kind, middle, rows) < kind) continue;
      for (const stretch of within(line, near)) {
        for (const part of eastward(stretch)) lines.push(named(part, field, countries, bounds, rows));
      }
    }
  }
  return lines;
}

// Marching squares: the pieces of the zero line inside each cell, in grid units.
function contour(value, rows) {
  const pieces = [];
  for (let row = 0; row < rows - 1; row += 1) {
    for (let column = 0; column < COLUMNS - 1; column += 1) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const values = corners.map(([c, r]) => value(c, r));
      const cuts = [];
      for (let side = 0; side < 4; side += 1) {
        const [a, b] = [values[side], values[(side + 1) % 4]];
        if (a < 0 === b < 0) continue;
        const [p, q] = [corners[side], corners[(side + 1) % 4]];
        const share = a / (a - b);
        cuts.push([p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share]);
      }
      for (let i = 0; i + 1 < cuts.length; i += 2) pieces.push([cuts[i], cuts[i + 1]]);
    }
  }
  return pieces;
}

function chain(pieces) {
  const key = (point) => `${point[0].toFixed(4)},${point[1].toFixed(4)}`;
  const at = new Map();
  pieces.forEach((piece, index) => piece.forEach((point) => at.set(key(point), [...(at.get(key(point)) ?? []), index])));
  const used = new Set();
  const grow = (line) => {
    for (;;) {
      const next = (at.get(key(line.at(-1))) ?? []).find((index) => !used.has(index));
      if (next === undefined) return line;
      used.add(next);
      const [p, q] = pieces[next];
      line.push(key(p) === key(line.at(-1)) ? q : p);
    }
  };
  const lines = [];
  pieces.forEach((piece, index) => {
    if (used.has(index)) return;
    used.add(index);
    lines.push(grow(grow([...piece]).reverse()));
  });
  return lines;
}

function rival(field, kinds, kind, [x, y], rows) {
  const at = (Math.min(rows - 1, Math.round(y)) * COLUMNS + Math.min(COLUMNS - 1, Math.round(x))) * kinds;
  const order = [...Array(kinds).keys()].filter((k) => k !== kind);
  return order.reduce((a, b) => (field[at + b] > field[at + a] ? b : a));
}

// Far from every known point the field only guesses, so the line is left out there.
function within(line, near) {
  const stretches = [[]];
  for (const point of line) {
    if (near[Math.round(point[1]) * COLUMNS + Math.round(point[0])]) stretches.at(-1).push(point);
    else if (stretches.at(-1).length) stretches.push([]);
  }
  return stretches.filter((stretch) => stretch.length > 2);
}

// Names along a line stay on their side only while it runs one way, so it is cut where it turns.
function eastward(line) {
  const parts = [];
  let part = [line[0]];
  let sign = 0;
  for (let i = 1; i < line.length; i += 1) {
    const way = Math.sign(line[i][0] - line[i - 1][0]);
    if (sign && way && way !== sign && part.length > 4) {
      parts.push(sign > 0 ? part : part.reverse());
      part = [line[i - 1]];
      sign = way;
    } else if (!sign) sign = way;
    part.push(line[i]);
  }
  parts.push(sign >= 0 ? part : part.reverse());
  return parts;
}

function named(part, field, countries, bounds, rows) {
  const kinds = countries.length;
  const [x, y] = part[Math.floor(part.length / 2)];
  const best = (row) => {
    const at = (Math.max(0, Math.min(rows - 1, Math.round(row))) * COLUMNS + Math.round(x)) * kinds;
    return countries[[...Array(kinds).keys()].reduce((a, b) => (field[at + b] > field[at + a] ? b : a))];
  };
  const place = ([column, row]) => [
    bounds.west + ((bounds.east - bounds.west) * column) / (COLUMNS - 1),
    bounds.south + ((bounds.north - bounds.south) * row) / (rows - 1),
  ];
  return { north: best(y + 2), south: best(y - 2), coordinates: part.map(place) };
}

// Paints the sides as flat tones, sharp at the border.
function paint(canvas, colors, field, kinds, rows) {
  const scale = 4;
  canvas.width = COLUMNS * scale;
  canvas.height = rows * scale;
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  for (let py = 0; py < canvas.height; py += 1) {
    const y = ((canvas.height - 1 - py) / (canvas.height - 1)) * (rows - 1);
    const [r0, fy] = [Math.min(rows - 2, Math.floor(y)), y - Math.min(rows - 2, Math.floor(y))];
    for (let px = 0; px < canvas.width; px += 1) {
      const x = (px / (canvas.width - 1)) * (COLUMNS - 1);
      const c0 = Math.min(COLUMNS - 2, Math.floor(x));
      const fx = x - c0;
      let best = 0;
      let top = -1;
      for (let kind = 0; kind < kinds; kind += 1) {
        const at = (c, r) => field[(r * COLUMNS + c) * kinds + kind];
        const value = (at(c0, r0) * (1 - fx) + at(c0 + 1, r0) * fx) * (1 - fy)
          + (at(c0, r0 + 1) * (1 - fx) + at(c0 + 1, r0 + 1) * fx) * fy;
        if (value > top) [top, best] = [value, kind];
      }
      image.data.set(colors[best % colors.length], (py * canvas.width + px) * 4);
    }
  }
  context.putImageData(image, 0, 0);
}
