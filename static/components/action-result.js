/** What became of an action, candidate by candidate: who not and why, and the new PINs to hand out. */
import { icon } from "../lib/icon.js";
import { hasWords, t } from "../lib/i18n.js";
import { html } from "../lib/html.js";

/** `show(...)` opens it; dispatches "select-these" with {numbers} when those left over are to be selected. */
export class ActionResult extends HTMLElement {
  /** @param {{action: string, done: number, failed: {row: any, code: string}[], slips: any[]}} result */
  show({ action, done, failed, slips }) {
    this.replaceChildren(
      html`<dialog class="dialog dialog--wide" aria-labelledby="result-heading"><div class="dialog__body">
        <h2 id="result-heading">${t("result.heading", { what: t(`do.${action}`) })}</h2>
        <p>${icon("check-circle")}${t("result.done", { count: done })}</p>
        ${failed.length > 0 ? failures(failed) : null}
        ${slips.length > 0 ? html`<p class="note tone-caution">${icon("eye-off")}<span>${t("result.pins")}</span></p><pin-slip .slips=${slips}></pin-slip>` : null}
        <div class="dialog__actions">
          ${failed.length > 0 ? html`<button type="button" class="button" data-do="select">${icon("check")}${t("result.select", { count: failed.length })}</button>` : null}
          ${slips.length > 0 ? html`<button type="button" class="button button--primary" data-do="print" autofocus>${icon("printer")}${t("result.print", { count: slips.length })}</button>` : null}
          <button type="button" class="button" data-do="close">${t("action.close")}</button>
        </div></div></dialog>`,
    );
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    dialog.addEventListener("close", () => this.replaceChildren());
    dialog.addEventListener("click", (event) => {
      const wanted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"))?.dataset.do;
      if (wanted === "print") this.#print();
      if (wanted === "select") this.#select(failed.map(({ row }) => row.number));
      if (wanted === "close" || wanted === "select") dialog.close();
    });
    // A PIN shows once: the first Esc, out of habit, leads to the printer instead of away.
    const held = (/** @type {Event} */ event) => {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (dialog.querySelector("[data-do=print]"))?.focus();
    };
    if (slips.length > 0) dialog.addEventListener("cancel", held, { once: true });
    dialog.showModal();
  }

  #print() {
    /** @type {any} */ (this.querySelector("pin-slip")).print();
    /** @type {HTMLElement | null} */ (this.querySelector("[data-do=close]"))?.focus();
  }

  #select(numbers) {
    this.dispatchEvent(new CustomEvent("select-these", { bubbles: true, detail: { numbers } }));
  }
}

function failures(failed) {
  const lines = failed.map(
    ({ row, code }) => html`<tr><th scope="row">${row.seat ?? "–"}</th><td>${row.name}</td><td>${hasWords(`error.${code}`) ? t(`error.${code}`) : t("error.unknown", { code })}</td></tr>`,
  );
  return html`<div class="scroll-x"><table class="table"><caption>${t("result.failed", { count: failed.length })}</caption>
    <thead><tr><th scope="col">${t("word.seat")}</th><th scope="col">${t("word.name")}</th><th scope="col">${t("result.why")}</th></tr></thead><tbody>${lines}</tbody></table></div>`;
}

export function defineActionResult() {
  customElements.define("action-result", ActionResult);
}
