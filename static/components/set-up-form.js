/** The form that makes the first account. */
import { postJson, sentenceFor } from "../lib/api.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** Property `token` fills in the code; dispatches "account-made". */
export class SetUpForm extends HTMLElement {
  #token = "";
  #problem = () => "";
  #busy = false;
  #update = () => this.update();

  /** @param {string} token */
  set token(token) {
    this.#token = token;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("submit", this.#submit);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("submit", this.#submit);
  }

  update() {
    if (!this.isConnected) return;
    const problem = this.#problem();
    render(
      this,
      html`<form class="card stack">
        ${field("token", "set_up.token", "set_up.token_hint", html`<input class="input input--figures" name="token" value="${this.#token}" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="60">`)}
        ${field("name", "set_up.name", "set_up.name_hint", html`<input class="input" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required minlength="2" maxlength="40">`)}
        ${field("display", "set_up.display_name", "set_up.display_name_hint", html`<input class="input" name="display_name" autocomplete="name" required maxlength="80">`)}
        ${field("password", "word.password", "set_up.password_hint", html`<input class="input" name="password" type="password" autocomplete="new-password" required minlength="10" maxlength="200">`)}
        ${field("repeat", "set_up.repeat", "", html`<input class="input" name="repeat" type="password" autocomplete="new-password" required maxlength="200">`)}
        <p class="field__error" role="alert">${problem ? html`${icon("alert")}<span>${problem}</span>` : null}</p>
        <button class="button button--primary button--large button--wide" ?disabled=${this.#busy}>${icon("check")}${t("set_up.submit")}</button>
      </form>`,
    );
  }

  #submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const { repeat, ...body } = Object.fromEntries(new FormData(/** @type {HTMLFormElement} */ (this.querySelector("form"))));
    if (repeat !== body.password) return this.#say(() => t("set_up.different"));
    this.#busy = true;
    this.#say(() => "");
    try {
      await postJson("/api/staff/set-up", body);
      this.dispatchEvent(new CustomEvent("account-made", { bubbles: true }));
    } catch (error) {
      this.#say(() => sentenceFor(error));
    }
    this.#busy = false;
    this.update();
  };

  /** @param {() => string} problem its sentence, in whatever language the page is in then */
  #say(problem) {
    this.#problem = problem;
    this.update();
  }
}

/** @param {string} key @param {string} label @param {string} hint @param {DocumentFragment} input */
function field(key, label, hint, input) {
  return html`<label class="field" data-key="${key}"><span class="field__label">${t(label)}</span>${input}${hint ? html`<span class="field__hint">${t(hint)}</span>` : null}</label>`;
}

export function defineSetUpForm() {
  customElements.define("set-up-form", SetUpForm);
}
