/** What the public sees of each candidate, found on the public board although names and numbers may be masked there. */
import { shownRows } from "./board-view.js";
import { applyMessage, emptyBoard } from "./board.js";

const MASK = "*";

/**
 * @typedef {import("./board-view.js").ShownRow} ShownRow
 * @typedef {{number: string, name: string, formation: string, rank: number | null, total: number | null}} Known the committee's row
 * @typedef {{state: "shown" | "alike" | "absent", row: ShownRow | null, same: boolean}} Seen
 *   alike: several rows look like this candidate's, so whose is whose cannot be told from outside
 */

/** The board of a snapshot as the public gets it. @param {any} snapshot */
export function boardOf(snapshot) {
  return applyMessage(emptyBoard(), "snapshot", snapshot);
}

/** @param {Known[]} rows @param {import("./board.js").Board} board @returns {Map<string, Seen>} by number */
export function publicRows(rows, board) {
  const shown = shownRows(board);
  /** @type {Map<string, ShownRow[]>} */
  const byLength = new Map();
  for (const row of shown) {
    const key = keyOf(row);
    byLength.set(key, [...(byLength.get(key) ?? []), row]);
  }
  return new Map(rows.map((row) => [row.number, seenOf(row, byLength.get(keyOf(row)) ?? [])]));
}

/** What masks leave as it is. @param {{number: string, formation: string}} row */
function keyOf({ number, formation }) {
  return `${number.length} ${formation}`;
}

/** @param {Known} row @param {ShownRow[]} candidates @returns {Seen} */
function seenOf(row, candidates) {
  const found = candidates.filter(({ number, name }) => agrees(number, row.number) && (name === "" || agreesByWord(name, row.name)));
  if (found.length !== 1) return { state: found.length === 0 ? "absent" : "alike", row: null, same: false };
  const [seen] = found;
  return { state: "shown", row: seen, same: seen.rank === row.rank && (seen.total === row.total || (row.total === null && seen.total === 0)) };
}

/** @param {string} shown @param {string} whole */
function agrees(shown, whole) {
  const [signs, wanted] = [[...shown], [...whole]];
  return signs.length === wanted.length && signs.every((sign, index) => sign === MASK || sign === wanted[index]);
}

/** A mask stars at least one letter, so a word of one letter is shown with two. @param {string} shown @param {string} whole */
function agreesByWord(shown, whole) {
  const [signs, words] = [shown.split(" "), whole.normalize("NFC").split(/\s+/).filter(Boolean)];
  return signs.length === words.length && signs.every((sign, index) => sign === words[index] || (sign[0] === words[index][0] && sign.slice(1) === MASK.repeat(Math.max(1, [...words[index]].length - 1))));
}
