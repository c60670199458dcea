/** What somebody brings to be checked: the file, the text or the address of a code becomes a claim about the log. */
import { fromBase64, fromBase64Url, fromHex, textOf, utf8 } from "./bytes.js";
import { parseCheckpoint, parseKeys, parseNote, parseNumber } from "./note.js";
import { HEADER, parseProof } from "./tlog-proof.js";

const CERTIFICATE = "catserver certificate 1";
const PROMISE = "catserver promise 1";

/**
 * @typedef {{kind: "receipt", proof: import("./tlog-proof.js").LogProof}
 *   | {kind: "promise", note: import("./note.js").Note, origin: string, attempt: string, hash: Uint8Array, index: number | null}
 *   | {kind: "certificate", note: import("./note.js").Note, origin: string, index: number, hash: Uint8Array, person: Person}
 *   | {kind: "leaf", index: number, hash: Uint8Array | null}
 *   | {kind: "list", index: number, digest: string}
 *   | {kind: "keys", text: string}
 *   | {kind: "unreadable", code: string}} Claim
 * @typedef {{number: string, name: string, exam: string, sitting: string}} Person
 */

/** The part of an address behind its `#`; null where nothing is claimed. @param {string} fragment @returns {Claim | null} */
export function claimOfFragment(fragment) {
  const said = new URLSearchParams(fragment.replace(/^#/, ""));
  const index = parseNumber(said.get("leaf") ?? "");
  for (const name of ["receipt", "certificate", "promise"]) {
    const encoded = said.get(name);
    if (encoded === null) continue;
    const content = fromBase64Url(encoded);
    const claim = content === null ? unreadable("cut_short") : claimOf(content);
    if (claim.kind !== name) return unreadable("cut_short");
    return claim.kind === "promise" ? { ...claim, index } : claim;
  }
  if (index === null) return said.has("leaf") ? unreadable("cut_short") : null;
  const digest = said.get("list");
  if (digest !== null) return /^[0-9a-f]{64}$/.test(digest) ? { kind: "list", index, digest } : unreadable("cut_short");
  const hash = said.has("hash") ? hashIn(said.get("hash") ?? "") : null;
  if (said.has("hash") && hash === null) return unreadable("cut_short");
  return { kind: "leaf", index, hash };
}

/** Of a file or of what was pasted. @param {Uint8Array} content @returns {Claim} */
export function claimOf(content) {
  const text = textOf(content);
  if (text === null) return unreadable(isPdf(content) ? "pdf" : "unknown");
  if (isPdf(content)) return unreadable("pdf");
  // What passes through a mail or a form gets other line ends, and loses its last.
  const whole = `${text.replace(/\r\n/g, "\n").trim()}\n`;
  if (whole.startsWith(HEADER)) {
    const proof = parseProof(utf8(whole));
    return proof === null ? unreadable("cut_short") : { kind: "receipt", proof };
  }
  const address = whole.trim();
  if (!/\s/.test(address) && address.includes("#")) return claimOfFragment(address.slice(address.indexOf("#"))) ?? unreadable("unknown");
  if (parseKeys(whole) !== null) return { kind: "keys", text: whole };
  return claimOfNote(whole);
}

/** @param {string} whole @returns {Claim} */
function claimOfNote(whole) {
  const note = parseNote(utf8(whole));
  const [kind, ...lines] = (note?.text ?? whole).split("\n");
  const known = kind === CERTIFICATE || kind === PROMISE;
  if (note === null || !known) return unreadable(known ? "cut_short" : note && parseCheckpoint(note.text) ? "checkpoint" : "unknown");
  if (kind === PROMISE) {
    const hash = fromBase64(lines[2] ?? "");
    if (lines.length !== 4 || hash?.length !== 32) return unreadable("cut_short");
    return { kind: "promise", note, origin: lines[0], attempt: lines[1], hash, index: null };
  }
  const [origin, place, encoded, number, name, exam, sitting] = lines;
  const [index, hash] = [parseNumber(place ?? ""), fromBase64(encoded ?? "")];
  if (lines.length !== 8 || index === null || hash?.length !== 32) return unreadable("cut_short");
  return { kind: "certificate", note, origin, index, hash, person: { number, name, exam, sitting } };
}

/** @param {string} text in base 64 of either kind, or hexadecimal */
function hashIn(text) {
  const found = text.length === 64 ? fromHex(text) : fromBase64Url(text.replace(/ /g, "+"));
  return found?.length === 32 ? found : null;
}

/** @param {Uint8Array} content */
function isPdf(content) {
  return textOf(content.slice(0, 5)) === "%PDF-";
}

/** @param {string} code @returns {Claim} */
function unreadable(code) {
  return { kind: "unreadable", code };
}
