/** The row a visitor has pinned: always in view, with its ranks and the line of its formation. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { numberText, pointsText } from "../lib/format.js";
import { boardBar } from "./board-bar.js";
import { cutOf, goesOnChip, stateChip } from "./board-row.js";

/**
 * @typedef {object} Told
 * @property {import("../models/board-view.js").ShownRow} row ranked among all
 * @property {import("../models/board-view.js").ShownRow} inFormation the same row, ranked in its formation
 * @property {{ranked: number, rankedInFormation: number}} counts
 * @property {import("../models/board.js").Line | null} line
 * @property {any} sitting
 */

/** `tell(Told | null)`; dispatches "board-show", "board-share", "board-unpin". */
export class BoardOwn extends HTMLElement {
  /** @type {Told | null} */
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#act);
    this.hidden = this.#told === null;
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#act);
  }

  /** @param {Told | null} told */
  tell(told) {
    this.#told = told;
    this.hidden = told === null;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { row, sitting } = this.#told;
    render(
      this,
      html`<section class="board-own" aria-label="${t("find.own")}">
        <div class="board-own__rank"><span class="board-own__word">${t("word.rank")}</span><strong>${row.rank === null ? "–" : numberText(row.rank)}</strong><span class="quiet">${t("rank.of", { count: this.#told.counts.ranked })}</span></div>
        <div class="board-own__who"><strong class="board-own__number">${row.number}</strong>${row.name ? html`<span>${row.name}</span>` : null}<span class="quiet">${inFormation(this.#told)}</span></div>
        <ul class="board-own__sections">${sitting.sections.map((section, index) => sectionOf(row, section, index, sitting))}</ul>
        <div class="board-own__total"><span class="board-own__word">${t("word.total")}</span><strong>${pointsText(row.total)}</strong></div>
        <div class="board-own__state">${stateChip(row)}${row.goesOn ? goesOnChip(sitting) : null}</div>
        <div class="board-own__foot">${lineOf(this.#told)}<div class="board-own__actions">
          <button type="button" class="button button--small" data-action="show">${icon("list")}<span>${t("find.go")}</span></button>
          <button type="button" class="button button--small" data-action="share">${icon("upload")}<span>${t("find.share")}</span></button>
          <button type="button" class="button button--small button--quiet" data-action="unpin">${icon("cross")}<span>${t("find.away")}</span></button>
        </div></div>
      </section>`,
    );
  }

  #act = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
    if (button) this.dispatchEvent(new CustomEvent(`board-${button.dataset.action}`, { bubbles: true }));
  };
}

/** @param {Told} told */
function inFormation({ inFormation: { rank, formation }, counts }) {
  if (rank === null) return formation;
  return t("rank.of_formation", { rank, count: counts.rankedInFormation, formation });
}

/** @param {import("../models/board-view.js").ShownRow} row @param {any} section @param {number} index @param {any} sitting */
function sectionOf(row, section, index, sitting) {
  const points = row.points[index];
  if (points === undefined) return null;
  const cut = cutOf(sitting, section.id);
  const reached = cut !== null && points >= cut;
  const of = cut === null ? t("column.max", { max: pointsText(section.max) }) : t("column.cut", { cut: pointsText(cut) });
  return html`<li class="${reached ? "board-row__section--reached" : ""}"><span class="board-own__section"><span>${section.id.toUpperCase()}</span><strong>${pointsText(points)}${reached ? icon("check") : null}</strong></span>${boardBar(points, section.max, cut)}<small class="quiet">${of}${cut === null ? null : html`<span class="visually-hidden">, ${t(reached ? "row.reached" : "row.unreached")}</span>`}</small></li>`;
}

/** @param {Told} told */
function lineOf({ line, sitting, row }) {
  const vacancies = sitting.vacancies[row.formation];
  if (!line || vacancies === undefined) return null;
  const places = t("line.places", { places: line.places, multiple: sitting.go_on_multiple, vacancies });
  const standing = line.eligible === 0 ? t("line.waiting") : t("line.standing", { going: line.goingOn, eligible: line.eligible, total: pointsText(line.total) });
  return html`<p class="board-own__line">${icon("flag")}<span>${places}. ${standing}</span></p>`;
}

export function defineBoardOwn() {
  customElements.define("board-own", BoardOwn);
}
