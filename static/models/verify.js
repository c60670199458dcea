/**
 * Checks a claim against the log and says what was found, as codes: the page has the sentences.
 *
 * `checks` are in the order they were made, each `right`, `wrong` or `open`; the first wrong one ends it and is the
 * finding. Nothing is taken from the log that its signed root does not cover.
 */
import { same, textOf } from "./bytes.js";
import { isIncluded, leafHash } from "./merkle.js";
import { LogProblem, signedBy, signedCheckpoint } from "./public-log.js";
import { commitment, parseJson, receiptIn } from "./tlog-proof.js";
import { readNews } from "./verify-news.js";
import { readList } from "./verify-list.js";

/**
 * @typedef {{code: string, state: "right" | "wrong" | "open", values: Record<string, any>}} Check
 * @typedef {object} Found
 * @property {"good" | "changed" | "open" | "wrong"} verdict
 * @property {string} code of the sentence on top
 * @property {Record<string, any>} values
 * @property {string} kind
 * @property {Check[]} checks
 * @property {any} leaf what it says, as published
 * @property {number | null} index
 * @property {import("./claim.js").Person | null} person
 * @property {import("./tlog-proof.js").Answer[] | null} answers
 * @property {any} rules the exam's, where the log has them
 * @property {{index: number, leaf: any} | null} newer the correction that holds instead
 * @property {any} place in the newest list of the sitting
 * @property {any} list
 */
/**
 * @typedef {object} Ground
 * @property {import("./note.js").VerifierKey[]} keys
 * @property {import("./public-log.js").PublicLog | null} log null where it cannot be reached
 * @property {import("./note.js").Verify} verify
 * @property {(done: number, of: number) => void} [progress]
 */

/** @param {import("./claim.js").Claim} claim @param {Ground} ground @returns {Promise<Found>} */
export async function check(claim, ground) {
  const found = nothingYet(claim.kind);
  try {
    if (claim.kind === "receipt") await checkReceipt(claim, ground, found);
    else if (claim.kind === "promise") await checkPromise(claim, ground, found);
    else if (claim.kind === "certificate") await checkCertificate(claim, ground, found);
    else if (claim.kind === "leaf") await checkLeaf(claim, ground, found);
    else if (claim.kind === "list") await checkList(claim, ground, found);
    else throw new LogProblem(claim.kind === "unreadable" ? claim.code : "unknown");
  } catch (problem) {
    if (!(problem instanceof LogProblem)) throw problem;
    fail(found, problem);
  }
  return found;
}

/** @param {string} kind @returns {Found} */
function nothingYet(kind) {
  return { verdict: "good", code: kind, values: {}, kind, checks: [], leaf: null, index: null, person: null, answers: null, rules: null, newer: null, place: null, list: null };
}

/** What cannot be told for want of something, or was not read at all, is open; all else is wrong. */
const OPEN = new Set(["log_away", "file_missing", "too_long", "promise_open", "malformed", "cut_short", "unknown", "pdf", "checkpoint"]);

/** @param {Found} found @param {LogProblem} problem */
function fail(found, { code, values }) {
  const state = OPEN.has(code) ? "open" : "wrong";
  found.checks.push({ code, state, values });
  Object.assign(found, { verdict: state, code, values });
}

/** @param {Found} found @param {string} code @param {Record<string, any>} [values] */
function right(found, code, values = {}) {
  found.checks.push({ code, state: "right", values });
}

/** @param {Extract<import("./claim.js").Claim, {kind: "receipt"}>} claim @param {Ground} ground @param {Found} found */
async function checkReceipt({ proof }, ground, found) {
  const receipt = receiptIn(proof);
  if (receipt === null) throw new LogProblem("malformed");
  const signed = await signedCheckpoint(proof.note, ground.keys, ground.verify);
  right(found, "signed", { origin: signed.checkpoint.origin });
  const { size, root } = signed.checkpoint;
  if (!isIncluded(leafHash(receipt.entry), proof.index, size, proof.path, root)) throw new LogProblem("not_included", { index: proof.index });
  right(found, "included", { index: proof.index, size });
  if (signed.atS !== null) right(found, "since", { at: instant(signed.atS) });
  const leaf = attemptIn(receipt.entry, proof.index);
  Object.assign(found, { leaf, index: proof.index, values: { total: leaf.total, at: signed.atS === null ? leaf.at : instant(signed.atS) } });
  if (signed.atS === null) found.code = "receipt_undated";
  if (receipt.opened) {
    if (receipt.opened.attempt !== leaf.attempt || commitment(receipt.opened, receipt.salt) !== leaf.answers) throw new LogProblem("answers_differ");
    found.answers = receipt.opened.answers;
    right(found, "answers_fit", { count: found.answers.length });
  }
  if (withoutLog(ground, found)) return;
  await ground.log?.grewOutOf(signed.checkpoint);
  right(found, "grew", { size: ground.log?.size });
  await seeNews(ground, found);
}

/** @param {Extract<import("./claim.js").Claim, {kind: "promise"}>} claim @param {Ground} ground @param {Found} found */
async function checkPromise({ note, origin, hash, index }, ground, found) {
  await signedBy(note, origin, ground.keys, ground.verify);
  right(found, "promised", { origin });
  if (withoutLog(ground, found)) return;
  const place = await placeOf(hash, index, ground);
  if (place === null) throw new LogProblem("promise_open", { size: ground.log?.size });
  await checkLeaf({ kind: "leaf", index: place, hash }, ground, found);
  found.code = found.code === "leaf" ? "promise" : found.code;
}

