/** A message from the proctor, to be confirmed. View: `{message}` (or null); event "message-read" with `{id}`. */
import { ViewElement } from "../lib/element.js";
import { timeText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class MessageDialog extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
    // Escape would hide the message without a confirmation.
    this.addEventListener("cancel", (event) => event.preventDefault(), { capture: true });
  }

  update() {
    super.update();
    const dialog = this.querySelector("dialog");
    if (!dialog) return;
    if (this.view.message && !dialog.open) dialog.showModal();
    if (!this.view.message && dialog.open) dialog.close();
  }

  /** @param {{message: {id: string, text: string, at: string} | null}} view */
  draw({ message }) {
    return html`<dialog class="dialog" aria-labelledby="message-heading" aria-describedby="message-text"><div class="dialog__body">
      <div class="row">${icon("message")}<h2 id="message-heading">${t("message.heading")}</h2><span class="quiet figure">${message ? timeText(message.at) : ""}</span></div>
      <p class="message-dialog__text" id="message-text">${message?.text}</p>
      <div class="dialog__actions"><button type="button" class="button button--primary" data-action="read">${icon("check")}${t("message.read")}</button></div>
    </div></dialog>`;
  }

  #click = (/** @type {Event} */ event) => {
    if (this.pressed(event)?.dataset.action === "read") this.act("message-read", { id: this.view.message.id });
  };
}

export function defineMessageDialog() {
  customElements.define("message-dialog", MessageDialog);
}
