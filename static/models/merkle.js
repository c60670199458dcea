/** RFC 6962 hashing and its two proofs; they are followed as RFC 9162, 2.1.3.2 and 2.1.4.2, says step by step. */
import { joined, same } from "./bytes.js";
import { sha256 } from "./sha2.js";

export const HASH_SIZE = 32;
const [LEAF, NODE] = [Uint8Array.of(0), Uint8Array.of(1)];
const EMPTY_ROOT = sha256(new Uint8Array());

/** @param {Uint8Array} entry */
export function leafHash(entry) {
  return sha256(joined(LEAF, entry));
}

/** @param {Uint8Array} left @param {Uint8Array} right */
export function nodeHash(left, right) {
  return sha256(joined(NODE, left, right));
}

/** The largest power of two below `width`. @param {number} width */
export function split(width) {
  let half = 1;
  while (half * 2 < width) half *= 2;
  return half;
}

/**
 * Whether `leaf` stands at `index` of the tree with `size` and `root`.
 * @param {Uint8Array} leaf its hash @param {number} index @param {number} size @param {Uint8Array[]} proof @param {Uint8Array} root
 */
export function isIncluded(leaf, index, size, proof, root) {
  if (!areHashes([leaf, root, ...proof]) || !areNumbers(index, size) || index >= size) return false;
  let [place, last, reached] = [index, size - 1, leaf];
  for (const each of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      reached = nodeHash(each, reached);
      while (place % 2 === 0 && place > 0) [place, last] = [half(place), half(last)];
    } else {
      reached = nodeHash(reached, each);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(reached, root);
}

/**
 * Whether the tree with `size` begins with the one of `old` leaves.
 * @param {number} old @param {number} size @param {Uint8Array[]} proof @param {Uint8Array} oldRoot @param {Uint8Array} root
 */
export function isConsistent(old, size, proof, oldRoot, root) {
  if (!areHashes([oldRoot, root, ...proof]) || !areNumbers(old, size) || old > size) return false;
  if (old === 0) return proof.length === 0 && same(oldRoot, EMPTY_ROOT);
  if (old === size) return proof.length === 0 && same(oldRoot, root);
  if (proof.length === 0) return false;
  const [first, ...rest] = isPowerOfTwo(old) ? [oldRoot, ...proof] : proof;
  let [place, last, before, after] = [old - 1, size - 1, first, first];
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  for (const each of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      [before, after] = [nodeHash(each, before), nodeHash(each, after)];
      while (place % 2 === 0 && place > 0) [place, last] = [half(place), half(last)];
    } else {
      after = nodeHash(after, each);
    }
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && same(before, oldRoot) && same(after, root);
}

/** @param {number} number */
function half(number) {
  return Math.floor(number / 2);
}

/** @param {number} number */
function isPowerOfTwo(number) {
  return Number.isInteger(Math.log2(number));
}

/** @param {...number} numbers */
function areNumbers(...numbers) {
  return numbers.every((each) => Number.isSafeInteger(each) && each >= 0);
}

/** @param {Uint8Array[]} hashes */
function areHashes(hashes) {
  return hashes.every((each) => each.length === HASH_SIZE);
}
