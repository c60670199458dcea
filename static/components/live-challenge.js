/** What the candidate is asked to do, large enough to be seen over a shoulder: an arrow, a ring that fills, the words. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { arrowOf, hasFailed } from "../models/live.js";

const RADIUS = 44;
const ROUND = 2 * Math.PI * RADIUS;
const ARROWS = {
  left: "M62 30 L38 50 L62 70",
  right: "M38 30 L62 50 L38 70",
  centre: "M50 36 a14 14 0 1 1 0 28 a14 14 0 1 1 0 -28",
};

/**
 * Properties `view`: what the server said of the last frame, and `aloud`: what whoever reads it to the candidate is told; attributes `away`: the picture is not mirrored, `last`: it is not asked for again.
 * Dispatches "challenge-again" when it ended without having been passed and is asked for once more.
 */
export class LiveChallenge extends HTMLElement {
  /** @type {import("../models/live.js").View | null} */
  #view = null;
  aloud = "";
  #update = () => this.update();

  /** @param {import("../models/live.js").View | null} view */
  set view(view) {
    this.#view = view;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
  }

  update() {
    if (!this.isConnected) return;
    const view = this.#view;
    this.hidden = !view?.asked && !view?.outcome;
    if (this.hidden || !view) return render(this, html``);
    return render(this, hasFailed(view) ? failed(view, this.hasAttribute("last")) : asked(view, this.hasAttribute("away"), this.aloud));
  }

  #press = (/** @type {Event} */ event) => {
    if (!(/** @type {Element} */ (event.target).closest("[data-again]"))) return;
    this.dispatchEvent(new CustomEvent("challenge-again", { bubbles: true }));
  };
}

/** @param {import("../models/live.js").View} view @param {boolean} away @param {string} aloud */
function asked(view, away, aloud) {
  const done = view.outcome === "passed";
  const arrow = arrowOf(view.asked, away);
  const words = done ? t("live.passed") : t(`live.${view.asked}`);
  const small = aloud && !done ? html`<small>${aloud}</small>` : null;
  return html`<div class="live-challenge__asked tone-${done ? "positive" : "accent"}" data-arrow="${arrow}">
    <svg class="live-challenge__ring" viewBox="0 0 100 100" aria-hidden="true">
      <circle class="live-challenge__track" cx="50" cy="50" r="${RADIUS}"></circle>
      <circle class="live-challenge__share" cx="50" cy="50" r="${RADIUS}" stroke-dasharray="${(view.share ?? 0) * ROUND} ${ROUND}" transform="rotate(-90 50 50)"></circle>
      <path class="live-challenge__arrow" d="${done ? "M32 52 L45 65 L69 37" : ARROWS[arrow]}"></path>
    </svg>
    <p class="live-challenge__words" role="status">${words}${small}</p></div>`;
}

/** @param {import("../models/live.js").View} view @param {boolean} isLast */
function failed(view, isLast) {
  return html`<div class="note tone-caution live-challenge__failed">${icon("alert")}<div class="stack stack--tight">
    <p role="status"><strong>${t(`live.${view.outcome}`)}</strong> ${t("live.go_on")}</p>
    ${isLast ? null : html`<p><button type="button" class="button button--small" data-again>${icon("refresh")}<span>${t("live.again")}</span></button></p>`}</div></div>`;
}

export function defineLiveChallenge() {
  customElements.define("live-challenge", LiveChallenge);
}
