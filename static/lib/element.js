/** A custom element that draws itself from one `view`, again when the view or the language changes. */
import { LANGUAGE_EVENT } from "./i18n.js";
import { render } from "./html.js";

export class ViewElement extends HTMLElement {
  /** @type {any} */
  #view = null;
  #update = () => this.update();

  set view(view) {
    this.#view = view;
    this.update();
  }

  get view() {
    return this.#view;
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  update() {
    if (this.isConnected && this.#view !== null) render(this, this.draw(this.#view));
  }

  /** @param {any} view @returns {DocumentFragment} */
  draw(view) {
    throw new Error(`nothing drawn for ${view}`);
  }

  /** Say what the person did. @param {string} name @param {unknown} [detail] */
  act(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  /** The nearest element with `data-action` around an event's target. @param {Event} event @returns {HTMLElement | null} */
  pressed(event) {
    return /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
  }
}
