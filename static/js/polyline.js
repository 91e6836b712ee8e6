// Decodes an encoded polyline of any precision into [lon, lat] pairs, the order GeoJSON wants.

/** @returns {[number, number][]} an empty list for a text that is no polyline */
export function decode(points, precision = 6) {
  const scale = 10 ** precision;
  const line = [];
  let at = 0;
  let lat = 0;
  let lon = 0;
  while (at < (points?.length ?? 0)) {
    const [dLat, next] = number(points, at);
    const [dLon, end] = number(points, next);
    if (Number.isNaN(dLat) || Number.isNaN(dLon)) return line;
    lat += dLat;
    lon += dLon;
    at = end;
    line.push([lon / scale, lat / scale]);
  }
  return line;
}

// Precision 7 passes 32 bits, so the parts are added up rather than shifted.
function number(points, start) {
  let value = 0;
  let weight = 1;
  let at = start;
  for (;;) {
    const part = points.charCodeAt(at) - 63;
    if (Number.isNaN(part)) return [NaN, at];
    at += 1;
    value += (part & 31) * weight;
    weight *= 32;
    if (part < 32) break;
  }
  return [value % 2 ? -(value + 1) / 2 : value / 2, at];
}
