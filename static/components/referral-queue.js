/** Referred arrivals, the longest waiting first, each with its age; one is open and decided in place. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { durationText, numberText } from "../lib/format.js";
import { referralQueue, referredAt, secondsSince } from "../models/room.js";

/** `tell({rows, reasons, nowMs})`; its referral-decision dispatches "decided", and it "referrals-told" {rows}. */
export class ReferralQueue extends HTMLElement {
  #told = null;
  #open = "";
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
  }

  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const waiting = referralQueue(this.#told.rows);
    this.dispatchEvent(new CustomEvent("referrals-told", { bubbles: true, detail: { rows: waiting } }));
    this.#drop(waiting);
    render(
      this,
      html`<h2 class="referral-queue__heading">${icon("eye")}<span>${t("referrals.heading", { count: waiting.length })}</span></h2>
        ${waiting.length === 0 ? html`<p class="quiet" data-key="nobody">${t("referrals.nobody")}</p>` : html`<ol class="referral-queue__list" data-key="list">${waiting.map((row) => this.#one(row))}</ol>`}`,
    );
  }

  /** Who has been decided goes first, so that the others stay where they are and nobody loses the field they write in. */
  #drop(waiting) {
    const numbers = new Set(waiting.map(({ number }) => number));
    for (const one of this.querySelectorAll(/** @type {any} */ ("li[data-key]"))) {
      if (!numbers.has(one.dataset.key)) one.remove();
    }
  }

  #one(row) {
    const open = row.number === this.#open;
    const age = secondsSince(referredAt(row), this.#told.nowMs) ?? 0;
    return html`<li class="referral-queue__one" data-key="${row.number}">
      <button type="button" class="referral-queue__who" data-number="${row.number}" aria-expanded="${String(open)}">
        ${thumb(row.photos.registration)}${thumb(row.photos.arrival)}
        <span class="referral-queue__name"><strong>${row.name}</strong><span class="quiet">${row.number}${row.opinion?.open ? ` · ${t("opinion.open")}` : ""}</span></span>
        <span class="referral-queue__age"><strong class="figure">${durationText(age)}</strong><span class="quiet">${distance(row)}</span></span>
      </button>
      ${open ? html`<div class="referral-queue__decide stack" data-key="decide"><photo-pair .row=${row}></photo-pair>
        <comparison-result .comparison=${row.comparison}></comparison-result>
        <referral-decision .row=${row} .reasons=${this.#told.reasons}></referral-decision></div>` : null}
    </li>`;
  }

  #press = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-number]"));
    if (!pressed) return;
    const number = /** @type {string} */ (pressed.dataset.number);
    this.#open = number === this.#open ? "" : number;
    this.update();
  };
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

export function defineReferralQueue() {
  customElements.define("referral-queue", ReferralQueue);
}
