/** Receipts as files: a tlog-proof (c2sp.org/tlog-proof) whose extra data is the leaf and what opens its commitment. */
import { fromBase64, fromHex, hex, joined, textOf, utf8 } from "./bytes.js";
import { HASH_SIZE } from "./merkle.js";
import { parseNote, parseNumber } from "./note.js";
import { sha256 } from "./sha2.js";

export const HEADER = "c2sp.org/tlog-proof@v1";
const PROOF_SIZE_MAX = 4_000_000;
const HASHES_MAX = 63;
const SALT_SIZE = 32;
const ANSWERS_LINE = utf8("catserver answers 1\n");

/**
 * @typedef {[item: string, shown: string[], choice: string | null]} Answer
 * @typedef {{attempt: string, category: string, answers: Answer[]}} Opened
 * @typedef {{entry: Uint8Array, salt: Uint8Array, opened: Opened | null}} Receipt
 * @typedef {{index: number, path: Uint8Array[], note: import("./note.js").Note, extra: Uint8Array}} LogProof
 */

/** Null where it is no proof. @param {Uint8Array} content @returns {LogProof | null} */
export function parseProof(content) {
  const whole = content.length > PROOF_SIZE_MAX ? null : textOf(content);
  const end = whole?.indexOf("\n\n") ?? -1;
  if (!whole || end < 0) return null;
  const lines = whole.slice(0, end).split("\n");
  if (lines.shift() !== HEADER) return null;
  const extra = lines[0]?.startsWith("extra ") ? fromBase64(String(lines.shift()).slice(6)) : new Uint8Array();
  if (extra === null || !lines[0]?.startsWith("index ")) return null;
  const index = parseNumber(String(lines.shift()).slice(6));
  const path = lines.map(fromBase64);
  const note = parseNote(utf8(whole.slice(end + 2)));
  if (index === null || note === null || path.length > HASHES_MAX) return null;
  if (path.some((each) => each?.length !== HASH_SIZE)) return null;
  return { index, path: /** @type {Uint8Array[]} */ (path), note, extra };
}

/** Null where the proof carries no receipt of an attempt. @param {LogProof} proof @returns {Receipt | null} */
export function receiptIn({ extra }) {
  const said = parseJson(textOf(extra));
  const salt = typeof said?.salt === "string" ? fromHex(said.salt) : null;
  if (typeof said?.leaf !== "string" || salt?.length !== SALT_SIZE) return null;
  const opened = said.opened ?? null;
  if (opened !== null && !isOpened(opened)) return null;
  return { entry: utf8(said.leaf), salt, opened };
}

/** The salted commitment of a leaf's `answers`, in hexadecimal. @param {Opened} opened @param {Uint8Array} salt */
export function commitment({ answers, attempt, category }, salt) {
  // The one spelling that is hashed: keys sorted, no white space.
  return hex(sha256(joined(ANSWERS_LINE, salt, utf8(JSON.stringify({ answers, attempt, category })))));
}

/** @param {any} opened */
function isOpened({ attempt, category, answers }) {
  const isAnswer = (/** @type {any} */ each) =>
    Array.isArray(each) && each.length === 3 && typeof each[0] === "string" && Array.isArray(each[1]) && each[1].every((/** @type {any} */ choice) => typeof choice === "string") && (each[2] === null || typeof each[2] === "string");
  return typeof attempt === "string" && typeof category === "string" && Array.isArray(answers) && answers.every(isAnswer);
}

/** @param {string | null} text @returns {any} null where it is no JSON object */
export function parseJson(text) {
  try {
    const said = JSON.parse(text ?? "");
    return typeof said === "object" && !Array.isArray(said) ? said : null;
  } catch {
    return null;
  }
}
