/** A bar of points out of the most there is, with a line at the cut score. */
import { html } from "../lib/html.js";

/**
 * The bar is decoration: whoever uses it writes the number beside it.
 * @param {number} value @param {number} max @param {number | null} [cut] @returns {DocumentFragment}
 */
export function boardBar(value, max, cut = null) {
  const share = shareOf(value, max);
  const line = cut === null ? null : shareOf(cut, max);
  return html`<svg class="board-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"
    ><rect class="board-bar__track" width="100" height="10"/><rect class="board-bar__value ${cut !== null && value >= cut ? "board-bar__value--reached" : ""}" width="${share}" height="10"
    />${line === null ? null : cutLine(line)}</svg>`;
}

/** Two strokes that keep their width however long the bar is. @param {number} x */
function cutLine(x) {
  return html`<svg class="board-bar__line"><line class="board-bar__gap" x1="${x}" x2="${x}" y2="10"/><line class="board-bar__cut" x1="${x}" x2="${x}" y2="10"/></svg>`;
}

/** @param {number} value @param {number} max */
function shareOf(value, max) {
  return max > 0 ? Math.round(Math.min(1, Math.max(0, value / max)) * 1000) / 10 : 0;
}
