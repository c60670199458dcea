/** A candidate's sign-in by number and PIN. View: `{busy, error, demo}`; event "sign-in" with `{number, pin}`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class SignInForm extends ViewElement {
  #pinShown = false;

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#click);
  }

  /** @param {{busy: boolean, error: string, demo: {number: string, pin: string, name: string}[]}} view */
  draw({ busy, error, demo }) {
    return html`<form class="card stack sign-in" novalidate>
        <div class="stack stack--tight">
          <h1>${t("sign_in.heading")}</h1>
          <p class="quiet">${t("sign_in.lead")}</p>
        </div>
        <label class="field">
          <span class="field__label">${t("sign_in.number")}</span>
          <input class="input input--figures" name="number" autocomplete="off" autocapitalize="characters" spellcheck="false" required
            maxlength="40" aria-invalid="${String(Boolean(error))}" aria-describedby="sign-in-error">
        </label>
        <div class="field">
          <label class="field__label" for="sign-in-pin">${t("sign_in.pin")}</label>
          <span class="sign-in__pin">
            <input class="input input--figures" id="sign-in-pin" name="pin" type="${this.#pinShown ? "text" : "password"}" inputmode="numeric"
              autocomplete="off" required maxlength="12" aria-invalid="${String(Boolean(error))}" aria-describedby="sign-in-error sign-in-pin-hint">
            <button type="button" class="button button--icon" data-action="show-pin" aria-pressed="${String(this.#pinShown)}"
              aria-label="${t(this.#pinShown ? "sign_in.hide_pin" : "sign_in.show_pin")}">${icon(this.#pinShown ? "eye-off" : "eye")}</button>
          </span>
          <span class="field__hint" id="sign-in-pin-hint">${t("sign_in.pin_hint")}</span>
        </div>
        <p class="field__error" id="sign-in-error" role="alert">${error ? html`${icon("alert")}<span>${error}</span>` : null}</p>
        <button class="button button--primary button--large button--wide" ?disabled=${busy}>${t(busy ? "sign_in.busy" : "sign_in.submit")}</button>
        <p class="quiet">${t("sign_in.help")}</p>
      </form>
      ${demo.length > 0 ? demoList(demo) : null}`;
  }

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [number, pin] = [String(fields.get("number") ?? "").trim(), String(fields.get("pin") ?? "").replace(/\s/g, "")];
    const empty = number === "" ? "number" : pin === "" ? "pin" : null;
    if (empty) /** @type {HTMLInputElement} */ (this.querySelector(`[name=${empty}]`)).focus();
    else if (!this.view.busy) this.act("sign-in", { number, pin });
  };

  #click = (/** @type {Event} */ event) => {
    const button = this.pressed(event);
    if (button?.dataset.action === "show-pin") {
      this.#pinShown = !this.#pinShown;
      this.update();
    }
    if (button?.dataset.action === "demo") {
      const { number, pin } = this.view.demo[Number(button.dataset.place)];
      /** @type {HTMLInputElement} */ (this.querySelector("[name=number]")).value = number;
      /** @type {HTMLInputElement} */ (this.querySelector("[name=pin]")).value = pin;
      /** @type {HTMLElement} */ (this.querySelector("form button:not([type])")).focus();
    }
  };
}

/** @param {{number: string, pin: string, name: string}[]} demo */
function demoList(demo) {
  const rows = demo.map(
    ({ number, pin, name }, place) => html`<li><button type="button" class="button button--wide sign-in__demo" data-action="demo" data-place="${place}">
      <span>${name}</span><span class="figure quiet">${number} · ${pin}</span></button></li>`,
  );
  return html`<aside class="card card--tight card--flat stack stack--tight"><h2 class="eyebrow">${t("sign_in.demo")}</h2>
    <ul class="stack stack--tight">${rows}</ul></aside>`;
}

export function defineSignInForm() {
  customElements.define("sign-in-form", SignInForm);
}
