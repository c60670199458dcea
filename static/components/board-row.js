/** One row of the board as markup, the same in the table, in the hall and where a row is pinned. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/html.js";
import { numberText, pointsText } from "../lib/format.js";
import { boardBar } from "./board-bar.js";

/** @typedef {import("../models/board-view.js").ShownRow} ShownRow */

/** @type {Record<string, [tone: string, drawing: string]>} */
const LOOKS = {
  waiting: ["quiet", "hourglass"],
  running: ["quiet", "play"],
  above: ["positive", "check"],
  finished: ["quiet", "check"],
  passed: ["positive", "check-circle"],
  not_passed: ["quiet", "minus"],
  under_review: ["caution", "alert"],
  disqualified: ["negative", "cross-circle"],
};

/** @param {ShownRow} row @param {any} sitting @param {{own?: boolean, moved?: number}} [marks] */
export function boardRow(row, sitting, { own = false, moved = 0 } = {}) {
  return html`<tr role="row" class="board-row ${own ? "board-row--own" : ""}" data-key="${row.row}" data-row="${row.row}" data-total="${row.total ?? ""}">
    <td role="cell" class="board-row__rank">${rank(row.rank)}${movement(moved)}</td>
    <th role="rowheader" scope="row" class="board-row__who"><span class="board-row__number">${row.number}</span>${whoElse(row)}</th>
    ${sitting.sections.map((section, index) => sectionCell(row, section, index, sitting))}
    <td role="cell" class="board-row__total">${pointsText(row.total)}</td>
    <td role="cell" class="board-row__progress">${answered(row)}</td>
    <td role="cell" class="board-row__state">${stateChip(row)}${row.goesOn ? goesOnChip(sitting) : null}</td>
  </tr>`;
}

/** The headings of the columns. @param {any} sitting @param {(texts: any) => string} pick */
export function boardHeadings(sitting, pick) {
  const sections = sitting.sections.map((section) => {
    const cut = cutOf(sitting, section.id);
    const said = cut === null ? t("column.max", { max: pointsText(section.max) }) : t("column.cut", { cut: pointsText(cut) });
    return html`<th role="columnheader" scope="col" class="board-row__section" title="${pick(section.title)}"
      ><abbr class="board-row__abbr">${section.id.toUpperCase()}</abbr> <small>${said}</small></th>`;
  });
  return html`<tr role="row" class="board-row board-row--head">
    <th role="columnheader" scope="col" class="board-row__rank"><span class="board-row__rank-word">${t("word.rank")}</span></th>
    <th role="columnheader" scope="col" class="board-row__who">${t("column.candidate")}</th>
    ${sections}
    <th role="columnheader" scope="col" class="board-row__total">${t("word.total")}</th>
    <th role="columnheader" scope="col" class="board-row__progress">${t("column.progress")}</th>
    <th role="columnheader" scope="col" class="board-row__state">${t("column.state")}</th>
  </tr>`;
}

/** The cut score whose line is drawn. @param {any} sitting @param {string} section @returns {number | null} */
export function cutOf(sitting, section) {
  return sitting.cuts[0]?.sections[section] ?? null;
}

/** @param {ShownRow} row */
export function stateChip(row) {
  const state = stateOf(row);
  const [tone, drawing] = LOOKS[state] ?? LOOKS.running;
  return html`<span class="chip chip--${state} tone-${tone}">${icon(drawing)}<span>${t(`row.${state}`)}</span></span>`;
}

/** @param {any} sitting */
export function goesOnChip(sitting) {
  return html`<span class="chip tone-accent board-row__line">${icon("flag")}<span>${t("line.going", { multiple: sitting.go_on_multiple })}</span></span>`;
}

/** @param {ShownRow} row @param {any} section @param {number} index @param {any} sitting */
export function sectionCell(row, section, index, sitting) {
  const points = row.points[index];
  if (points === undefined) return html`<td role="cell" class="board-row__section">–</td>`;
  const cut = cutOf(sitting, section.id);
  const reached = cut !== null && points >= cut;
  const word = cut === null ? null : html`<span class="visually-hidden">${t(reached ? "row.reached" : "row.unreached")}</span>`;
  return html`<td role="cell" class="board-row__section ${reached ? "board-row__section--reached" : ""}"
    ><span class="board-row__points"><abbr class="board-row__abbr board-row__abbr--narrow">${section.id.toUpperCase()}</abbr><span>${pointsText(points)}</span>${reached ? icon("check") : null}${word}</span>${boardBar(points, section.max, cut)}</td>`;
}

/** @param {number | null} value */
function rank(value) {
  if (value !== null) return html`<span class="board-row__figure">${numberText(value)}</span>`;
  return html`<span class="board-row__figure">–<span class="visually-hidden">${t("rank.none")}</span></span>`;
}

/** @param {number} moved */
function movement(moved) {
  if (moved === 0) return null;
  const [way, drawing] = moved > 0 ? ["up", "arrow-up"] : ["down", "arrow-down"];
  const count = Math.abs(moved);
  return html`<span class="board-row__moved board-row__moved--${way}">${icon(drawing)}<span aria-hidden="true">${numberText(count)}</span><span class="visually-hidden">${t(`move.${way}`, { count })}</span></span>`;
}

/** @param {ShownRow} row */
function whoElse(row) {
  const name = row.name ? html`<span class="board-row__name">${row.name}</span>` : null;
  return html`<span class="board-row__rest" title="${row.formation}">${name}<span class="board-row__formation">${row.formation}</span></span>`;
}

/** @param {ShownRow} row */
function answered(row) {
  if (row.total === null) return html`–`;
  return html`<span class="board-row__answered">${numberText(row.answered)}<span class="quiet">/${numberText(row.items)}</span></span>${boardBar(row.answered, row.items)}`;
}

/** @param {ShownRow} row */
function stateOf({ status, passed }) {
  if (status === "running" && passed) return "above";
  if (status !== "finished" || passed === null) return status;
  return passed ? "passed" : "not_passed";
}
