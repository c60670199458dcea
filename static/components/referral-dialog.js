/** One referral at a time, with everything that is needed to decide on one screen; the next one follows by itself. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { durationText, timeText } from "../lib/format.js";
import { referredAt, secondsSince } from "../models/room.js";

/**
 * `open(number)` and `tell({waiting, rows, reasons, nowMs})`, the longest waiting first; its referral-decision dispatches "decided".
 * Who does not wait is opened to be decided anew: then nobody follows.
 */
export class ReferralDialog extends HTMLElement {
  #told = { waiting: [], rows: [], reasons: [], nowMs: 0 };
  #number = "";
  /** When the decision was made that is looked at again, empty where there is none; null for who waits. @type {string | null} */
  #again = null;
  /** Who was decided on just now. */
  #before = "";
  #onwards = false;
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

  /** @param {string} number @param {{onwards?: boolean}} [how] whether the queue goes on afterwards */
  open(number, { onwards = false } = {}) {
    const { waiting, rows } = this.#told;
    const row = [...waiting, ...rows].find((each) => each.number === number);
    [this.#number, this.#before, this.#onwards] = [number, "", onwards];
    this.#again = !row || waiting.includes(row) ? null : decidedAt(row);
    this.replaceChildren(html`<dialog class="dialog referral-dialog" aria-labelledby="referral-name"></dialog>`);
    const dialog = this.#dialog();
    dialog.addEventListener("close", () => {
      [this.#number, this.#before] = ["", ""];
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
    const row = this.#shown();
    if (!row) return dialog.close();
    const follows = row.number !== this.#number;
    if (follows) this.#before = this.#number;
    this.#number = row.number;
    render(dialog, this.#one(row));
    // Whoever comes next has no reason chosen yet: a press meant for the one before decides nothing.
    if (follows) this.#focusName();
  }

  /** Undefined where nothing is left to be decided. @returns {any} */
  #shown() {
    const { waiting, rows } = this.#told;
    const again = this.#again === null ? null : rows.find((row) => row.number === this.#number && decidedAt(row) === this.#again);
    if (again || (this.#again !== null && !this.#onwards)) return again;
    this.#again = null;
    return waiting.find(({ number }) => number === this.#number) ?? waiting[0];
  }

  #one(row) {
    const { waiting, reasons, nowMs } = this.#told;
    const since = this.#again === null ? t("referrals.waits", { age: durationText(secondsSince(referredAt(row), nowMs) ?? 0) }) : decided(row);
    const others = waiting.filter(({ number }) => number !== row.number).length;
    return html`<header class="referral-dialog__head" data-key="head-${row.number}">
        <p class="referral-dialog__seat"><span class="eyebrow">${t("word.seat")}</span><strong>${row.seat ?? "–"}</strong></p>
        <div class="referral-dialog__who"><h2 id="referral-name" tabindex="-1">${row.name}</h2><p class="quiet">${[row.number, since].filter(Boolean).join(" · ")}</p></div>
        ${this.#back()}<p class="quiet referral-dialog__others">${others > 0 ? t("referrals.others", { count: others }) : t("referrals.last")}</p>
        <button type="button" class="button button--icon" data-do="close" aria-label="${t("action.close")}" title="${t("action.close")} (Esc)">${icon("cross")}</button></header>
      <div class="referral-dialog__body" data-key="${row.number}">
        <div class="stack stack--tight"><photo-pair .row=${row}></photo-pair><comparison-result .comparison=${row.comparison}></comparison-result></div>
        <referral-decision .row=${row} .reasons=${reasons}></referral-decision></div>`;
  }

  /** To whom was decided on last: a slip of the hand is noticed when the next one stands there. */
  #back() {
    const row = this.#told.rows.find(({ number, decision }) => number === this.#before && decision);
    return row ? html`<button type="button" class="button button--small referral-dialog__back" data-key="back" data-do="back" title="${t("decision.reconsider")}">${icon("undo")}<span>${row.name}: ${t(`past.${row.decision.decision}`)}</span></button>` : null;
  }

  #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  #focusName() {
    this.#dialog().scrollTop = 0;
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus({ preventScroll: true });
  }

  #press = (/** @type {Event} */ event) => {
    const wish = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"))?.dataset.do;
    if (wish === "close") this.#dialog().close();
    if (wish === "back") this.open(this.#before, { onwards: true });
  };

  /** A digit chooses the reason that bears it. */
  #key = (/** @type {KeyboardEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.matches("textarea, input:not([type=radio])") || event.ctrlKey || event.metaKey || event.altKey) return;
    const reasons = this.querySelectorAll(/** @type {any} */ (".referral-decision__reason input"));
    reasons[Number(event.key) - 1]?.click();
  };
}

function decidedAt({ decision }) {
  return decision?.at ?? "";
}

function decided({ decision }) {
  return decision ? t(`detail.decided_${decision.decision}`, { by: decision.by, time: timeText(decision.at) }) : "";
}

export function defineReferralDialog() {
  customElements.define("referral-dialog", ReferralDialog);
}
