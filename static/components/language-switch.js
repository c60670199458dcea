/** The choice of the interface's language: two buttons, remembered by the browser. */
import { LANGUAGES, LANGUAGE_EVENT, language, setLanguage, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

export class LanguageSwitch extends HTMLElement {
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#choose);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#choose);
  }

  update() {
    const buttons = LANGUAGES.map(
      (code) => html`<button
        type="button"
        class="segment"
        lang="${code}"
        data-language="${code}"
        aria-pressed="${String(code === language())}"
        title="${t(`language.${code}`)}"
        aria-label="${t(`language.${code}`)}"
      >${code.toUpperCase()}</button>`,
    );
    render(this, html`<div class="segments" role="group" aria-label="${t("language.label")}">${buttons}</div>`);
  }

  #choose = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-language]"));
    if (button) setLanguage(/** @type {"id" | "en"} */ (button.dataset.language));
  };
}

export function defineLanguageSwitch() {
  customElements.define("language-switch", LanguageSwitch);
}
