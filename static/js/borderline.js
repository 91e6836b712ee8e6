// The border as lines: in comes a grid with the weight of every country at its nodes, out come the
// lines along which two countries weigh the same, with the country above and below each.

const SHORTEST = 24;

/** @returns {{north: string, south: string, coordinates: [number, number][]}[]} west to east */
export function borderLines(grid) {
  const lines = [];
  for (let kind = 0; kind < grid.kinds; kind += 1) {
    const pieces = contour(grid, (node) => lead(grid, node, kind));
    for (const line of chain(pieces).filter((found) => found.length > SHORTEST)) {
      if (rival(grid, kind, line[Math.floor(line.length / 2)]) < kind) continue;
      for (const part of within(grid, line).flatMap(eastward)) lines.push(named(grid, part));
    }
  }
  return lines;
}

function lead({ share, kinds }, node, kind) {
  let other = 0;
  for (let k = 0; k < kinds; k += 1) if (k !== kind) other = Math.max(other, share[node * kinds + k]);
  return share[node * kinds + kind] - other;
}

// Marching squares: the pieces of the zero line inside each cell, in grid units.
function contour({ columns, rows }, value) {
  const pieces = [];
  const values = Float32Array.from({ length: columns * rows }, (_, node) => value(node));
  for (let row = 0; row < rows - 1; row += 1) {
    for (let column = 0; column < columns - 1; column += 1) {
      const node = row * columns + column;
      const at = [values[node], values[node + 1], values[node + columns + 1], values[node + columns]];
      const below = at.filter((one) => one < 0).length;
      if (below === 0 || below === 4) continue;
      const cuts = cutsOf(at, column, row);
      for (let i = 0; i + 1 < cuts.length; i += 2) pieces.push([cuts[i], cuts[i + 1]]);
    }
  }
  return pieces;
}

function cutsOf(at, column, row) {
  const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
  const cuts = [];
  for (let side = 0; side < 4; side += 1) {
    const [a, b] = [at[side], at[(side + 1) % 4]];
    if (a < 0 === b < 0) continue;
    const [p, q] = [corners[side], corners[(side + 1) % 4]];
    const part = a / (a - b);
    cuts.push([p[0] + (q[0] - p[0]) * part, p[1] + (q[1] - p[1]) * part]);
  }
  return cuts;
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

const nodeAt = ({ columns, rows }, x, y) =>
  Math.max(0, Math.min(rows - 1, Math.round(y))) * columns + Math.max(0, Math.min(columns - 1, Math.round(x)));

function rival(grid, kind, [x, y]) {
  const node = nodeAt(grid, x, y) * grid.kinds;
  const others = [...Array(grid.kinds).keys()].filter((k) => k !== kind);
  return others.reduce((a, b) => (grid.share[node + b] > grid.share[node + a] ? b : a));
}

// Far from every known point the grid only guesses, so the line is left out there.
function within(grid, line) {
  const stretches = [[]];
  for (const point of line) {
    if (grid.near[nodeAt(grid, ...point)]) stretches.at(-1).push(point);
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

function named(grid, part) {
  const { bounds, columns, rows, countries, kinds, share } = grid;
  const [x, y] = part[Math.floor(part.length / 2)];
  const best = (row) => {
    const node = nodeAt(grid, x, row) * kinds;
    return countries[[...Array(kinds).keys()].reduce((a, b) => (share[node + b] > share[node + a] ? b : a))];
  };
  const place = ([column, row]) => [
    bounds.west + ((bounds.east - bounds.west) * column) / (columns - 1),
    bounds.south + ((bounds.north - bounds.south) * row) / (rows - 1),
  ];
  return { north: best(y + 2), south: best(y - 2), coordinates: part.map(place) };
}
