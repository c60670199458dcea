/**
 * All items of a section as numbered fields: unanswered, answered, in doubt by shape, colour and word.
 * View: `{sections: [{id, title, states}], current, legend}` (states from models/progress.js); event "go" with `{index}`.
 */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";

export class ItemNavigator extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
    this.addEventListener("keydown", this.#move);
  }

  /** Put the focus on the item on screen. */
  focusCurrent() {
    /** @type {HTMLElement | null} */ (this.querySelector("[aria-current=true]"))?.focus();
  }

  /** @param {{sections: any[], current: number}} view */
  draw({ sections, current }) {
    return html`${sections.map(({ id, title, states }) => section(id, title, states, current))}
      <ul class="navigator__legend" aria-label="${t("help.states")}">
        <li><span class="navigator__item" aria-hidden="true"></span>${t("state.unanswered")}</li>
        <li><span class="navigator__item navigator__item--answered" aria-hidden="true"></span>${t("state.answered")}</li>
        <li><span class="navigator__item navigator__item--doubt" aria-hidden="true">${icon("flag")}</span>${t("state.in_doubt")}</li>
      </ul>`;
  }

  #click = (/** @type {Event} */ event) => {
    const index = this.pressed(event)?.dataset.index;
    if (index !== undefined) this.act("go", { index: Number(index) });
  };

  // Arrows walk through the fields; the page's own meaning of the arrows stays outside.
  #move = (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.#columns, ArrowUp: -this.#columns }[event.key];
    const fields = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("button")]);
    const place = fields.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (step === undefined || place < 0) return;
    event.preventDefault();
    event.stopPropagation();
    fields[Math.max(0, Math.min(fields.length - 1, place + step))].focus();
  };

  get #columns() {
    const grid = this.querySelector(".navigator__grid");
    return grid ? getComputedStyle(grid).gridTemplateColumns.split(" ").length : 1;
  }
}

/** @param {string} id @param {any} title @param {any[]} states @param {number} current */
function section(id, title, states, current) {
  return html`<section class="navigator__section" data-key="${id}">
    <h3 class="navigator__title">${pick(title)}</h3>
    <ol class="navigator__grid">${states.map((state, place) => field(state, place + 1, state.index === current))}</ol>
  </section>`;
}

/** @param {any} state @param {number} number @param {boolean} current */
function field({ id, index, answered, doubt, waiting }, number, current) {
  const word = doubt ? (answered ? "in_doubt_answered" : "in_doubt_unanswered") : answered ? "answered" : "unanswered";
  const said = [t(`navigator.${word}`), waiting ? t("navigator.waiting") : "", current ? t("navigator.current") : ""].filter(Boolean).join(", ");
  const looks = `${answered ? " navigator__item--answered" : ""}${doubt ? " navigator__item--doubt" : ""}${waiting ? " navigator__item--waiting" : ""}`;
  return html`<li data-key="${id}"><button type="button" class="navigator__item${looks}" data-action="go" data-index="${index}"
    aria-current="${String(current)}" aria-label="${t("navigator.item", { number, state: said })}" title="${said}">${number}${doubt ? icon("flag") : null}</button></li>`;
}

export function defineItemNavigator() {
  customElements.define("item-navigator", ItemNavigator);
}
