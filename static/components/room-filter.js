/** Search, order and density of the grid, and how much of the room is on the screen. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { lookList } from "../models/gate.js";
import { ORDERS } from "../models/room-view.js";

/** `tell({view, shown, total, dense, filtered, rows, nowMs})`; dispatches "view-wish" with {query} | {order} | {dense} | {whole: true} | {all: true} | {look: true} | {first: true}: Enter opens whom the search found. */
export class RoomFilter extends HTMLElement {
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("input", this.#typed);
    this.addEventListener("change", this.#chosen);
    this.addEventListener("click", this.#press);
    this.addEventListener("keydown", this.#key);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("input", this.#typed);
    this.removeEventListener("change", this.#chosen);
    this.removeEventListener("click", this.#press);
    this.removeEventListener("keydown", this.#key);
  }

  tell(told) {
    this.#told = told;
    this.update();
  }

  focusSearch() {
    this.querySelector("input")?.focus();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { view, shown, total, dense, filtered, rows, nowMs } = this.#told;
    const orders = ORDERS.map((order) => html`<option value="${order}" data-key="${order}" ?selected=${order === view.order}>${t(`order.${order}`)}</option>`);
    render(
      this,
      html`<label class="room-filter__search">${icon("search")}<span class="visually-hidden">${t("filter.search")}</span>
          <input class="input" type="search" name="query" value="${view.query}" placeholder="${t("filter.placeholder")}" autocomplete="off" spellcheck="false"></label>
        ${filtered ? html`<button type="button" class="button room-filter__button" data-key="whole" data-wish="whole">${icon("cross")}<span>${t("filter.whole")}</span></button>` : null}
        <label class="room-filter__order" data-key="order"><span class="visually-hidden">${t("filter.order")}</span><select class="input" name="order">${orders}</select></label>
        <button type="button" class="button room-filter__button" data-key="look" data-wish="look" aria-pressed="${String(view.needsLook)}">${icon("eye")}<span>${t("filter.needs_look", { count: lookList(rows, nowMs).length })}</span></button>
        <button type="button" class="button room-filter__button" data-key="dense" data-wish="dense" aria-pressed="${String(dense)}" title="${t("filter.dense")}">${icon("grid")}<span>${t("filter.dense")}</span></button>
        <button type="button" class="button room-filter__button" data-key="all" data-wish="all">${icon("check")}<span>${t("filter.select_all", { count: shown })}</span></button>
        <p class="visually-hidden" role="status" data-key="shown">${filtered ? t("filter.shown", { shown, total }) : ""}</p>`,
    );
    const select = /** @type {HTMLSelectElement} */ (this.querySelector("select"));
    select.value = view.order;
  }

  #say(detail) {
    this.dispatchEvent(new CustomEvent("view-wish", { bubbles: true, detail }));
  }

  #typed = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.name === "query") this.#say({ query: field.value });
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (event.key === "Enter" && field.name === "query" && field.value.trim() !== "") this.#say({ first: true });
  };

  #chosen = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLSelectElement} */ (event.target);
    if (field.name === "order") this.#say({ order: field.value });
  };

  #press = (/** @type {Event} */ event) => {
    const wanted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-wish]"));
    if (!wanted) return;
    if (wanted.dataset.wish === "whole") {
      /** @type {HTMLInputElement} */ (this.querySelector("input")).value = "";
    }
    this.#say({ [/** @type {string} */ (wanted.dataset.wish)]: wanted.dataset.wish === "dense" ? !this.#told.dense : true });
  };
}

export function defineRoomFilter() {
  customElements.define("room-filter", RoomFilter);
}
