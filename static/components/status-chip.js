/** A state as icon, word and colour at once. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** @type {Record<string, [tone: string, icon: string]>} */
const LOOKS = {
  // a candidate's way in
  expected: ["quiet", "circle-dashed"],
  arrived: ["accent", "person"],
  matched: ["positive", "face"],
  deferred: ["accent", "hourglass"],
  referred: ["caution", "eye"],
  admitted: ["positive", "check-circle"],
  refused: ["negative", "cross-circle"],
  seated: ["positive", "desk"],
  out: ["caution", "out"],
  absent: ["quiet", "circle-dashed"],
  // the machine's outcome of a comparison
  match: ["positive", "face"],
  retake: ["caution", "camera"],
  // an attempt, and a sitting
  prepared: ["quiet", "circle-dashed"],
  waiting: ["accent", "hourglass"],
  running: ["accent", "play"],
  under_way: ["accent", "play"],
  paused: ["caution", "pause"],
  finished: ["positive", "check-circle"],
  open: ["accent", "sign-in"],
  closed: ["quiet", "lock"],
  handed_in: ["positive", "check-circle"],
  time_over: ["positive", "clock"],
  // the line to a terminal
  connected: ["positive", "connected"],
  disconnected: ["negative", "disconnected"],
  connecting: ["caution", "saving"],
  // an answer
  answered: ["accent", "circle-dot"],
  unanswered: ["quiet", "circle-dashed"],
  in_doubt: ["caution", "flag"],
  saved: ["positive", "saved"],
  saving: ["accent", "saving"],
  unsaved: ["caution", "alert"],
  // an outcome
  passed: ["positive", "check-circle"],
  not_passed: ["negative", "cross-circle"],
  under_review: ["caution", "alert"],
  disqualified: ["negative", "cross-circle"],
  // a file, an account
  loaded: ["positive", "check-circle"],
  unchanged: ["quiet", "check"],
  problems: ["negative", "alert"],
  enabled: ["positive", "check-circle"],
  disabled: ["quiet", "lock"],
};

/** Attributes `state` and, where another word is wanted, `label`. */
export class StatusChip extends HTMLElement {
  static observedAttributes = ["state", "label"];
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.update();
  }

  update() {
    const state = this.getAttribute("state") ?? "";
    const [tone, drawing] = LOOKS[state] ?? ["quiet", "circle"];
    const word = this.getAttribute("label") ?? t(`state.${state}`);
    render(this, html`<span class="chip tone-${tone}">${icon(drawing)}<span>${word}</span></span>`);
  }
}

export function defineStatusChip() {
  customElements.define("status-chip", StatusChip);
}
