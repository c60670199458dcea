/** One drawing of the sprite /static/icons.svg, always beside a word. */
import { html } from "./html.js";

/** @param {string} name the symbol's id in icons.svg @returns {DocumentFragment} */
export function icon(name) {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href="/static/icons.svg#${name}"></use></svg>`;
}
