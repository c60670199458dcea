/** What the log says later on of a result: corrected, withheld, listed; and the rules of its exam. */
import { WIDTH } from "./tiles.js";

/** The rules stand before the first attempt of a sitting; so far back they are looked for. */
const BUNDLES_BACK_MAX = 8;

/** @typedef {import("./public-log.js").PublicLog} PublicLog */

/** Throws LogProblem. @param {PublicLog} log @param {number} index @param {any} leaf @param {(done: number, of: number) => void} [progress] */
export async function readNews(log, index, leaf, progress) {
  const { first, leaves } = await log.from(index, progress);
  const later = leaves.map((each, place) => ({ index: first + place, leaf: each })).filter((each) => each.index > index);
  const ofAttempt = later.filter((each) => each.leaf?.attempt === leaf.attempt);
  const newer = ofAttempt.findLast((each) => each.leaf.type === "attempt_corrected") ?? null;
  const decided = ofAttempt.findLast((each) => each.leaf.type === "result_decided")?.leaf ?? null;
  const status = decided === null || decided.status === "counts" ? null : decided;
  const place = await placeOf(log, later, leaf);
  return { newer, status, place, rules: await rulesOf(log, index, leaf.sitting) };
}

/** @param {PublicLog} log @param {{index: number, leaf: any}[]} later @param {any} leaf */
async function placeOf(log, later, leaf) {
  const published = later.findLast((each) => each.leaf?.type === "standing_published" && each.leaf.sitting === leaf.sitting);
  const list = published ? await log.file("standings", published.leaf.standing) : null;
  if (!published || list === null) return null;
  const row = list.rows.find((/** @type {any} */ each) => each.attempt === leaf.attempt);
  const { leaf: at, rank, formation_rank: within } = row ?? {};
  if (row) return { list: published.index, at: published.leaf.at, leaf: at, rank, within, count: list.rows.length };
  return { list: published.index, at: published.leaf.at, leaf: null, rank: null, within: null, count: list.rows.length };
}

/** Titles, most marks and cut scores; null where they are too far back. @param {PublicLog} log @param {number} index @param {string} sitting */
export async function rulesOf(log, index, sitting) {
  const bundle = Math.floor(index / WIDTH);
  for (let back = 0; back <= Math.min(bundle, BUNDLES_BACK_MAX); back += 1) {
    const { leaves } = await log.from((bundle - back) * WIDTH);
    const opened = leaves.find((each) => each?.type === "sitting_opened" && each.sitting === sitting);
    if (opened) return log.file("exams", opened.rules);
  }
  return null;
}
