/** For each section, how many have reached its cut score. */
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { percentText, pointsText } from "../lib/format.js";
import { boardBar } from "./board-bar.js";
import { cutOf } from "./board-row.js";

/** `tell({sitting, summary})`; empty where the rules show no cuts. */
export class BoardSections extends HTMLElement {
  /** @type {{sitting: any, summary: any} | null} */
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  /** @param {{sitting: any, summary: any}} told */
  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { sitting, summary } = this.#told;
    const ranked = summary.working + summary.finished;
    const shown = sitting.sections.map((section, index) => ({ section, reached: summary.reached[index] })).filter(({ reached }) => reached !== null);
    this.hidden = shown.length === 0;
    render(
      this,
      html`<h3 class="board-card__heading">${t("sections.heading")}</h3>
        <ul class="stack stack--tight">${shown.map(({ section, reached }) => share(section, reached, ranked, cutOf(sitting, section.id)))}</ul>`,
    );
  }
}

/** @param {any} section @param {number} reached @param {number} ranked @param {number | null} cut */
function share(section, reached, ranked, cut) {
  return html`<li class="board-sections__section">
    <span class="board-sections__title">${pick(section.title)}</span>
    <span class="board-sections__figures"><span class="quiet">${t("sections.reached", { count: reached, ranked, cut: pointsText(cut) })}</span>
      <strong>${percentText(ranked > 0 ? reached / ranked : 0)}</strong></span>
    ${boardBar(reached, ranked)}
  </li>`;
}

export function defineBoardSections() {
  customElements.define("board-sections", BoardSections);
}
