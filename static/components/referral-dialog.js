/** One referred arrival at a time, with everything that is needed to decide on one screen; the next one follows by itself. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { durationText } from "../lib/format.js";
import { referredAt, secondsSince } from "../models/room.js";

/** `open(number)` and `tell({waiting, reasons, nowMs})`, the longest waiting first; its referral-decision dispatches "decided". */
export class ReferralDialog extends HTMLElement {
  #told = { waiting: [], reasons: [], nowMs: 0 };
  #number = "";
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  tell(told) {
    this.#told = told;
    this.update();
  }

  open(number) {
    this.#number = number;
    this.replaceChildren(html`<dialog class="dialog referral-dialog" aria-labelledby="referral-name"></dialog>`);
    const dialog = this.#dialog();
    dialog.addEventListener("close", () => {
      this.#number = "";
      this.replaceChildren();
    });
    dialog.addEventListener("click", this.#press);
    dialog.addEventListener("keydown", this.#key);
    this.update();
    if (!this.#number) return;
    dialog.showModal();
    this.#focusName();
  }

  update() {
    const dialog = this.#dialog();
    if (!dialog || !this.#number) return;
    const { waiting } = this.#told;
    const row = waiting.find(({ number }) => number === this.#number) ?? waiting[0];
    if (!row) return dialog.close();
    const follows = row.number !== this.#number;
    this.#number = row.number;
    render(dialog, this.#one(row));
    // Whoever comes next has no reason chosen yet: a press meant for the one before decides nothing.
    if (follows) this.#focusName();
  }

  #one(row) {
    const { waiting, reasons, nowMs } = this.#told;
    const age = durationText(secondsSince(referredAt(row), nowMs) ?? 0);
    const others = waiting.length - 1;
    return html`<header class="referral-dialog__head" data-key="head-${row.number}">
        <p class="referral-dialog__seat"><span class="eyebrow">${t("word.seat")}</span><strong>${row.seat ?? "–"}</strong></p>
        <div class="referral-dialog__who"><h2 id="referral-name" tabindex="-1">${row.name}</h2><p class="quiet">${row.number} · ${t("referrals.waits", { age })}</p></div>
        <p class="quiet referral-dialog__others">${others > 0 ? t("referrals.others", { count: others }) : t("referrals.last")}</p>
        <button type="button" class="button button--icon" data-do="close" aria-label="${t("action.close")}" title="${t("action.close")} (Esc)">${icon("cross")}</button></header>
      <div class="referral-dialog__body" data-key="${row.number}">
        <div class="stack stack--tight"><photo-pair .row=${row}></photo-pair><comparison-result .comparison=${row.comparison}></comparison-result></div>
        <referral-decision .row=${row} .reasons=${reasons}></referral-decision></div>`;
  }

  #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  #focusName() {
    this.#dialog().scrollTop = 0;
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus({ preventScroll: true });
  }

  #press = (/** @type {Event} */ event) => {
    if (/** @type {Element} */ (event.target).closest("[data-do=close]")) this.#dialog().close();
  };

  /** A digit chooses the reason that bears it. */
  #key = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.matches("textarea, input:not([type=radio])") || event.ctrlKey || event.metaKey || event.altKey) return;
    const reasons = this.querySelectorAll(/** @type {any} */ (".referral-decision__reason input"));
    reasons[Number(event.key) - 1]?.click();
  };
}

export function defineReferralDialog() {
  customElements.define("referral-dialog", ReferralDialog);
}
