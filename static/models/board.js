/** What the public board has told this page: (board, message) → board. docs/board.md describes the messages. */

export const PROTOCOL = 1;
const RANKED = new Set(["running", "finished"]);

/**
 * @typedef {{row: number, number: string, name: string, formation: string, items: number}} Person
 * @typedef {{row: number, tied: boolean, total: number | null, points: number[], answered: number, status: string, passed: boolean | null}} Row
 * @typedef {{places: number, eligible: number, goingOn: number, total: number | null}} Line
 * @typedef {object} Board
 * @property {number} version -1 before the first snapshot
 * @property {string | null} at
 * @property {any} sitting the heading
 * @property {any} summary
 * @property {Map<string, Line>} lines by formation
 * @property {Map<number, Person>} people by row number
 * @property {Map<number, Row>} rows by row number
 * @property {number[]} order row numbers, best first
 * @property {number | null} latest the best of the rows that changed last
 * @property {boolean} missed a message is missing: only a new snapshot helps
 * @property {boolean} outdated the server speaks a later protocol: only a reload helps
 */

/** @returns {Board} */
export function emptyBoard() {
  return {
    version: -1,
    at: null,
    sitting: null,
    summary: null,
    lines: new Map(),
    people: new Map(),
    rows: new Map(),
    order: [],
    latest: null,
    missed: false,
    outdated: false,
  };
}

/** A snapshot is a delta from nothing. @param {Board} board @param {string} event @param {any} message @returns {Board} */
export function applyMessage(board, event, message) {
  if (event !== "snapshot" && event !== "delta") return board;
  if (message.protocol !== PROTOCOL) return { ...board, outdated: true };
  if (event === "snapshot") return told(emptyBoard(), message);
  if (board.missed || message.version !== board.version + 1) return { ...board, missed: true };
  return told(board, message);
}

/**
 * The rank of each row in the order, null where there is none. Equal ones share a rank and are all counted: 1, 2, 2, 4.
 * @param {Board} board @returns {(number | null)[]}
 */
export function ranksOf(board) {
  let rank = 0;
  return board.order.map((number, place) => {
    const row = /** @type {Row} */ (board.rows.get(number));
    if (!row.tied) rank = place + 1;
    return RANKED.has(row.status) ? rank : null;
  });
}

/** @param {Board} board @param {any} message @returns {Board} */
function told(board, message) {
  const rows = message.rows.map(toRow);
  const places = message.places ?? rows.map((/** @type {Row} */ _row, /** @type {number} */ place) => place);
  return {
    ...board,
    version: message.version,
    at: message.at,
    sitting: message.sitting ?? board.sitting,
    summary: message.summary,
    lines: linesAfter(board, message),
    people: added(board.people, message.people.map(toPerson)),
    rows: added(board.rows, rows),
    order: placed(board.order, rows, places),
    latest: message.places ? (rows[0]?.row ?? board.latest) : null,
  };
}

/** With a new heading all lines are drawn anew. @param {Board} board @param {any} message */
function linesAfter(board, message) {
  if (!message.lines) return board.lines;
  const lines = new Map(message.sitting ? [] : board.lines);
  for (const [formation, places, eligible, goingOn, total] of message.lines) {
    lines.set(formation, { places, eligible, goingOn, total });
  }
  return lines;
}

/** @template {{row: number}} T @param {Map<number, T>} known @param {T[]} news */
function added(known, news) {
  if (news.length === 0) return known;
  const all = new Map(known);
  for (const each of news) all.set(each.row, each);
  return all;
}

/**
 * Take the changed rows out and put each back at its place; those that did not change keep their order.
 * @param {number[]} order @param {Row[]} rows in ascending order of place @param {number[]} places
 */
function placed(order, rows, places) {
  if (rows.length === 0) return order;
  const changed = new Set(rows.map(({ row }) => row));
  const kept = order.filter((row) => !changed.has(row));
  const all = [];
  let [next, rest] = [0, 0];
  while (next < rows.length || rest < kept.length) {
    all.push(places[next] === all.length ? rows[next++].row : kept[rest++]);
  }
  return all;
}

/** @param {any[]} values @returns {Person} */
function toPerson([row, number, name, formation, items]) {
  return { row, number, name, formation, items };
}

/** @param {any[]} values @returns {Row} */
function toRow([row, tied, total, points, answered, status, passed]) {
  return { row, tied: tied === 1, total, points, answered, status, passed };
}
