/** A form in a dialog: what stands in it is the caller's, and so is what happens on sending. */
import { sentenceFor } from "../lib/api.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/**
 * `ask({heading, lead, fields, submit, send, wide})` shows the fields; `send(formData)` is awaited on submit.
 * It stays open with the sentence when `send` throws, and closes when it does not; the promise gives what `send` gave,
 * or null when the person turned back.
 */
export class FormDialog extends HTMLElement {
  /**
   * @param {{heading: string, lead?: string, fields: DocumentFragment, submit: string, wide?: boolean,
   *   send: (form: FormData) => Promise<any>}} question
   * @returns {Promise<any>}
   */
  ask({ heading, lead = "", fields, submit, send, wide = false }) {
    this.replaceChildren(
      html`<dialog class="dialog${wide ? " dialog--wide" : ""}" aria-labelledby="form-dialog-heading">
        <form class="dialog__body"><h2 id="form-dialog-heading">${heading}</h2>${lead ? html`<p class="quiet">${lead}</p>` : null}
          ${fields}<p class="field__error" role="alert"></p>
          <div class="dialog__actions"><button type="button" class="button" data-cancel>${t("action.cancel")}</button>
            <button class="button button--primary" data-submit>${icon("check")}${submit}</button></div></form></dialog>`,
    );
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    dialog.showModal();
    return new Promise((resolve) => {
      let answer = null;
      dialog.addEventListener("close", () => {
        this.replaceChildren();
        resolve(answer);
      });
      dialog.querySelector("[data-cancel]")?.addEventListener("click", () => dialog.close());
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        answer = await this.#sent(form, send);
        if (answer !== null) dialog.close();
      });
    });
  }

  /** @param {HTMLFormElement} form @param {(form: FormData) => Promise<any>} send */
  async #sent(form, send) {
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("[data-submit]"));
    const problem = /** @type {HTMLElement} */ (form.querySelector("[role=alert]"));
    button.disabled = true;
    render(problem, html``);
    try {
      return (await send(new FormData(form))) ?? true;
    } catch (error) {
      render(problem, html`${icon("alert")}<span>${sentenceFor(error)} ${findings(error)}</span>`);
      return null;
    } finally {
      button.disabled = false;
    }
  }
}

/** What the server found wrong, where it says it in words. @param {any} error */
function findings(error) {
  const found = Array.isArray(error?.detail?.findings) ? error.detail.findings : [];
  return found.map((/** @type {any} */ each) => html`<br>${pick(each.message)} ${pick(each.remedy)}`);
}

export function defineFormDialog() {
  customElements.define("form-dialog", FormDialog);
}
