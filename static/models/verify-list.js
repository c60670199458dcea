/** A published list: every row held against the leaf it was made from. */
import { LogProblem } from "./public-log.js";
import { rulesOf } from "./verify-news.js";

/**
 * Throws LogProblem.
 * @param {import("./public-log.js").PublicLog} log @param {number} index @param {any} leaf @param {(done: number, of: number) => void} [progress]
 */
export async function readList(log, index, leaf, progress) {
  const list = await log.file("standings", leaf.standing);
  if (list === null) throw new LogProblem("file_missing", { name: `standings/${leaf.standing.slice(0, 8)}…` });
  const rows = [...list.rows, ...list.withheld];
  const { first, leaves } = await log.from(Math.min(index, ...rows.map((row) => row.leaf)), progress);
  for (const row of rows) {
    if (!fits(row, leaves[row.leaf - first])) throw new LogProblem("row_differs", { index: row.leaf });
  }
  const later = leaves.findLastIndex((each, place) => first + place > index && each?.type === "standing_published" && each.sitting === leaf.sitting);
  const replaced = later < 0 ? null : { index: first + later, at: leaves[later].at };
  return { list, replaced, rules: await rulesOf(log, index, leaf.sitting) };
}

/** @param {any} row @param {any} leaf */
function fits(row, leaf) {
  if (leaf?.attempt !== row.attempt) return false;
  if (row.total === undefined) return true;
  const sections = Object.keys(row.sections);
  return leaf.total === row.total && leaf.passed === row.passed && leaf.formation === row.formation && sections.length === Object.keys(leaf.sections).length && sections.every((id) => leaf.sections[id] === row.sections[id]);
}
