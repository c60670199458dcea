/** The distribution of totals as a drawing with the cut line and, where a row is pinned, its place. */
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { numberText, pointsText } from "../lib/format.js";
import { histogram, totalCut } from "../models/board-histogram.js";

/** Room around the bars, in units of the letters' size. */
const ABOVE = 2.4;
const BELOW = 1.7;

/**
 * `tell({sitting, summary, ownTotal})`. Drawn at the size it has on the screen, so that letters stay legible;
 * with the attribute `fill` as high as its place.
 */
export class BoardDistribution extends HTMLElement {
  /** @type {{sitting: any, summary: any, ownTotal: number | null} | null} */
  #told = null;
  #update = () => this.update();
  #watch = new ResizeObserver(this.#update);

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.#watch.observe(this);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.#watch.disconnect();
  }

  /** @param {{sitting: any, summary: any, ownTotal: number | null}} told */
  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const style = getComputedStyle(this);
    const letters = Number.parseFloat(style.fontSize) * 0.8;
    const width = Math.max(200, this.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight));
    const height = this.hasAttribute("fill") ? this.#heightLeft(style) : letters * (11 + ABOVE + BELOW);
    render(this, html`<h3 class="board-card__heading">${t("distribution.heading")}</h3>${drawing(this.#told, width, Math.min(height, width * 0.6), letters)}`);
  }

  /** What the card leaves below its heading. @param {CSSStyleDeclaration} style */
  #heightLeft(style) {
    const heading = Number.parseFloat(style.fontSize) * 2.2;
    return Math.max(0, this.clientHeight - heading - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom));
  }
}

/** @param {{sitting: any, summary: any, ownTotal: number | null}} told @param {number} width @param {number} height @param {number} letters */
function drawing({ sitting, summary, ownTotal }, width, height, letters) {
  const { bars, cut, own, ranked } = histogram(sitting, summary, ownTotal);
  const top = letters * ABOVE;
  const floor = Math.max(top, height - letters * BELOW);
  const step = width / bars.length;
  const most = bars.reduce((best, bar) => (bar.count > best.count ? bar : best));
  const label = t("distribution.label", { count: ranked, max: sitting.total_max, from: most.from, to: most.to });
  return html`<svg class="board-distribution__drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}" font-size="${letters}"
    >${bars.map((bar, index) => barOf(bar, { x: index * step, width: step, top, floor }))}${axis(width, floor, letters, sitting, own)}${cut === null ? null : cutLine(cut * width, { width, top, floor, letters, sitting })}${own === null ? null : ownMark(own * width, { width, floor, letters, top })}</svg>`;
}

/** @param {import("../models/board-histogram.js").Bar} bar @param {{x: number, width: number, top: number, floor: number}} place */
function barOf({ from, to, count, height, above }, { x, width, top, floor }) {
  const tall = count === 0 ? 0 : Math.max(2, height * (floor - top));
  return html`<svg data-key="bar-${from}"><rect class="board-distribution__bar ${above ? "board-distribution__bar--above" : ""}" x="${x + width * 0.08}" y="${floor - tall}" width="${width * 0.84}" height="${tall}" rx="${Math.min(3, width * 0.2)}"><title>${t("distribution.bar", { from, to, count })}</title></rect></svg>`;
}

/** A mark of one's own near an end takes the place of the figure there. @param {number} width @param {number} floor @param {number} letters @param {any} sitting @param {number | null} own */
function axis(width, floor, letters, sitting, own) {
  const [low, high] = [own === null || own > 0.12, own === null || own < 0.82];
  return html`<svg data-key="axis"><line class="board-distribution__axis" x1="0" x2="${width}" y1="${floor}" y2="${floor}"/>${low ? html`<svg><text class="board-distribution__text" x="0" y="${floor + letters * 1.3}">0</text></svg>` : null}${high ? html`<svg><text class="board-distribution__text" x="${width}" y="${floor + letters * 1.3}" text-anchor="end">${numberText(sitting.total_max)}</text></svg>` : null}</svg>`;
}

/** @param {number} x @param {{width: number, top: number, floor: number, letters: number, sitting: any}} place */
function cutLine(x, { width, top, floor, letters, sitting }) {
  const { value, exact } = /** @type {{value: number, exact: boolean}} */ (totalCut(sitting));
  const words = t(exact ? "distribution.cut" : "distribution.cut_least", { cut: pointsText(value) });
  return html`<svg data-key="cut"><line class="board-distribution__cut" x1="${x}" x2="${x}" y1="${top - letters * 0.6}" y2="${floor}"/><text class="board-distribution__text board-distribution__text--strong" x="${x}" y="${top - letters * 1.1}" text-anchor="${anchor(x, width)}">${words}</text></svg>`;
}

/** @param {number} x @param {{width: number, top: number, floor: number, letters: number}} place */
function ownMark(x, { width, floor, letters }) {
  return html`<svg data-key="own"><path class="board-distribution__own" d="M${x} ${floor + 2} l${letters * 0.45} ${letters * 0.6} h${-letters * 0.9} z"/><text class="board-distribution__text board-distribution__text--own" x="${x}" y="${floor + letters * 1.6}" text-anchor="${anchor(x, width)}">${t("distribution.own")}</text></svg>`;
}

/** Words near an edge stay inside. @param {number} x @param {number} width */
function anchor(x, width) {
  if (x < width * 0.25) return "start";
  return x > width * 0.7 ? "end" : "middle";
}

export function defineBoardDistribution() {
  customElements.define("board-distribution", BoardDistribution);
}
