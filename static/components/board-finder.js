/** Find yourself, choose a formation: what the visitor asks of the board. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/**
 * @typedef {object} Told
 * @property {string[]} formations
 * @property {string} formation
 * @property {string} find what was asked for last
 * @property {import("../models/board-view.js").ShownRow[]} found the rows it may mean
 * @property {boolean} moves whether anything will move at all
 * @property {boolean} paused
 */

const OFFERED_MAX = 8;

/** `tell(…)`; dispatches "board-find" {query}, "board-filter" {formation}, "board-pause", "board-hall". */
export class BoardFinder extends HTMLElement {
  /** @type {Told | null} */
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("submit", this.#find);
    this.addEventListener("change", this.#filter);
    this.addEventListener("click", this.#act);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("submit", this.#find);
    this.removeEventListener("change", this.#filter);
    this.removeEventListener("click", this.#act);
  }

  /** @param {Told} told */
  tell(told) {
    const asked = this.#told?.find;
    this.#told = told;
    this.update();
    const input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    if (asked !== told.find && document.activeElement !== input) input.value = told.find;
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { formations, formation, moves, paused } = this.#told;
    render(
      this,
      html`<form class="board-finder__find" role="search">
          <label class="visually-hidden" for="board-find">${t("find.label")}</label>
          <input id="board-find" class="input" type="search" name="number" autocomplete="off" spellcheck="false" maxlength="60" placeholder="${t("find.hint")}">
          <button class="button button--primary">${icon("search")}<span>${t("find.action")}</span></button>
        </form>
        ${formations.length > 1 || formation ? formationChoice(formations, formation) : null}
        <div class="board-finder__actions">
          ${moves || paused ? pauseButton(paused) : null}
          <button type="button" class="button board-finder__hall" data-action="hall">${icon("monitor")}<span>${t("hall.enter")}</span></button>
        </div>
        <div class="board-finder__answer" role="status">${answer(this.#told)}</div>`,
    );
  }

  #find = (/** @type {Event} */ event) => {
    event.preventDefault();
    const input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    this.#dispatch("board-find", { query: input.value.trim() });
  };

  #filter = (/** @type {Event} */ event) => {
    if (event.target instanceof HTMLSelectElement) this.#dispatch("board-filter", { formation: event.target.value });
  };

  #act = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
    if (button?.dataset.action === "choose") this.#dispatch("board-find", { query: button.dataset.number });
    else if (button) this.#dispatch(`board-${button.dataset.action}`, {});
  };

  /** @param {string} name @param {object} detail */
  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** @param {boolean} paused */
function pauseButton(paused) {
  return html`<button type="button" class="button" data-action="pause" aria-pressed="${String(paused)}" aria-keyshortcuts="Escape">${icon(paused ? "play" : "pause")}<span>${t(paused ? "pause.resume" : "pause.action")}</span><kbd class="board-finder__key" aria-hidden="true">${t("pause.key")}</kbd></button>`;
}

/** @param {string[]} formations @param {string} chosen */
function formationChoice(formations, chosen) {
  const all = formations.includes(chosen) || !chosen ? formations : [chosen, ...formations];
  return html`<label class="board-finder__formation"><span class="visually-hidden">${t("filter.formation")}</span>
    <select class="input"><option value="" ?selected=${chosen === ""}>${t("filter.all")}</option>
    ${all.map((name) => html`<option value="${name}" ?selected=${name === chosen}>${name}</option>`)}</select></label>`;
}

/** @param {Told} told */
function answer({ find, found }) {
  if (find === "" || found.length === 1) return null;
  if (found.length === 0) return html`<p class="board-finder__none">${icon("info")}<span>${t("find.none", { query: find })}</span></p>`;
  const offered = found.slice(0, OFFERED_MAX);
  return html`<p>${t("find.several", { count: found.length })}</p>
    <div class="row board-finder__offered">${offered.map(({ number, name }) => html`<button type="button" class="button button--small" data-action="choose" data-number="${number}"><strong>${number}</strong> ${name}</button>`)}</div>`;
}

export function defineBoardFinder() {
  customElements.define("board-finder", BoardFinder);
}
