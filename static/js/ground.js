// Which ground lies under the lines of the map: what the server says in, a ground out. It is the
// operator's style, else the tiles of the streets, else the sketch; `trouble` says what could not be had.

import { mapGround } from "./api.js";

const PATIENCE_MS = 15000;

/** Finds the ground; `addProtocol` is the map library's. Nothing here fails: the sketch is always there. */
export async function findGround(addProtocol) {
  const told = await mapGround().catch(() => null);
  const tiles = told?.tiles ?? null;
  if (!told?.style) return withTiles(tiles, addProtocol);
  try {
    return { kind: "style", tiles, style: await fetchStyle(told.style), trouble: "" };
  } catch {
    return { ...(await withTiles(tiles, addProtocol)), trouble: "style" };
  }
}

/** The ground to stand on where one cannot be drawn after all. */
export async function nextGround(ground, addProtocol) {
  if (ground.kind === "style") return { ...(await withTiles(ground.tiles, addProtocol)), trouble: "style" };
  return { kind: "sketch", tiles: null, style: null, trouble: ground.trouble || "tiles" };
}

async function withTiles(tiles, addProtocol) {
  if (!tiles) return { kind: "sketch", tiles: null, style: null, trouble: "" };
  try {
    const { Protocol } = await import("pmtiles");
    withTiles.protocol ??= new Protocol();
    addProtocol("pmtiles", withTiles.protocol.tile);
    return { kind: "tiles", tiles, style: null, trouble: "" };
  } catch {
    return { kind: "sketch", tiles: null, style: null, trouble: "tiles" };
  }
}

async function fetchStyle(address) {
  const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Error(`style: ${response.status}`);
  const style = await response.json();
  if (style?.version !== 8 || !Array.isArray(style.layers) || !style.layers.length || typeof style.sources !== "object") throw new Error("style: no style");
  return absolute(style, new URL(address, location.href));
}

// Addresses in a style are meant from where it stands; `{z}` and its like stay as they are.
function absolute(style, base) {
  const full = (text) => (typeof text === "string" ? new URL(text, base).href.replaceAll("%7B", "{").replaceAll("%7D", "}") : text);
  const sources = Object.fromEntries(Object.entries(style.sources).map(([id, source]) => [id, {
    ...source,
    ...(source.url ? { url: full(source.url) } : {}),
    ...(source.tiles ? { tiles: source.tiles.map(full) } : {}),
    ...(typeof source.data === "string" ? { data: full(source.data) } : {}),
  }]));
  const sprite = Array.isArray(style.sprite) ? style.sprite.map((one) => ({ ...one, url: full(one.url) })) : full(style.sprite);
  return { ...style, sources, sprite };
}