/** @param {Uint8Array} hash @param {number | null} hint @param {Ground} ground */
async function placeOf(hash, hint, { log, progress }) {
  if (log === null) return null;
  if (hint !== null && hint < log.size && same(leafHash(await log.entry(hint)), hash)) return hint;
  await log.from(0, progress);
  for (let index = 0; index < log.size; index += 1) if (same(leafHash(await log.entry(index)), hash)) return index;
  return null;
}

/** @param {Extract<import("./claim.js").Claim, {kind: "certificate"}>} claim @param {Ground} ground @param {Found} found */
async function checkCertificate({ note, origin, index, hash, person }, ground, found) {
  await signedBy(note, origin, ground.keys, ground.verify);
  Object.assign(found, { person, index });
  right(found, "named", { origin, name: person.name, number: person.number, index });
  if (withoutLog(ground, found)) return;
  await checkLeaf({ kind: "leaf", index, hash }, ground, found);
  found.code = found.code === "leaf" ? "certificate" : found.code;
}

/** @param {Extract<import("./claim.js").Claim, {kind: "leaf"}>} claim @param {Ground} ground @param {Found} found */
async function checkLeaf({ index, hash }, ground, found) {
  const entry = await provedEntry(index, ground, found);
  if (hash !== null && !same(leafHash(entry), hash)) throw new LogProblem("leaf_differs", { index });
  if (hash !== null) right(found, "same_leaf", { index });
  const leaf = attemptIn(entry, index);
  Object.assign(found, { leaf, index, values: { total: leaf.total, at: leaf.at } });
  await seeNews(ground, found);
}

/** @param {Extract<import("./claim.js").Claim, {kind: "list"}>} claim @param {Ground} ground @param {Found} found */
async function checkList({ index, digest }, ground, found) {
  const entry = await provedEntry(index, ground, found);
  const leaf = parseJson(textOf(entry));
  if (leaf?.type !== "standing_published" || leaf.standing !== digest) throw new LogProblem("list_differs", { index });
  right(found, "same_list", { index });
  Object.assign(found, { leaf, index, values: { at: leaf.at, rows: leaf.rows } });
  const log = /** @type {import("./public-log.js").PublicLog} */ (ground.log);
  const { list, replaced, rules } = await readList(log, index, leaf, ground.progress);
  Object.assign(found, { list, rules });
  right(found, "rows_fit", { count: list.rows.length });
  if (replaced !== null) change(found, "list_replaced", replaced);
  else right(found, "newest_list", { size: log.size });
  witnesses(found, log);
}

/** @param {number} index @param {Ground} ground @param {Found} found */
async function provedEntry(index, { log }, found) {
  if (log === null) throw new LogProblem("log_away");
  const { origin } = log.signed.checkpoint;
  right(found, "log_signed", { origin, size: log.size, at: log.signed.atS === null ? null : instant(log.signed.atS) });
  const entry = await log.entry(index);
  right(found, "included", { index, size: log.size });
  return entry;
}

/** What the log says of this result later on. @param {Ground} ground @param {Found} found */
async function seeNews({ log, progress }, found) {
  if (log === null || found.index === null) return;
  const news = await readNews(log, found.index, found.leaf, progress);
  Object.assign(found, { rules: news.rules, place: news.place, newer: news.newer });
  if (news.newer) {
    change(found, "corrected", { index: news.newer.index, at: news.newer.leaf.at, total: news.newer.leaf.total, why: news.newer.leaf.why });
  } else {
    right(found, "newest", { size: log.size });
  }
  if (news.status) change(found, news.status.status, { at: news.status.at });
  if (news.place) right(found, news.place.rank === null ? "kept_out" : "listed", { ...news.place });
  witnesses(found, log);
}

/** @param {Found} found @param {import("./public-log.js").PublicLog} log */
function witnesses(found, { signed }) {
  if (signed.witnesses.length > 0) right(found, "witnessed", { count: signed.witnesses.length, names: signed.witnesses.join(", ") });
  if (signed.strangers.length > 0) found.checks.push({ code: "strangers", state: "open", values: { count: signed.strangers.length, names: signed.strangers.join(", ") } });
}

/** @param {Found} found @param {string} code @param {Record<string, any>} values */
function change(found, code, values) {
  const told = { ...values, before: found.values.total };
  found.checks.push({ code, state: "open", values: told });
  Object.assign(found, { verdict: "changed", code, values: { ...found.values, ...told } });
}

/** Signed, and yet nobody knows what became of it. @param {Ground} ground @param {Found} found */
function withoutLog({ log }, found) {
  if (log !== null) return false;
  found.checks.push({ code: "log_away", state: "open", values: {} });
  Object.assign(found, { verdict: "open", code: `${found.kind}_alone` });
  return true;
}

/** @param {Uint8Array} entry @param {number} index */
function attemptIn(entry, index) {
  const leaf = parseJson(textOf(entry));
  if (leaf?.type !== "attempt_closed" && leaf?.type !== "attempt_corrected") throw new LogProblem("other_kind", { index });
  return leaf;
}

/** @param {number} seconds */
function instant(seconds) {
  return new Date(seconds * 1000).toISOString();
}
