/** A few rows side by side on one line, for the lower edge of a picture. */
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { numberText, pointsText } from "../lib/format.js";

/** Property `rows`: those to be shown now. */
export class BoardTicker extends HTMLElement {
  /** @type {import("../models/board-view.js").ShownRow[]} */
  #rows = [];
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  /** @param {import("../models/board-view.js").ShownRow[]} rows */
  set rows(rows) {
    this.#rows = rows;
    this.update();
  }

  update() {
    if (!this.isConnected) return;
    render(
      this,
      this.#rows.length === 0
        ? html`<p class="board-ticker__nobody">${t("empty.heading")}</p>`
        : html`<ol class="board-ticker">${this.#rows.map(
            (row) => html`<li class="board-ticker__row" data-key="${row.row}"><span class="board-ticker__rank">${row.rank === null ? "–" : numberText(row.rank)}</span>
              <span class="board-ticker__who"><strong>${row.number}</strong><span>${row.name || row.formation}</span></span>
              <span class="board-ticker__total ${row.passed ? "board-ticker__total--passed" : ""}">${pointsText(row.total)}${row.passed ? html`<span class="visually-hidden">${t("row.above")}</span>` : null}</span></li>`,
          )}</ol>`,
    );
  }
}

export function defineBoardTicker() {
  customElements.define("board-ticker", BoardTicker);
}
