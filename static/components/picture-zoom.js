/** A picture as large as the screen allows, with two steps beyond. `show({url, title})`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { pictureAddress } from "../lib/pictures.js";

/** Fit, and two sizes beyond; the widths are in the style sheet. */
const STEPS = 3;

export class PictureZoom extends ViewElement {
  #step = 0;

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
  }

  /** @param {{url: string, title: string}} picture */
  show(picture) {
    this.#step = 0;
    this.view = picture;
    this.querySelector("dialog")?.showModal();
  }

  close() {
    this.querySelector("dialog")?.close();
  }

  /** @param {{url: string, title: string}} view */
  draw({ url, title }) {
    return html`<dialog class="dialog picture-zoom" aria-labelledby="zoom-heading">
      <div class="picture-zoom__bar">
        <h2 id="zoom-heading">${title}</h2>
        <span class="row">
          <button type="button" class="button button--icon" data-action="out" aria-label="${t("zoom.out")}" ?disabled=${this.#step === 0}>${icon("zoom-out")}</button>
          <button type="button" class="button button--icon" data-action="in" aria-label="${t("zoom.in")}" ?disabled=${this.#step === STEPS - 1}>${icon("zoom-in")}</button>
          <button type="button" class="button" data-action="close">${icon("cross")}${t("action.close")}</button>
        </span>
      </div>
      <div class="picture-zoom__frame" tabindex="0"><img class="picture-zoom__picture" data-step="${this.#step}" src="${pictureAddress(url)}" alt="${title}"></div>
    </dialog>`;
  }

  #click = (/** @type {Event} */ event) => {
    const action = this.pressed(event)?.dataset.action;
    if (action === "close") this.close();
    if (action === "in") this.#step = Math.min(this.#step + 1, STEPS - 1);
    if (action === "out") this.#step = Math.max(this.#step - 1, 0);
    if (action) this.update();
  };
}

export function definePictureZoom() {
  customElements.define("picture-zoom", PictureZoom);
}
