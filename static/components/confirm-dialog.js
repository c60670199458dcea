/** A question with two answers, where wanted with a reason; the answer is a promise. */
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";
import { html } from "../lib/html.js";

/**
 * @typedef {object} Question
 * @property {string} heading
 * @property {string | Node} [body]
 * @property {string} [confirm] the word on the confirming button
 * @property {string} [cancel]
 * @property {"primary" | "negative"} [tone]
 * @property {{label?: string, required?: boolean, hint?: string, codes?: {code: string, title: any}[]}} [reason]
 *   asks for words, and where codes are given for one of them first
 *
 * @typedef {{reason: string, reason_code: string}} Confirmation
 */

export class ConfirmDialog extends HTMLElement {
  /** @param {Question} question @returns {Promise<Confirmation | null>} null when the person turned back */
  ask(question) {
    this.querySelector("dialog")?.remove();
    this.replaceChildren(this.#dialog(question));
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        const confirmed = dialog.returnValue === "confirm";
        resolve(confirmed ? given(dialog) : null);
        this.replaceChildren();
      });
      dialog.querySelector("[data-answer=cancel]")?.addEventListener("click", () => dialog.close("cancel"));
    });
  }

  /** @param {Question} question */
  #dialog({ heading, body = "", confirm, cancel, tone = "primary", reason }) {
    const text = typeof body === "string" ? html`<p>${body}</p>` : body;
    return html`<dialog class="dialog" aria-labelledby="confirm-heading">
      <form method="dialog" class="dialog__body">
        <h2 id="confirm-heading">${heading}</h2>
        ${body ? text : null}${reason ? reasonFields(reason) : null}
        <div class="dialog__actions">
          <button type="button" class="button" data-answer="cancel">${cancel ?? t("action.cancel")}</button>
          <button class="button button--${tone}" value="confirm">${icon("check")}${confirm ?? t("action.confirm")}</button>
        </div>
      </form>
    </dialog>`;
  }
}

/** @param {NonNullable<Question["reason"]>} reason */
function reasonFields({ label, required = true, hint, codes = [] }) {
  const options = codes.map(
    ({ code, title }) => html`<label class="check"><input type="radio" name="reason_code" value="${code}" required>${pick(title)}</label>`,
  );
  return html`${codes.length > 0 ? html`<fieldset class="stack stack--tight"><legend class="field__label">${t("reason.which")}</legend>${options}</fieldset>` : null}
    <label class="field"><span class="field__label">${label ?? t("reason.label")}</span>
      <textarea class="input" name="reason" rows="3" maxlength="500" ?required=${required}></textarea>
      ${hint ? html`<span class="field__hint">${hint}</span>` : null}</label>`;
}

/** @param {HTMLDialogElement} dialog @returns {Confirmation} */
function given(dialog) {
  const fields = new FormData(/** @type {HTMLFormElement} */ (dialog.querySelector("form")));
  return { reason: String(fields.get("reason") ?? "").trim(), reason_code: String(fields.get("reason_code") ?? "") };
}

export function defineConfirmDialog() {
  customElements.define("confirm-dialog", ConfirmDialog);
}
