/** Referrals, the longest waiting first, each with its age; a press opens one to be decided. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { durationText, numberText } from "../lib/format.js";
import { referralQueue, referredAt, secondsSince } from "../models/room.js";
import { defineReferralDialog } from "./referral-dialog.js";

/** `tell({rows, reasons, nowMs})`; opens the page's referral-dialog, also on "referral-wish" {number}, and dispatches "referrals-told" {rows}. */
export class ReferralQueue extends HTMLElement {
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
    document.addEventListener("referral-wish", this.#wished);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
    document.removeEventListener("referral-wish", this.#wished);
  }

  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const waiting = referralQueue(this.#told.rows);
    this.dispatchEvent(new CustomEvent("referrals-told", { bubbles: true, detail: { rows: waiting } }));
    dialogOfPage()?.tell({ ...this.#told, waiting });
    render(
      this,
      html`<h2 class="referral-queue__heading">${icon("eye")}<span>${t("referrals.heading", { count: waiting.length })}</span></h2>
        ${waiting.length === 0 ? html`<p class="quiet" data-key="nobody">${t("referrals.nobody")}</p>` : html`<ol class="referral-queue__list" data-key="list">${waiting.map((row) => this.#one(row))}</ol>`}`,
    );
  }

  #one(row) {
    const age = secondsSince(referredAt(row), this.#told.nowMs) ?? 0;
    return html`<li class="referral-queue__one" data-key="${row.number}">
      <button type="button" class="referral-queue__who" data-number="${row.number}" aria-haspopup="dialog">
        ${thumb(row.photos.registration)}${thumb(row.photos.arrival)}
        <span class="referral-queue__name"><strong>${row.name}</strong><span class="quiet">${row.number}${row.opinion?.open ? ` · ${t("opinion.open")}` : ""}</span></span>
        <span class="referral-queue__age"><strong class="figure">${durationText(age)}</strong><span class="quiet">${distance(row)}</span></span>
      </button>
    </li>`;
  }

  #press = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-number]"));
    if (!pressed) return;
    dialogOfPage()?.open(/** @type {string} */ (pressed.dataset.number));
  };

  #wished = (/** @type {Event} */ event) => dialogOfPage()?.open(/** @type {CustomEvent} */ (event).detail.number);
}

/** Beside the queue, because a queue that slides away must not take the open one along. */
function dialogOfPage() {
  return /** @type {any} */ (document.querySelector("referral-dialog"));
}

function thumb(url) {
  return url
    ? html`<img class="referral-queue__photo" data-key="${url}" src="${url}" alt="" width="36" height="48" loading="lazy">`
    : html`<span class="referral-queue__photo"></span>`;
}

function distance({ comparison }) {
  if (comparison?.dissimilarity == null) return t("referrals.no_number");
  return t("referrals.distance", { distance: numberText(comparison.dissimilarity, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) });
}

/** With the dialog that it opens. */
export function defineReferralQueue() {
  defineReferralDialog();
  customElements.define("referral-queue", ReferralQueue);
}
