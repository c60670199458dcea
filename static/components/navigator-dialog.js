/** The list of all items over the page. View as item-navigator's; `show()`; event "go" closes it. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class NavigatorDialog extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
    this.addEventListener("go", () => this.close());
  }

  show() {
    const dialog = this.querySelector("dialog");
    if (!dialog || dialog.open) return;
    dialog.showModal();
    /** @type {any} */ (this.querySelector("item-navigator"))?.focusCurrent();
  }

  close() {
    this.querySelector("dialog")?.close();
  }

  draw(/** @type {any} */ view) {
    return html`<dialog class="dialog dialog--wide" aria-labelledby="navigator-heading"><div class="dialog__body">
      <div class="row row--apart"><h2 id="navigator-heading">${t("navigator.heading")}</h2>
        <span class="row row--one-line"><button type="button" class="button" data-action="hand-in">${icon("check")}${t("hand_in.open")}</button>
        <button type="button" class="button button--icon" data-action="close" aria-label="${t("action.close")}">${icon("cross")}</button></span></div>
      <item-navigator .view=${view}></item-navigator>
    </div></dialog>`;
  }

  #click = (/** @type {Event} */ event) => {
    const action = this.pressed(event)?.dataset.action;
    if (action === "close" || action === "hand-in") this.close();
    if (action === "hand-in") this.act("item-action", { action });
  };
}

export function defineNavigatorDialog() {
  customElements.define("navigator-dialog", NavigatorDialog);
}
