/** The rows of one page of the board; those that change place glide there. */
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { boardHeadings, boardRow } from "./board-row.js";

const GLIDE_MS = 700;
const GLOW_MS = 1600;
const EASE = "cubic-bezier(0.22, 0.8, 0.24, 1)";

/**
 * @typedef {object} Told
 * @property {import("../models/board-view.js").ShownRow[]} rows
 * @property {any} sitting
 * @property {number | null} own a row number
 * @property {Map<number, number>} moved ranks risen by row number
 * @property {import("../models/board-page.js").DrawnLine | null} [line] below which row the line of vacancies is drawn
 */

/** `tell(Told)`. */
export class BoardTable extends HTMLElement {
  /** @type {Told | null} */
  #told = null;
  #still = matchMedia("(prefers-reduced-motion: reduce)");
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  /** @param {Told} told */
  tell(told) {
    const samePage = this.#told?.rows[0] && told.sitting.id === this.#told.sitting.id;
    const glides = Boolean(samePage) && !this.#still.matches;
    const before = glides ? this.#places() : new Map();
    this.#told = told;
    this.update();
    if (glides) this.#glide(before);
  }

  get told() {
    return this.#told;
  }

  /** @param {number} row */
  bringIntoView(row) {
    const element = this.querySelector(`[data-row="${row}"]`);
    element?.scrollIntoView({ block: "center", behavior: this.#still.matches ? "auto" : "smooth" });
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { rows, sitting, own, moved, line } = this.#told;
    const caption = t(sitting.phase === "closed" ? "table.caption_closed" : "table.caption");
    this.dataset.sections = String(sitting.sections.length);
    render(
      this,
      html`<table role="table" class="board-table">
        <caption class="visually-hidden">${caption}</caption>
        <thead role="rowgroup">${boardHeadings(sitting, pick)}</thead>
        <tbody role="rowgroup">${rows.map((row) => [boardRow(row, sitting, { own: row.row === own, moved: moved.get(row.row) ?? 0 }), line?.below === row.row ? drawnLine(line) : null])}</tbody>
      </table>`,
    );
  }

  /** Where each row is seen now, in the middle of a movement too. @returns {Map<string, {top: number, total: string}>} */
  #places() {
    return new Map(
      this.#rows().map((element) => [element.dataset.row ?? "", { top: element.getBoundingClientRect().top, total: element.dataset.total ?? "" }]),
    );
  }

  /** First, last, invert, play. @param {Map<string, {top: number, total: string}>} before */
  #glide(before) {
    const elements = this.#rows();
    for (const element of elements) stop(element);
    const after = elements.map((element) => element.getBoundingClientRect().top);
    const glow = getComputedStyle(this).getPropertyValue("--accent-soft");
    elements.forEach((element, index) => {
      const was = before.get(element.dataset.row ?? "");
      if (!was) return void element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: GLIDE_MS, id: "board" });
      const way = was.top - after[index];
      if (Math.abs(way) > 1) glide(element, way);
      if (was.total !== element.dataset.total) element.animate([{ backgroundColor: glow }, {}], { duration: GLOW_MS, id: "glow" });
      return undefined;
    });
  }

  /** @returns {HTMLElement[]} */
  #rows() {
    return [...this.querySelectorAll("tbody > tr")].map((row) => /** @type {HTMLElement} */ (row));
  }
}

/** The line of a formation, as far down as somebody goes on. @param {import("../models/board-page.js").DrawnLine} line */
function drawnLine({ places, multiple, vacancies }) {
  return html`<tr role="row" class="board-row board-row--line" data-key="line" data-row="line"><td role="cell" class="board-row__drawn">${icon("flag")}<span>${t("line.drawn", { places, multiple, vacancies })}</span></td></tr>`;
}

/** @param {HTMLElement} element */
function stop(element) {
  for (const animation of element.getAnimations()) {
    if (animation.id === "board") animation.cancel();
  }
}

/** Whoever rises passes in front. @param {HTMLElement} element @param {number} way in pixels, above zero upwards */
function glide(element, way) {
  const zIndex = way > 0 ? "2" : "1";
  element.animate(
    [
      { transform: `translateY(${way}px)`, zIndex },
      { transform: "none", zIndex },
    ],
    { duration: GLIDE_MS, easing: EASE, id: "board" },
  );
}

export function defineBoardTable() {
  customElements.define("board-table", BoardTable);
}
