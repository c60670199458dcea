/** What the results page shows of a board, given what its visitor has chosen. */
import { findRows, formationsOf, pageOf, shownRows } from "./board-view.js";

/**
 * @typedef {import("./board-view.js").ShownRow} ShownRow
 * @typedef {{below: number, places: number, multiple: number, vacancies: number}} DrawnLine below is a row's number
 * @typedef {object} Look
 * @property {ShownRow[]} rows of the chosen formation, or all
 * @property {ReturnType<typeof pageOf<ShownRow>>} page
 * @property {string[]} formations
 * @property {ShownRow[]} found what the visitor may have asked for
 * @property {ShownRow | null} own the pinned row, ranked among all
 * @property {DrawnLine | null} line of the chosen formation
 * @property {{inFormation: ShownRow, counts: {ranked: number, rankedInFormation: number}, line: import("./board.js").Line | null} | null} ownPlace
 */

/**
 * @param {import("./board.js").Board} board
 * @param {{formation: string, find: string}} choice
 * @param {{page: number, size: number}} paging
 * @returns {Look}
 */
export function lookAt(board, { formation, find }, { page, size }) {
  const all = shownRows(board);
  const rows = formation ? shownRows(board, formation) : all;
  const found = findRows(all, find);
  const own = found.length === 1 ? found[0] : null;
  return {
    rows,
    page: pageOf(rows, page, size),
    formations: formationsOf(board),
    found,
    own,
    line: lineOf(board, formation, rows),
    ownPlace: own === null ? null : placeOf(board, own, all),
  };
}

/** @param {import("./board.js").Board} board @param {string} formation @param {ShownRow[]} rows @returns {DrawnLine | null} */
function lineOf({ lines, sitting }, formation, rows) {
  const line = lines.get(formation);
  const last = rows.filter(({ goesOn }) => goesOn).at(-1);
  if (!line || !last) return null;
  return { below: last.row, places: line.places, multiple: sitting.go_on_multiple, vacancies: sitting.vacancies[formation] };
}

/** @param {import("./board.js").Board} board @param {ShownRow} own @param {ShownRow[]} all */
function placeOf(board, own, all) {
  const inFormation = shownRows(board, own.formation);
  return {
    inFormation: /** @type {ShownRow} */ (inFormation.find(({ row }) => row === own.row)),
    counts: { ranked: rankedIn(all), rankedInFormation: rankedIn(inFormation) },
    line: board.lines.get(own.formation) ?? null,
  };
}

/** @param {ShownRow[]} rows */
function rankedIn(rows) {
  return rows.filter(({ rank }) => rank !== null).length;
}
