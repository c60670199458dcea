/**
 * What can be done with the item on screen: back, in doubt, clear, list, on.
 * View: `{doubt, answered, first, last, disabled}`; event "item-action" with `{action}`.
 */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class ItemActions extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
  }

  /** @param {{doubt: boolean, answered: boolean, first: boolean, last: boolean, disabled: boolean}} view */
  draw({ doubt, answered, first, last, disabled }) {
    const on = last
      ? html`<button type="button" class="button button--primary item-actions__on" data-action="hand-in">${icon("check")}<span>${t("hand_in.open")}</span></button>`
      : html`<button type="button" class="button button--primary item-actions__on" data-action="next"><span>${t("item.next")}</span>${icon("chevron-right")}</button>`;
    return html`<button type="button" class="button item-actions__back" data-action="previous" ?disabled=${first}>${icon("chevron-left")}<span>${t("item.previous")}</span></button>
      <span class="item-actions__middle">
        <button type="button" class="button item-actions__doubt" data-action="doubt" aria-pressed="${String(doubt)}" ?disabled=${disabled}>${icon("flag")}<span>${t("item.doubt")}</span></button>
        <button type="button" class="button" data-action="withdraw" ?disabled=${disabled || !answered}>${icon("cross")}<span>${t("item.withdraw")}</span></button>
        <button type="button" class="button item-actions__list" data-action="navigator" aria-haspopup="dialog">${icon("grid")}<span>${t("navigator.open")}</span></button>
      </span>
      ${on}`;
  }

  #click = (/** @type {Event} */ event) => {
    const action = this.pressed(event)?.dataset.action;
    if (action) this.act("item-action", { action });
  };
}

export function defineItemActions() {
  customElements.define("item-actions", ItemActions);
}
