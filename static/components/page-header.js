/** The bar on top of a page: product, title, ways to the other pages, language, and who is signed in. */
import { postJson } from "../lib/api.js";
import { sayFieldFaults } from "../lib/field-faults.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** @typedef {{name: string, display_name: string, role: "proctor" | "committee"}} Staff */

const PAGES = [
  { page: "desk", roles: ["proctor", "committee"] },
  { page: "console", roles: ["proctor", "committee"] },
  { page: "handheld", roles: ["proctor", "committee"] },
  { page: "committee", roles: ["committee"] },
  { page: "results", roles: ["proctor", "committee"] },
];

/**
 * Attribute `heading-key` (the title's words) or property `heading` (ready text); property `staff`.
 * On sign out it dispatches "sign-out"; unless prevented it signs out and goes to /sign-in.
 */
export class PageHeader extends HTMLElement {
  static observedAttributes = ["heading-key"];

  /** @type {Staff | null} */
  #staff = null;
  #heading = "";
  #update = () => this.update();

  /** @param {Staff | null} staff */
  set staff(staff) {
    this.#staff = staff;
    this.update();
  }

  get staff() {
    return this.#staff;
  }

  /** @param {string} heading */
  set heading(heading) {
    this.#heading = heading;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.setAttribute("role", "banner");
    this.addEventListener("click", this.#act);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#act);
  }

  attributeChangedCallback() {
    this.update();
  }

  update() {
    if (!this.isConnected) return;
    const key = this.getAttribute("heading-key");
    const heading = this.#heading || (key ? t(key) : "");
    if (heading) document.title = `${heading} – catserver`;
    render(
      this,
      html`<div class="page-header__inner">
        <a class="page-header__brand" href="/"><img src="/static/favicon.svg" alt="" width="28" height="28"><span>catserver</span></a>
        <h1 class="page-header__heading">${heading}</h1>
        ${this.#staff ? this.#links(this.#staff) : null}
        <div class="page-header__side"><language-switch></language-switch>${this.#staff ? this.#signedIn(this.#staff) : null}</div>
      </div>`,
    );
    this.#showCurrent();
  }

  /** Where the ways to the pages do not all fit, the one to this page is among those that show. */
  #showCurrent() {
    const links = /** @type {HTMLElement | null} */ (this.querySelector(".page-header__links"));
    const here = /** @type {HTMLElement | null} */ (links?.querySelector("[aria-current=page]"));
    if (links && here) links.scrollLeft = here.offsetLeft - (links.clientWidth - here.offsetWidth) / 2;
  }

  /** @param {Staff} staff */
  #links(staff) {
    const here = location.pathname.replace(/\/$/, "");
    const links = PAGES.filter(({ roles }) => roles.includes(staff.role)).map(
      ({ page }) => html`<a class="page-header__link" href="/${page}" data-page="${page}"
        aria-current="${here === `/${page}` ? "page" : "false"}">${t(`page.${page}`)}</a>`,
    );
    return html`<nav class="page-header__links" aria-label="${t("page.label")}">${links}</nav>`;
  }

  /** @param {Staff} staff */
  #signedIn(staff) {
    return html`<span class="page-header__staff"><strong>${staff.display_name}</strong> <small>${t(`role.${staff.role}`)}</small></span>
      <button type="button" class="button button--small" data-action="sign-out">${icon("sign-out")}${t("action.sign_out")}</button>`;
  }

  #act = async (/** @type {Event} */ event) => {
    if (!(/** @type {Element} */ (event.target).closest("[data-action=sign-out]"))) return;
    const wished = this.dispatchEvent(new CustomEvent("sign-out", { bubbles: true, cancelable: true }));
    if (!wished) return;
    await postJson("/api/staff/sign-out").catch(() => null);
    location.assign("/sign-in");
  };
}

/** With what forms say: it belongs to every page that has a bar. */
export function definePageHeader() {
  sayFieldFaults();
  customElements.define("page-header", PageHeader);
}
