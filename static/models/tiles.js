/** The published tree (c2sp.org/tlog-tiles): which file holds what, and proofs made from the hashes in them. */
import { HASH_SIZE, nodeHash, split } from "./merkle.js";

export const WIDTH = 256;
const HEIGHT = 8;

/** @typedef {(level: number, index: number) => Promise<Uint8Array>} HashAt of a full subtree over leaves `index * 2**level` on */

/** @param {number | "entries"} level @param {number} index @param {number} width */
export function tilePath(level, index, width) {
  const digits = String(index);
  const parts = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const named = parts.map((each, place) => (place < parts.length - 1 ? `x${each}` : each)).join("/");
  return `tile/${level}/${named}${width === WIDTH ? "" : `.p/${width}`}`;
}

/** How wide a tile is in a tree of `size` leaves. @param {number | "entries"} level @param {number} index @param {number} size */
export function widthOf(level, index, size) {
  const row = level === "entries" ? size : Math.floor(size / WIDTH ** level);
  return Math.min(WIDTH, row - index * WIDTH);
}

/** The entries of a bundle, each behind its length in two bytes; null where it ends in the middle of one. @param {Uint8Array} content */
export function entriesIn(content) {
  /** @type {Uint8Array[]} */
  const found = [];
  for (let place = 0; place < content.length; ) {
    const size = content[place] * 256 + (content[place + 1] ?? 0);
    if (place + 2 + size > content.length) return null;
    found.push(content.subarray(place + 2, place + 2 + size));
    place += 2 + size;
  }
  return found;
}

/**
 * Hashes of full subtrees, out of tiles.
 * @param {(level: number, index: number) => Promise<Uint8Array>} readTile @returns {HashAt}
 */
export function hashesFrom(readTile) {
  return async (level, index) => {
    const row = Math.floor(level / HEIGHT);
    const inside = 2 ** (level % HEIGHT);
    const first = index * inside;
    const tile = await readTile(row, Math.floor(first / WIDTH));
    const hashes = Array.from({ length: inside }, (_, place) => {
      const at = ((first % WIDTH) + place) * HASH_SIZE;
      return tile.slice(at, at + HASH_SIZE);
    });
    return folded(hashes);
  };
}

/** The root over hashes of equal subtrees, as many as a power of two. @param {Uint8Array[]} hashes */
function folded(hashes) {
  let row = hashes;
  while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, place) => nodeHash(row[2 * place], row[2 * place + 1]));
  return row[0];
}

/** The hash of leaves `start` to `end`, where the RFC's recursion leads. @param {HashAt} hashAt @param {number} start @param {number} end @returns {Promise<Uint8Array>} */
async function rangeHash(hashAt, start, end) {
  const width = end - start;
  const level = Math.log2(width);
  if (Number.isInteger(level)) return hashAt(level, start / width);
  const middle = start + split(width);
  return nodeHash(await rangeHash(hashAt, start, middle), await rangeHash(hashAt, middle, end));
}

/** @param {HashAt} hashAt @param {number} index @param {number} size @returns {Promise<Uint8Array[]>} */
export async function inclusionProof(hashAt, index, size) {
  /** @type {Uint8Array[]} */
  const proof = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      proof.unshift(await rangeHash(hashAt, middle, end));
      end = middle;
    } else {
      proof.unshift(await rangeHash(hashAt, start, middle));
      start = middle;
    }
  }
  return proof;
}

/** @param {HashAt} hashAt @param {number} old @param {number} size @returns {Promise<Uint8Array[]>} */
export async function consistencyProof(hashAt, old, size) {
  if (old === 0 || old === size) return [];
  /** @type {Uint8Array[]} */
  const proof = [];
  let [start, end, whole] = [0, size, true];
  while (end !== old) {
    const middle = start + split(end - start);
    if (old <= middle) {
      proof.unshift(await rangeHash(hashAt, middle, end));
      end = middle;
    } else {
      proof.unshift(await rangeHash(hashAt, start, middle));
      [start, whole] = [middle, false];
    }
  }
  return whole ? proof : [await rangeHash(hashAt, start, end), ...proof];
}

/**
 * The root of the tree whose leaves from `first` on have these hashes; of those before, the tiles say.
 * @param {HashAt} hashAt @param {number} first @param {Uint8Array[]} hashes
 */
export async function rootWith(hashAt, first, hashes) {
  const size = first + hashes.length;
  /** @param {number} start @param {number} end @returns {Promise<Uint8Array>} */
  async function rootOf(start, end) {
    if (end <= first) return rangeHash(hashAt, start, end);
    if (end - start === 1) return hashes[start - first];
    const middle = start + split(end - start);
    return nodeHash(await rootOf(start, middle), await rootOf(middle, end));
  }
  return rootOf(0, size);
}
