/** Registration photo beside arrival photo, and the picture now where there is a newer one; a press opens both large, with zoom and the change from one to the other. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { photoFigure } from "./photo-figure.js";

/** Property `row`: its `photos`, `name` and `number` are shown. */
export class PhotoPair extends HTMLElement {
  #row = null;
  #update = () => this.update();

  set row(row) {
    this.#row = row;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#open);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#open);
  }

  update() {
    if (!this.isConnected || !this.#row) return;
    const { registration, arrival, now } = this.#row.photos;
    const figures = html`${photoFigure("registration", registration)}${photoFigure("arrival", arrival)}${now ? photoFigure("now", now) : null}`;
    const look = registration || arrival || now;
    render(
      this,
      html`<div class="photo-pair__two" data-count="${now ? 3 : 2}">${figures}</div>
        <button type="button" class="button button--small photo-pair__look" ?disabled=${!look} data-look>${icon("zoom-in")}${t("photo.second_look")}</button>`,
    );
  }

  #open = (/** @type {Event} */ event) => {
    const pressed = /** @type {Element} */ (event.target).closest("[data-look], .photo-figure__picture");
    if (!pressed || !this.#row) return;
    event.stopPropagation();
    this.dispatchEvent(new CustomEvent("second-look", { bubbles: true, detail: { row: this.#row } }));
  };
}

export function definePhotoPair() {
  customElements.define("photo-pair", PhotoPair);
}
