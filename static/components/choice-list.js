/**
 * The choices of one item as large targets, one of them chosen.
 * View: `{name, legend, choices: [{id, text, picture}], chosen, disabled}`; events "choose" with `{choice}`, "zoom" with `{url, title}`.
 */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";
import { pictureAddress } from "../lib/pictures.js";

/** The letter of a place from 0. @param {number} place */
export function letterOf(place) {
  return String.fromCharCode(65 + place);
}

export class ChoiceList extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("change", this.#change);
    this.addEventListener("click", this.#click);
  }

  /** @param {{name: string, legend: string, choices: any[], chosen: string | null, disabled: boolean}} view */
  draw({ name, legend, choices, chosen, disabled }) {
    const rows = choices.map((choice, place) => this.#choice(choice, place, name, chosen === choice.id));
    return html`<fieldset class="choices${choices.every(({ picture, text }) => picture && !pick(text)) ? " choices--pictures" : ""}" data-key="${name}" ?disabled=${disabled}><legend class="visually-hidden">${legend}</legend>${rows}</fieldset>`;
  }

  /** @param {any} choice @param {number} place @param {string} name @param {boolean} chosen */
  #choice({ id, text, picture }, place, name, chosen) {
    const letter = letterOf(place);
    return html`<div class="choice${chosen ? " choice--chosen" : ""}" data-key="${id}">
      <label class="choice__label">
        <input class="choice__input" type="radio" name="${name}" value="${id}" ?checked=${chosen}>
        <span class="choice__letter" aria-hidden="true">${letter}</span>
        <span class="choice__content"><span class="visually-hidden">${letter}. </span>${pick(text)}${picture ? html`<img class="choice__picture" src="${pictureAddress(picture)}" alt="${t("item.choice_picture", { letter })}">` : null}</span>
        <span class="choice__mark">${icon("check-circle")}</span>
      </label>
      ${picture ? html`<button type="button" class="button button--quiet button--icon" data-action="zoom" data-url="${picture}" data-letter="${letter}"
        aria-label="${t("item.zoom")}: ${t("item.choice_picture", { letter })}">${icon("zoom-in")}</button>` : null}
    </div>`;
  }

  #change = (/** @type {Event} */ event) => {
    event.stopPropagation();
    this.act("choose", { choice: /** @type {HTMLInputElement} */ (event.target).value });
  };

  #click = (/** @type {Event} */ event) => {
    const { action, url, letter } = this.pressed(event)?.dataset ?? {};
    if (action === "zoom") this.act("zoom", { url, title: t("item.choice_picture", { letter }) });
  };
}

export function defineChoiceList() {
  customElements.define("choice-list", ChoiceList);
}
