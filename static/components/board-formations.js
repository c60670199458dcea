/** For each formation its vacancies, who is within the line at their multiple, and the last total there. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { pointsText } from "../lib/format.js";
import { byPressure } from "../models/board-formations.js";
import { boardBar } from "./board-bar.js";

const SHOWN_AT_FIRST = 6;

/** @typedef {{sitting: any, lines: Map<string, import("../models/board.js").Line>, formation: string}} Told */

/** `tell(Told)`; empty where the rules draw no lines; dispatches "board-filter" {formation}. */
export class BoardFormations extends HTMLElement {
  /** @type {Told | null} */
  #told = null;
  #all = false;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#act);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#act);
  }

  /** @param {Told} told */
  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { sitting, lines, formation } = this.#told;
    const all = byPressure(lines);
    this.hidden = all.length === 0;
    const shown = this.#all ? all : all.slice(0, SHOWN_AT_FIRST);
    render(
      this,
      html`<h3 class="board-card__heading">${t("formations.heading", { multiple: sitting.go_on_multiple })}</h3>
        <ul class="board-formations__list">${shown.map((line) => formationOf(line, sitting, formation))}</ul>
        ${all.length > SHOWN_AT_FIRST ? html`<button type="button" class="button button--small button--quiet" data-all aria-expanded="${String(this.#all)}">${icon(this.#all ? "minus" : "plus")}<span>${t(this.#all ? "formations.fewer" : "formations.all", { count: all.length })}</span></button>` : null}`,
    );
  }

  #act = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("button"));
    if (!button) return;
    if ("all" in button.dataset) {
      this.#all = !this.#all;
      this.update();
    } else {
      const chosen = button.dataset.formation === this.#told?.formation ? "" : button.dataset.formation;
      this.dispatchEvent(new CustomEvent("board-filter", { bubbles: true, detail: { formation: chosen } }));
    }
  };
}

/** @param {import("../models/board-formations.js").FormationLine} line @param {any} sitting @param {string} chosen */
function formationOf({ formation, places, eligible, goingOn, total }, sitting, chosen) {
  return html`<li data-key="${formation}"><button type="button" class="board-formations__formation" data-formation="${formation}" aria-pressed="${String(formation === chosen)}"
    ><span class="board-formations__title">${formation}</span><strong>${t("formations.within", { going: goingOn, places })}</strong></button>
    ${boardBar(goingOn, places)}
    <span class="board-formations__rest">${t("formations.vacancies", { count: sitting.vacancies[formation] })} · ${t("formations.eligible", { count: eligible })}${total === null ? null : html` · ${t("formations.last", { total: pointsText(total) })}`}</span></li>`;
}

export function defineBoardFormations() {
  customElements.define("board-formations", BoardFormations);
}
