/**
 * The summary before handing in, and its confirmation.
 * View: `{sections, waiting, sending}` (sections from models/progress.js); `show()`, `close()`; event "hand-in".
 */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";

export class HandInDialog extends ViewElement {
  #understood = false;

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
    this.addEventListener("change", (event) => {
      this.#understood = /** @type {HTMLInputElement} */ (event.target).checked;
      this.update();
    });
  }

  show() {
    this.#understood = false;
    this.update();
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
    this.querySelector("h2")?.focus();
  }

  close() {
    this.querySelector("dialog")?.close();
  }

  /** @param {{sections: any[], waiting: number, sending: boolean}} view */
  draw({ sections, waiting, sending }) {
    const unanswered = sections.reduce((sum, each) => sum + each.unanswered, 0);
    return html`<dialog class="dialog hand-in" aria-labelledby="hand-in-heading"><div class="dialog__body">
      <h2 id="hand-in-heading" tabindex="-1">${t("hand_in.heading")}</h2>
      ${unanswered > 0
        ? html`<p class="note tone-caution">${icon("alert")}<span>${t("hand_in.unanswered", { count: unanswered })}</span></p>`
        : html`<p class="note tone-positive">${icon("check-circle")}<span>${t("hand_in.all_answered")}</span></p>`}
      ${summary(sections)}
      ${waiting > 0 ? html`<p class="note tone-accent">${icon("saving")}<span>${t("hand_in.waiting", { count: waiting })}</span></p>` : null}
      <label class="check"><input type="checkbox" ?checked=${this.#understood} ?disabled=${sending}><span><strong>${t("hand_in.understood")}</strong><br><span class="quiet">${t("hand_in.warning")}</span></span></label>
      <div class="dialog__actions">
        <button type="button" class="button" data-action="back" ?disabled=${sending}>${t("hand_in.back")}</button>
        <button type="button" class="button button--primary" data-action="confirm" ?disabled=${!this.#understood || sending}>${icon("check")}${t(sending ? "hand_in.sending" : "hand_in.confirm")}</button>
      </div>
    </div></dialog>`;
  }

  #click = (/** @type {Event} */ event) => {
    const action = this.pressed(event)?.dataset.action;
    if (action === "back") this.close();
    if (action === "confirm") this.act("hand-in");
  };
}

/** @param {any[]} sections */
function summary(sections) {
  const rows = sections.map(
    ({ id, title, answered, unanswered, inDoubt }) => html`<tr data-key="${id}"><th scope="row">${pick(title)}</th>
      <td class="figure">${answered}</td><td class="figure">${unanswered}</td><td class="figure">${inDoubt}</td></tr>`,
  );
  return html`<div class="scroll-x"><table class="table hand-in__table"><thead><tr><th scope="col">${t("hand_in.section")}</th>
    <th scope="col" class="figure">${t("state.answered")}</th><th scope="col" class="figure">${t("state.unanswered")}</th>
    <th scope="col" class="figure">${t("state.in_doubt")}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

export function defineHandInDialog() {
  customElements.define("hand-in-dialog", HandInDialog);
}
