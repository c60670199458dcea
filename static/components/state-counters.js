/** How many are in each state; a press shows only those, a second press all again. */
import { icon } from "../lib/icon.js";
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { numberText } from "../lib/format.js";
import { drawingOf, toneOf } from "./room-state.js";

/** The way of a candidate through the day. Not all are always there; those with nobody in them do not shout. */
const ON_THE_WAY = ["arrived", "referred", "cleared", "waiting", "working", "disconnected", "paused", "out", "finished", "refused"];
/** States that come seldom have no place of their own until somebody is in them. */
const SELDOM = new Set(["arrived", "refused"]);

/** `tell({counts, total, chosen: Set, phase})`; dispatches "state-pressed" with {state | null}. */
export class StateCounters extends ViewElement {
  constructor() {
    super();
    this.addEventListener("click", this.#press);
  }

  tell(told) {
    this.view = told;
  }

  draw({ counts, total, chosen, phase }) {
    const missing = phase === "running" || phase === "closed" ? "absent" : "expected";
    const states = [missing, ...ON_THE_WAY].filter((state) => !SELDOM.has(state) || counts[state] > 0 || chosen.has(state));
    return html`<div class="state-counters" role="group" aria-label="${t("counters.label")}">
        ${button("", "persons", "quiet", t("word.all"), total, chosen.size === 0)}
        ${states.map((state) => button(state, drawingOf(state), toneOf(state), t(`room_state.${state}`), counts[state], chosen.has(state)))}
      </div>`;
  }

  #press = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-state]"));
    if (!pressed) return;
    const state = pressed.dataset.state || null;
    this.dispatchEvent(new CustomEvent("state-pressed", { bubbles: true, detail: { state } }));
  };
}

function button(state, drawing, tone, word, count, pressed) {
  return html`<button type="button" class="state-counter tone-${count > 0 ? tone : "quiet"}" data-key="${state || "all"}" data-state="${state}"
    ?data-nobody=${count === 0} aria-pressed="${String(pressed)}"><span class="state-counter__count">${numberText(count)}</span>
    <span class="state-counter__word">${icon(drawing)}<span>${word}</span></span></button>`;
}

export function defineStateCounters() {
  customElements.define("state-counters", StateCounters);
}
