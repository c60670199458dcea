/** What of a board is looked at: one formation's rows, one page of them, one candidate among them. */
import { ranksOf } from "./board.js";

const MASK = "*";

/**
 * @typedef {object} ShownRow
 * @property {number} row
 * @property {string} number
 * @property {string} name
 * @property {string} formation
 * @property {number} items
 * @property {number | null} rank among the rows shown
 * @property {number | null} total
 * @property {number[]} points in the order of the heading's sections
 * @property {number} answered
 * @property {string} status
 * @property {boolean | null} passed
 * @property {boolean} goesOn above the line of the formation as it stands now
 */

/** The formations that have a row, in alphabetical order. @param {import("./board.js").Board} board */
export function formationsOf(board) {
  const names = new Set([...board.people.values()].map(({ formation }) => formation).filter(Boolean));
  return [...names].sort((a, b) => a.localeCompare(b));
}

/**
 * The rows in order. With a formation, its rows only, ranked among themselves.
 * @param {import("./board.js").Board} board @param {string} [formation] @returns {ShownRow[]}
 */
export function shownRows(board, formation = "") {
  const ranks = ranksOf(board);
  const goingOn = new Map([...board.lines].map(([name, line]) => [name, line.goingOn]));
  /** @type {ShownRow[]} */
  const shown = [];
  let above = { overall: /** @type {number | null} */ (null), rank: 0 };
  board.order.forEach((number, place) => {
    const person = /** @type {import("./board.js").Person} */ (board.people.get(number));
    if (formation && person.formation !== formation) return;
    const row = /** @type {import("./board.js").Row} */ (board.rows.get(number));
    const overall = ranks[place];
    const rank = overall === above.overall ? above.rank : shown.length + 1;
    above = { overall, rank };
    shown.push({ ...person, ...row, rank: overall === null ? null : rank, goesOn: takesPlace(row, person, overall, goingOn) });
  });
  return shown;
}

/**
 * The rows of a page, with the pages there are. A page beyond the last is the last.
 * @template T @param {T[]} rows @param {number} page from 0 @param {number} size
 */
export function pageOf(rows, page, size) {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const shown = Math.min(Math.max(0, page), pages - 1);
  return { page: shown, pages, from: shown * size, rows: rows.slice(shown * size, (shown + 1) * size) };
}

/** The page a row is on. @param {ShownRow[]} rows @param {number} row @param {number} size */
export function pageOfRow(rows, row, size) {
  return Math.max(0, Math.floor(rows.findIndex((each) => each.row === row) / size));
}

/**
 * The rows a person may mean: the one of exactly this number, else those whose number holds it, else those whose
 * name does. A number that is shown partly is found by whoever knows all of it.
 * @param {ShownRow[]} rows @param {string} query
 */
export function findRows(rows, query) {
  const wanted = plain(query);
  if (wanted === "") return [];
  const exact = rows.filter(({ number }) => agrees(plain(number), wanted));
  if (exact.length > 0) return exact;
  const within = rows.filter(({ number }) => plain(number).includes(wanted));
  if (within.length > 0) return within;
  const words = query.trim().toLowerCase();
  return rows.filter(({ name }) => name.toLowerCase().includes(words));
}

/**
 * How many ranks each row has risen (above zero) or fallen since then; rows that were or are without a rank are left out.
 * @param {ShownRow[]} before @param {ShownRow[]} after @returns {Map<number, number>}
 */
export function movements(before, after) {
  const then = new Map(before.map(({ row, rank }) => [row, rank]));
  const moved = new Map();
  for (const { row, rank } of after) {
    const was = then.get(row);
    if (rank && was && was !== rank) moved.set(row, was - rank);
  }
  return moved;
}

/** @param {import("./board.js").Row} row @param {import("./board.js").Person} person @param {number | null} rank @param {Map<string, number>} left */
function takesPlace(row, person, rank, left) {
  const places = left.get(person.formation) ?? 0;
  if (!row.passed || rank === null || places === 0) return false;
  left.set(person.formation, places - 1);
  return true;
}

/** @param {string} text */
function plain(text) {
  return text.replace(/[\s.\-/]/g, "").toLowerCase();
}

/** @param {string} shown @param {string} wanted */
function agrees(shown, wanted) {
  if (shown.length !== wanted.length) return false;
  return [...shown].every((sign, index) => sign === wanted[index] || sign === MASK);
}
