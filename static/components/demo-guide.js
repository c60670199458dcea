/** The demo's sign-ins and what to try with them. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { notify } from "./toast-stack.js";

/** @typedef {{name: string, password: string}} SignIn */
/** @typedef {{committee: SignIn, proctor: SignIn, candidates: {number: string, pin: string, name: string}[]}} DemoSignIns */

const STEPS = ["answer", "arrive", "act", "watch", "load"];

/** Property `signIns`; hidden while there are none. */
export class DemoGuide extends HTMLElement {
  /** @type {DemoSignIns | null} */
  #signIns = null;
  #update = () => this.update();

  /** @param {DemoSignIns | null} signIns */
  set signIns(signIns) {
    this.#signIns = signIns;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#copy);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#copy);
  }

  update() {
    this.hidden = this.#signIns === null;
    if (!this.isConnected || this.#signIns === null) return;
    const steps = STEPS.map((step) => html`<li>${t(`demo.try.${step}`)}</li>`);
    render(
      this,
      html`<section class="card stack" aria-labelledby="demo-heading">
        <h2 id="demo-heading">${t("demo.heading")}</h2>
        <p class="quiet">${t("demo.lead")}</p>
        <div class="demo-guide__columns">
          <div class="stack"><h3>${t("demo.try")}</h3><ol class="demo-guide__steps">${steps}</ol></div>
          <div class="stack">${this.#staffTable(this.#signIns)}${this.#candidateTable(this.#signIns.candidates)}</div>
        </div>
      </section>`,
    );
  }

  /** @param {DemoSignIns} signIns */
  #staffTable(signIns) {
    const rows = /** @type {const} */ (["committee", "proctor"]).map(
      (role) => html`<tr data-key="${role}"><th scope="row">${t(`role.${role}`)}</th><td>${copied(signIns[role].name)}</td><td>${copied(signIns[role].password)}</td></tr>`,
    );
    return html`<div class="scroll-x"><table class="table"><caption>${t("demo.sign_ins")}</caption>
      <thead><tr><th scope="col"></th><th scope="col">${t("word.account_name")}</th><th scope="col">${t("word.password")}</th></tr></thead>
      <tbody>${rows}</tbody></table></div>`;
  }

  /** @param {DemoSignIns["candidates"]} candidates */
  #candidateTable(candidates) {
    if (candidates.length === 0) return html`<p class="quiet">${t("demo.candidates_empty")}</p>`;
    const rows = candidates.map(
      (each) => html`<tr data-key="${each.number}"><th scope="row">${each.name}</th><td>${copied(each.number)}</td><td>${copied(each.pin)}</td></tr>`,
    );
    return html`<div class="scroll-x"><table class="table"><caption>${t("demo.candidates")}</caption>
      <thead><tr><th scope="col">${t("word.name")}</th><th scope="col">${t("word.number")}</th><th scope="col">${t("word.pin")}</th></tr></thead>
      <tbody>${rows}</tbody></table></div>`;
  }

  #copy = async (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-copy]"));
    const text = button?.dataset.copy;
    if (!text) return;
    // Without a secure origin there is no clipboard; the text can still be selected and typed.
    await navigator.clipboard?.writeText(text).then(() => notify(t("demo.copied", { text }), { tone: "positive", seconds: 3 }));
  };
}

/** @param {string} text */
function copied(text) {
  return html`<button type="button" class="button button--quiet button--small demo-guide__copy" data-copy="${text}" aria-label="${t("demo.copy")}: ${text}">${text}${icon("document")}</button>`;
}

export function defineDemoGuide() {
  customElements.define("demo-guide", DemoGuide);
}
