/** Tabs over the parts of one page: arrow keys move, the address remembers. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** @typedef {{key: string, icon: string}} Tab */

/**
 * Property `tabs`; the panels are elements with `data-panel="key"` in the same document.
 * Dispatches "tab-chosen" with {key}, also for the first. Labels are the words under `tab.<key>`.
 */
export class PageTabs extends HTMLElement {
  /** @type {Tab[]} */
  #tabs = [];
  #chosen = "";
  #update = () => this.update();

  /** @param {Tab[]} tabs */
  set tabs(tabs) {
    this.#tabs = tabs;
    const wished = location.hash.slice(1);
    this.choose(tabs.some(({ key }) => key === wished) ? wished : tabs[0].key);
  }

  get chosen() {
    return this.#chosen;
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#click);
    this.addEventListener("keydown", this.#move);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#click);
    this.removeEventListener("keydown", this.#move);
  }

  /** @param {string} key */
  choose(key) {
    if (key === this.#chosen) return;
    this.#chosen = key;
    history.replaceState(null, "", `#${key}`);
    this.update();
    this.dispatchEvent(new CustomEvent("tab-chosen", { bubbles: true, detail: { key } }));
  }

  update() {
    const buttons = this.#tabs.map(({ key, icon: drawing }) => {
      const here = key === this.#chosen;
      return html`<button type="button" class="tab" role="tab" id="tab-${key}" data-key="${key}" aria-controls="panel-${key}"
        aria-selected="${here ? "true" : "false"}" tabindex="${here ? "0" : "-1"}">${icon(drawing)}${t(`tab.${key}`)}</button>`;
    });
    render(this, html`<div class="tabs" role="tablist" aria-label="${t("tab.label")}">${buttons}</div>`);
    const [list, chosen] = ["[role=tablist]", "[aria-selected=true]"].map((each) => /** @type {HTMLElement | null} */ (this.querySelector(each)));
    // On a phone not all tabs fit: the chosen one is among those that show.
    if (list && chosen) list.scrollLeft = chosen.offsetLeft - (list.clientWidth - chosen.offsetWidth) / 2;
    for (const panel of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-panel]"))) {
      panel.hidden = panel.dataset.panel !== this.#chosen;
    }
  }

  #click = (/** @type {Event} */ event) => {
    const tab = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[role=tab]"));
    if (tab?.dataset.key) this.choose(tab.dataset.key);
  };

  #move = (/** @type {KeyboardEvent} */ event) => {
    const steps = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity });
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const here = this.#tabs.findIndex(({ key }) => key === this.#chosen);
    const last = this.#tabs.length - 1;
    const there = Number.isFinite(step) ? (here + step + last + 1) % (last + 1) : step > 0 ? last : 0;
    this.choose(this.#tabs[there].key);
    /** @type {HTMLElement | null} */ (this.querySelector("[aria-selected=true]"))?.focus();
  };
}

export function definePageTabs() {
  customElements.define("page-tabs", PageTabs);
}
