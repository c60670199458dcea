/** The room as a grid of cards: arrows move, Space selects, Shift extends, Enter opens; the page listens for Ctrl+A. */
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { destination } from "../models/selection.js";

/**
 * `tell({rows, phase, selection, nowMs, opened})` with the rows in the order to show. Dispatches "grid-wish" with
 * {wish: "toggle" | "extend" | "move" | "clear", number} and "candidate-opened" with {number}.
 */
export class RoomGrid extends HTMLElement {
  /** @type {Map<string, any>} */
  #cards = new Map();
  /** @type {string[]} */
  #order = [];
  #told = null;
  /** @type {Set<any>} */
  #inView = new Set();
  #watch = new IntersectionObserver((entries) => this.#seen(entries), { rootMargin: "200px" });
  #again = () => this.#draw(true);

  connectedCallback() {
    this.setAttribute("role", "listbox");
    this.setAttribute("aria-multiselectable", "true");
    window.addEventListener(LANGUAGE_EVENT, this.#again);
    this.addEventListener("click", this.#press);
    this.addEventListener("keydown", this.#key);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#again);
    this.removeEventListener("click", this.#press);
    this.removeEventListener("keydown", this.#key);
  }

  tell(told) {
    this.#told = told;
    this.#draw(false);
  }

  /** Once a second, for the cards on the screen only. */
  tick(nowMs) {
    for (const card of this.#inView) card.tick(nowMs);
  }

  /** @param {string} number */
  focusOn(number) {
    this.#cards.get(number)?.focus();
  }

  #draw(again) {
    if (!this.#told) return;
    const { rows, phase, selection, nowMs, opened } = this.#told;
    this.setAttribute("aria-label", t("grid.label"));
    const order = rows.map(({ number }) => number);
    const reachable = order.includes(selection.cursor) ? selection.cursor : order[0];
    for (const row of rows) {
      const card = this.#cards.get(row.number) ?? this.#add(row.number);
      card.show(row, phase, again, this.#told.nowMs);
      card.mark(selection.chosen.has(row.number), row.number === reachable);
      card.toggleAttribute("data-open", row.number === opened);
    }
    this.#arrange(order);
    this.tick(nowMs);
  }

  #add(number) {
    const card = document.createElement("candidate-card");
    this.#cards.set(number, card);
    return card;
  }

  /** Cards that stay keep their place in the document, so that nothing jumps and focus stays. */
  #arrange(order) {
    if (same(order, this.#order)) return;
    const shown = new Set(order);
    for (const number of this.#order) {
      if (!shown.has(number)) this.#remove(this.#cards.get(number));
    }
    let here = this.firstElementChild;
    for (const number of order) {
      const card = this.#cards.get(number);
      if (card === here) here = here.nextElementSibling;
      else {
        this.insertBefore(card, here);
        this.#watch.observe(card);
      }
    }
    this.#order = order;
  }

  #remove(card) {
    this.#watch.unobserve(card);
    this.#inView.delete(card);
    card.remove();
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        this.#inView.add(target);
        /** @type {any} */ (target).tick(this.#told.nowMs);
      } else this.#inView.delete(target);
    }
  }

  #columns() {
    return getComputedStyle(this).gridTemplateColumns.split(" ").length;
  }

  #wish(wish, number = null) {
    this.dispatchEvent(new CustomEvent("grid-wish", { bubbles: true, detail: { wish, number } }));
  }

  #open(number) {
    this.dispatchEvent(new CustomEvent("candidate-opened", { bubbles: true, detail: { number } }));
  }

  #press = (/** @type {MouseEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    const card = /** @type {any} */ (target.closest("candidate-card"));
    if (!card) return;
    if (event.shiftKey) {
      document.getSelection()?.removeAllRanges();
      this.#wish("extend", card.number);
    } else if (event.ctrlKey || event.metaKey || target.closest("[data-check]")) this.#wish("toggle", card.number);
    else {
      this.#wish("move", card.number);
      this.#open(card.number);
    }
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    const card = /** @type {any} */ (/** @type {Element} */ (event.target).closest("candidate-card"));
    if (event.key === "Escape") return this.#wish("clear");
    else if (event.key === " " && card) this.#wish(event.shiftKey ? "extend" : "toggle", card.number);
    else if (event.key === "Enter" && card) this.#open(card.number);
    else return this.#move(event);
    return event.preventDefault();
  };

  #move(event) {
    const to = destination(this.#told.selection, this.#order, event.key, this.#columns());
    if (to === null) return;
    event.preventDefault();
    this.#wish(event.shiftKey ? "extend" : "move", to);
    this.focusOn(to);
  }
}

function same(a, b) {
  return a.length === b.length && a.every((number, at) => number === b[at]);
}

export function defineRoomGrid() {
  customElements.define("room-grid", RoomGrid);
}
