/** What can be done with the selected candidates. All buttons are always in their place; those that fit nobody are off. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { ACTIONS, applicable } from "../models/actions.js";

const DRAWINGS = {
  pause: "pause",
  resume: "play",
  grant_time: "clock",
  message: "message",
  out: "out",
  back: "sign-in",
  move: "move",
  incident: "flag",
  close: "stop",
};

/** `tell({rows, hidden})` with the selected rows; dispatches "action-wish" with {action, numbers} and "selection-cleared". */
export class ActionBar extends HTMLElement {
  #told = { rows: [], hidden: 0 };
  #update = () => this.update();

  connectedCallback() {
    this.setAttribute("role", "toolbar");
    this.tabIndex = -1;
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
  }

  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected) return;
    const { rows, hidden } = this.#told;
    this.setAttribute("aria-label", t("actions.label"));
    this.toggleAttribute("data-empty", rows.length === 0);
    const alone = this.hasAttribute("data-alone");
    const held = this.contains(document.activeElement) ? document.activeElement : null;
    render(this, html`${alone ? null : count(rows.length, hidden)}<div class="action-bar__buttons">${Object.keys(ACTIONS).map((action) => button(action, rows))}</div>`);
    // What was pressed may be off now. The bar itself keeps the place: Enter once more must not press the opposite.
    if (held instanceof HTMLButtonElement && held.disabled) this.focus({ preventScroll: true });
  }

  #press = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-action], [data-clear]"));
    if (!pressed) return;
    const action = pressed.dataset.action;
    const numbers = this.#told.rows.map(({ number }) => number);
    this.dispatchEvent(
      action
        ? new CustomEvent("action-wish", { bubbles: true, detail: { action, numbers } })
        : new CustomEvent("selection-cleared", { bubbles: true }),
    );
  };
}

function count(selected, hidden) {
  if (selected === 0) return html`<p class="action-bar__count quiet" data-key="none">${t("actions.nobody")}</p>`;
  return html`<p class="action-bar__count" data-key="some" role="status"><strong>${t("actions.selected", { count: selected })}</strong>
    ${hidden > 0 ? html`<span class="action-bar__hidden">${t("actions.hidden", { count: hidden })}</span>` : null}
    <button type="button" class="button button--quiet button--small" data-clear>${icon("cross")}<span>${t("actions.clear")}</span></button></p>`;
}

function button(action, rows) {
  // With nobody selected an incident is the room's.
  const room = action === "incident" && rows.length === 0;
  const fits = applicable(action, rows).length;
  const some = fits > 0 && fits < rows.length ? ` (${fits})` : "";
  return html`<button type="button" class="button action-bar__button" data-key="${action}" data-action="${action}" ?data-grave=${Boolean(ACTIONS[action].grave)}
    ?disabled=${fits === 0 && !room}>${icon(DRAWINGS[action])}<span>${t(`do.${action}`)}${some}</span></button>`;
}

export function defineActionBar() {
  customElements.define("action-bar", ActionBar);
}
