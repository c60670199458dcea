/** Signed notes and checkpoints (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature). What is malformed is null. */
import { base64, fromBase64, hex, joined, same, textOf, utf8 } from "./bytes.js";
import { HASH_SIZE } from "./merkle.js";
import { sha256 } from "./sha2.js";

export const ED25519 = 1;
/** Ed25519 over a checkpoint and when it was signed. */
export const COSIGNATURE = 4;
const NOTE_SIZE_MAX = 1_000_000;
const SIGNATURES_MAX = 100;
const DASH = "— ";
const KEY_ID_SIZE = 4;
const TIME_SIZE = 8;

/**
 * @typedef {{name: string, type: number, public: Uint8Array, id: Uint8Array, text: string}} VerifierKey
 * @typedef {{name: string, id: Uint8Array, bytes: Uint8Array}} Signature
 * @typedef {{text: string, signatures: Signature[]}} Note not verified yet
 * @typedef {{origin: string, size: number, root: Uint8Array}} Checkpoint
 * @typedef {(key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>} Verify
 */

/** `name+id+key`, as in `vkey`. @param {string} text @returns {VerifierKey | null} */
export function parseKey(text) {
  const [name, id, ...rest] = text.trim().split("+");
  const material = fromBase64(rest.join("+"));
  if (!isName(name) || material?.length !== 33 || ![ED25519, COSIGNATURE].includes(material[0])) return null;
  const found = sha256(joined(utf8(`${name}\n`), material)).subarray(0, KEY_ID_SIZE);
  return hex(found) === id ? { name, type: material[0], public: material.slice(1), id: found, text: text.trim() } : null;
}

/** One in each line; null where a line is none. @param {string} text */
export function parseKeys(text) {
  const keys = text.split("\n").filter((line) => line.trim() !== "").map(parseKey);
  return keys.length > 0 && keys.every((each) => each !== null) ? /** @type {VerifierKey[]} */ (keys) : null;
}

/** What people compare: SHA-256 of the public key, in groups of four. @param {VerifierKey} key */
export function fingerprint(key) {
  return (hex(sha256(key.public)).match(/.{4}/g) ?? []).join(" ");
}

/** @param {Uint8Array} content @returns {Note | null} */
export function parseNote(content) {
  const whole = content.length > NOTE_SIZE_MAX ? null : textOf(content);
  if (whole === null || [...whole].some((sign) => sign < " " && sign !== "\n")) return null;
  const end = whole.lastIndexOf("\n\n");
  const lines = whole.slice(end + 2);
  if (end < 0 || !lines.endsWith("\n")) return null;
  const signatures = lines.slice(0, -1).split("\n").map(parseSignature);
  if (signatures.length > SIGNATURES_MAX || signatures.includes(null)) return null;
  return { text: whole.slice(0, end + 1), signatures: /** @type {Signature[]} */ (signatures) };
}

/** @param {string} line @returns {Signature | null} */
function parseSignature(line) {
  if (!line.startsWith(DASH)) return null;
  const [name, encoded, ...more] = line.slice(DASH.length).split(" ");
  const bytes = fromBase64(encoded ?? "");
  if (!isName(name) || more.length > 0 || bytes === null || bytes.length <= KEY_ID_SIZE) return null;
  return { name, id: bytes.slice(0, KEY_ID_SIZE), bytes: bytes.slice(KEY_ID_SIZE) };
}

/** @param {string} name */
function isName(name) {
  return name !== "" && !/[+\s]/u.test(name);
}

/** @param {string} text of a note @returns {Checkpoint | null} */
export function parseCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.includes("")) return null;
  const [origin, size, encoded] = lines;
  const root = fromBase64(encoded);
  const number = parseNumber(size);
  return root?.length === HASH_SIZE && number !== null ? { origin, size: number, root } : null;
}

/** A decimal without leading zeroes. @param {string} text */
export function parseNumber(text) {
  return /^(?:0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
}

/**
 * What the keys say of a note: `verified` those whose signature is right, `wrong` those in whose name a signature is
 * wrong, `unknown` the names of all others who signed.
 * @param {Note} note @param {VerifierKey[]} keys @param {Verify} verify
 */
export async function signersOf(note, keys, verify) {
  /** @type {{key: VerifierKey, atS: number | null}[]} */
  const verified = [];
  /** @type {VerifierKey[]} */
  const wrong = [];
  /** @type {string[]} */
  const unknown = [];
  for (const each of note.signatures) {
    const key = keys.find(({ name, id }) => name === each.name && same(id, each.id));
    if (!key) unknown.push(each.name);
    else if (!(await isSigned(note.text, key, each.bytes, verify))) wrong.push(key);
    else if (!verified.some((known) => known.key === key)) verified.push({ key, atS: key.type === COSIGNATURE ? timeOf(each.bytes) : null });
  }
  return { verified, wrong, unknown };
}

/** @param {string} text @param {VerifierKey} key @param {Uint8Array} signature @param {Verify} verify */
async function isSigned(text, key, signature, verify) {
  if (key.type === ED25519) return verify(key.public, utf8(text), signature);
  if (signature.length !== TIME_SIZE + 64) return false;
  const message = utf8(`cosignature/v1\ntime ${timeOf(signature)}\n${text}`);
  return verify(key.public, message, signature.subarray(TIME_SIZE));
}

/** POSIX seconds. @param {Uint8Array} signature */
function timeOf(signature) {
  return Number(new DataView(signature.buffer, signature.byteOffset, TIME_SIZE).getBigUint64(0));
}

/** @param {Note} note */
export function noteText({ text, signatures }) {
  return `${text}\n${signatures.map(({ name, id, bytes }) => `${DASH}${name} ${base64(joined(id, bytes))}\n`).join("")}`;
}
