/** How far the room is: who waits, works and has finished, and how many items are answered. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { numberText, percentText } from "../lib/format.js";
import { boardBar } from "./board-bar.js";

/** @type {[key: string, drawing: string][]} */
const PARTS = [
  ["working", "play"],
  ["finished", "check-circle"],
  ["waiting", "hourglass"],
];

/** Property `summary`. */
export class BoardProgress extends HTMLElement {
  /** @type {any} */
  #summary = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  /** @param {any} summary */
  set summary(summary) {
    this.#summary = summary;
    this.update();
  }

  update() {
    const summary = this.#summary;
    if (!this.isConnected || !summary) return;
    const counts = { finished: summary.finished, working: summary.working, waiting: summary.present - summary.working - summary.finished - summary.withheld };
    render(
      this,
      html`<h3 class="board-card__heading visually-hidden">${t("progress.heading")}</h3>
        <ul class="board-progress__counts">
          <li class="board-progress__count"><strong>${numberText(summary.present)}</strong><span>${icon("persons")}${t("progress.present")}</span></li>
          ${PARTS.map(([key, drawing]) => html`<li class="board-progress__count board-progress__count--${key}"><strong>${numberText(counts[key])}</strong><span>${icon(drawing)}${t(`progress.${key}`)}</span></li>`)}
          ${summary.withheld === 0 ? null : html`<li class="board-progress__count board-progress__count--withheld"><strong>${numberText(summary.withheld)}</strong><span>${icon("alert")}${t("progress.withheld")}</span></li>`}
          ${summary.passed === null ? null : html`<li class="board-progress__count board-progress__count--passed"><strong>${numberText(summary.passed)}</strong><span>${icon("check")}${t("progress.passed")}</span></li>`}
        </ul>
        ${boardBar(summary.answered, summary.items)}
        <p class="board-progress__answered">${t("progress.answered", { answered: summary.answered, items: summary.items })}
          <strong>${percentText(summary.items > 0 ? summary.answered / summary.items : 0)}</strong></p>`,
    );
  }
}

export function defineBoardProgress() {
  customElements.define("board-progress", BoardProgress);
}
