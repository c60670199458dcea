/** The board on the wall of the hall: pages turn by themselves, letters are huge, the keyboard leaves. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { pageOf, pageOfRow } from "../models/board-view.js";

const PAGE_SECONDS = 12;
/** While rows are revealed the page follows them, but not faster than one can read. */
const REVEAL_SECONDS = 4;

/**
 * @typedef {object} Told
 * @property {import("../models/board-view.js").ShownRow[]} rows all of them
 * @property {number | null} latest the row that changed last
 * @property {any} sitting
 * @property {any} summary
 * @property {number | null} own
 * @property {Map<number, number>} moved
 * @property {string} line
 * @property {number} now_ms
 */

/** `tell(…)` draws; `second()` once a second turns the pages; dispatches "board-leave". */
export class BoardHall extends HTMLElement {
  /** @type {Told | null} */
  #told = null;
  #page = 0;
  #left = PAGE_SECONDS;
  #paused = false;
  #update = () => this.update();
  #watch = new ResizeObserver(this.#update);

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    document.addEventListener("keydown", this.#key);
    this.addEventListener("click", this.#act);
    this.#frame();
    this.#watch.observe(this.#part(".board-hall__rows"));
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    document.removeEventListener("keydown", this.#key);
    this.removeEventListener("click", this.#act);
    this.#watch.disconnect();
  }

  /** @param {Told} told */
  tell(told) {
    this.#told = told;
    this.update();
  }

  second() {
    if (this.hidden || this.#paused) return;
    this.#left -= 1;
    if (this.#told?.sitting.freeze.state === "revealing") this.#follow();
    else if (this.#left <= 0) this.#turn(1);
  }

  update() {
    if (!this.isConnected || !this.#told || this.hidden) return;
    this.#frame();
    const { rows, sitting, summary, own, moved, line, now_ms } = this.#told;
    const shown = pageOf(rows, this.#page, this.#rowsThatFit());
    const ownRow = rows.find(({ row }) => row === own) ?? null;
    this.#part(".board-hall").setAttribute("aria-label", t("hall.label"));
    this.#part("board-head").tell({ sitting, line, now_ms });
    this.#part("board-table").tell({ rows: shown.rows, sitting, own, moved });
    this.#part("board-progress").summary = summary;
    this.#part("board-sections").tell({ sitting, summary });
    this.#part("board-distribution").tell({ sitting, summary, ownTotal: ownRow?.total ?? null });
    render(this.#part(".board-hall__foot"), this.#foot(shown));
    this.#part(".board-hall__empty").hidden = rows.length > 0;
    this.#part(".board-hall__empty").textContent = t("empty.heading");
    this.#part("board-table").hidden = rows.length === 0;
  }

  /** @param {{page: number, pages: number}} shown */
  #foot({ page, pages }) {
    return html`<span class="board-hall__page">${this.#paused ? html`<strong>${icon("pause")}${t("hall.paused")}</strong>` : null} ${t("hall.page", { page: page + 1, pages })}</span>
      <span class="board-hall__keys">${t("hall.keys")}</span>
      <button type="button" class="button button--small" data-action="pause" aria-pressed="${String(this.#paused)}">${icon(this.#paused ? "play" : "pause")}<span>${t(this.#paused ? "pause.resume" : "pause.action")}</span></button>
      <button type="button" class="button button--small" data-action="leave">${icon("cross")}<span>${t("hall.leave")}</span></button>`;
  }

  #frame() {
    if (this.querySelector(".board-hall")) return;
    render(
      this,
      html`<div class="board-hall" role="main">
        <board-head class="board-hall__head"></board-head>
        <div class="board-hall__rows"><board-table></board-table><p class="board-hall__empty" hidden></p></div>
        <div class="board-hall__side"><board-progress class="board-card"></board-progress><board-sections class="board-card"></board-sections><board-distribution class="board-card" fill></board-distribution></div>
        <div class="board-hall__foot"></div>
      </div>`,
    );
  }

  #rowsThatFit() {
    const place = this.#part(".board-hall__rows");
    const letters = Number.parseFloat(getComputedStyle(place).fontSize);
    const row = Number.parseFloat(getComputedStyle(place).getPropertyValue("--board-row-height")) * letters;
    const head = Number.parseFloat(getComputedStyle(place).getPropertyValue("--board-head-height")) * letters;
    return Math.max(1, Math.floor((place.clientHeight - head) / row));
  }

  /** @param {number} step */
  #turn(step) {
    const { pages } = pageOf(this.#told?.rows ?? [], 0, this.#rowsThatFit());
    this.#page = (this.#page + step + pages) % pages;
    this.#left = PAGE_SECONDS;
    this.update();
  }

  #follow() {
    const { rows, latest } = /** @type {Told} */ (this.#told);
    if (latest === null || this.#left > PAGE_SECONDS - REVEAL_SECONDS) return;
    this.#page = pageOfRow(rows, latest, this.#rowsThatFit());
    this.#left = PAGE_SECONDS;
    this.update();
  }

  #pause() {
    this.#paused = !this.#paused;
    this.#left = PAGE_SECONDS;
    this.update();
  }

  #leave() {
    if (document.fullscreenElement) document.exitFullscreen();
    this.dispatchEvent(new CustomEvent("board-leave", { bubbles: true }));
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (this.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target instanceof HTMLButtonElement;
    const act = {
      Escape: () => this.#leave(),
      " ": () => (onButton ? null : this.#pause()),
      ArrowRight: () => this.#turn(1),
      ArrowLeft: () => this.#turn(-1),
      f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    }[event.key];
    if (!act || (onButton && event.key === " ")) return;
    event.preventDefault();
    act();
  };

  #act = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
    if (button?.dataset.action === "pause") this.#pause();
    if (button?.dataset.action === "leave") this.#leave();
  };

  /** @param {string} selector @returns {any} */
  #part(selector) {
    return this.querySelector(selector);
  }
}

export function defineBoardHall() {
  customElements.define("board-hall", BoardHall);
}
