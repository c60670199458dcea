/** The form with which staff sign in. */
import { postJson, sentenceFor } from "../lib/api.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** @typedef {{name: string, password: string}} SignIn */

/** Property `demo` ({committee, proctor} or null); dispatches "signed-in" with {staff}. */
export class StaffSignIn extends HTMLElement {
  /** @type {Record<"committee" | "proctor", SignIn> | null} */
  #demo = null;
  /** @type {unknown} */
  #error = null;
  #busy = false;
  #shown = false;
  #update = () => this.update();

  /** @param {Record<"committee" | "proctor", SignIn> | null} demo */
  set demo(demo) {
    this.#demo = demo;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#click);
    this.addEventListener("change", this.#show);
    this.update();
    /** @type {HTMLInputElement | null} */ (this.querySelector("[name=name]"))?.focus();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("submit", this.#submit);
    this.removeEventListener("click", this.#click);
    this.removeEventListener("change", this.#show);
  }

  update() {
    if (!this.isConnected) return;
    render(
      this,
      html`<form class="card stack">
        <label class="field"><span class="field__label">${t("word.account_name")}</span>
          <input class="input" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="40"></label>
        <label class="field"><span class="field__label">${t("word.password")}</span>
          <input class="input" name="password" type="${this.#shown ? "text" : "password"}" autocomplete="current-password" required maxlength="200"></label>
        <label class="check"><input type="checkbox" name="shown" ?checked=${this.#shown}>${t("sign_in.show")}</label>
        <p class="field__error" role="alert">${this.#error ? html`${icon("alert")}<span>${sentenceFor(this.#error)}</span>` : null}</p>
        <button class="button button--primary button--large button--wide" ?disabled=${this.#busy}>${icon("sign-in")}${t(this.#busy ? "sign_in.busy" : "sign_in.submit")}</button>
        ${this.#demo ? demoButtons() : null}
      </form>`,
    );
  }

  #show = (/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.name !== "shown") return;
    this.#shown = box.checked;
    this.update();
  };

  #click = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-demo]"));
    const role = /** @type {"committee" | "proctor" | undefined} */ (button?.dataset.demo);
    if (role && this.#demo) this.#signIn(this.#demo[role]);
  };

  #submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (this.querySelector("form")));
    this.#signIn({ name: String(fields.get("name")), password: String(fields.get("password")) });
  };

  /** @param {SignIn} signIn */
  async #signIn({ name, password }) {
    if (this.#busy) return;
    this.#busy = true;
    this.#error = null;
    this.update();
    try {
      const { staff } = await postJson("/api/staff/sign-in", { name, password });
      this.dispatchEvent(new CustomEvent("signed-in", { bubbles: true, detail: { staff } }));
    } catch (error) {
      this.#error = error;
    }
    this.#busy = false;
    this.update();
  }
}

function demoButtons() {
  const buttons = ["committee", "proctor"].map(
    (role) => html`<button type="button" class="button" data-demo="${role}">${icon(role === "committee" ? "shield" : "eye")}${t(`role.${role}`)}</button>`,
  );
  return html`<div class="staff-sign-in__demo stack stack--tight"><p class="eyebrow">${t("sign_in.demo")}</p><div class="row">${buttons}</div></div>`;
}

export function defineStaffSignIn() {
  customElements.define("staff-sign-in", StaffSignIn);
}
