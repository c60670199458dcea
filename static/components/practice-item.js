/** One item to try the screen with; it goes nowhere. View: `{practice}`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { pick, t } from "../lib/i18n.js";
import { letterOf } from "./choice-list.js";

export class PracticeItem extends ViewElement {
  /** @type {string | null} */
  #chosen = null;

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("choose", this.#choose);
  }

  get choiceCount() {
    return this.view?.practice?.choices.length ?? 0;
  }

  /** @param {number} place */
  choosePlace(place) {
    this.#chosen = this.view?.practice?.choices[place]?.id ?? this.#chosen;
    this.update();
  }

  /** @param {{practice: any}} view */
  draw({ practice }) {
    if (!practice) return html``;
    const place = practice.choices.findIndex((/** @type {any} */ { id }) => id === this.#chosen);
    const list = { name: "practice", legend: t("item.choices"), choices: practice.choices, chosen: this.#chosen, disabled: false };
    return html`<section class="card stack" aria-labelledby="practice-heading">
      <div><h2 id="practice-heading">${t("practice.heading")}</h2><p class="quiet">${t("practice.lead")}</p></div>
      <p class="item__stem">${pick(practice.stem)}</p>
      <choice-list .view=${list}></choice-list>
      <p class="quiet" role="status">${place < 0 ? "" : t("practice.chosen", { letter: letterOf(place) })}</p>
    </section>`;
  }

  #choose = (/** @type {any} */ event) => {
    event.stopPropagation();
    this.#chosen = event.detail.choice;
    this.update();
  };
}

export function definePracticeItem() {
  customElements.define("practice-item", PracticeItem);
}
