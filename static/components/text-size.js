/** A− A A+: three sizes of all text. View: `{size}`; event "text-size" with `{size}`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { t } from "../lib/i18n.js";

export const TEXT_SIZES = ["normal", "large", "largest"];

export class TextSize extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
  }

  /** @param {{size: string}} view */
  draw({ size }) {
    const place = TEXT_SIZES.indexOf(size);
    const button = (/** @type {string} */ sign, /** @type {string} */ key, /** @type {number} */ to) =>
      html`<button type="button" class="segment text-size__${key}" data-action="size" data-size="${TEXT_SIZES[to] ?? ""}" ?disabled=${to < 0 || to >= TEXT_SIZES.length}
        aria-label="${t(`text_size.${key}`)}" title="${t(`text_size.${key}`)}">${sign}</button>`;
    return html`<div class="segments" role="group" aria-label="${t("text_size.label")}">
      ${button("A−", "smaller", place - 1)}${button("A", "normal", 0)}${button("A+", "larger", place + 1)}</div>`;
  }

  #click = (/** @type {Event} */ event) => {
    const size = this.pressed(event)?.dataset.size;
    if (size) this.act("text-size", { size });
  };
}

export function defineTextSize() {
  customElements.define("text-size", TextSize);
}
