/** The choice of the sitting a page for staff is about. */
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { dateTimeText } from "../lib/format.js";

/** Properties `sittings` (in order) and `chosen` (id); dispatches "sitting-chosen" with {id}. */
export class SittingPicker extends HTMLElement {
  #sittings = [];
  #chosen = "";
  #update = () => this.update();

  set sittings(sittings) {
    this.#sittings = sittings;
    this.update();
  }

  set chosen(id) {
    this.#chosen = id;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("change", this.#choose);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("change", this.#choose);
  }

  update() {
    if (!this.isConnected) return;
    const options = this.#sittings.map(
      (sitting) => html`<option value="${sitting.id}" data-key="${sitting.id}" ?selected=${sitting.id === this.#chosen}>${describe(sitting)}</option>`,
    );
    render(
      this,
      html`<label class="sitting-picker__label"><span class="visually-hidden">${t("word.sitting")}</span>
        <select class="input sitting-picker__select">${options}</select></label>`,
    );
    const select = /** @type {HTMLSelectElement} */ (this.querySelector("select"));
    if (this.#chosen) select.value = this.#chosen;
  }

  #choose = (/** @type {Event} */ event) => {
    event.stopPropagation();
    const id = /** @type {HTMLSelectElement} */ (event.target).value;
    this.dispatchEvent(new CustomEvent("sitting-chosen", { bubbles: true, detail: { id } }));
  };
}

function describe(sitting) {
  const when = sitting.start_at ? dateTimeText(sitting.start_at) : "";
  return [pick(sitting.title), sitting.room, when].filter(Boolean).join(" · ");
}

export function defineSittingPicker() {
  customElements.define("sitting-picker", SittingPicker);
}
