/** How the arrivals stand: counters, who waits for a person's decision, and the latest through the door. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { durationText, numberText, timeText } from "../lib/format.js";
import { arrivalCounters, lastArrivals, lastStepAt } from "../models/desk.js";
import { isReferred, referralQueue, referredAt, secondsSince } from "../models/room.js";

const LATEST_MAX = 10;

/** `tell({rows, nowMs, number})` draws it; dispatches "candidate-found" with {number} for the one pressed. */
export class ArrivalQueue extends ViewElement {
  constructor() {
    super();
    this.addEventListener("click", this.#press);
  }

  tell(told) {
    this.view = told;
  }

  draw(told) {
    const rows = [...told.rows];
    return html`${counters(arrivalCounters(rows))}${this.#referred(rows)}${this.#latest(rows)}`;
  }

  #referred(rows) {
    const waiting = referralQueue(rows).filter(isReferredHere);
    if (waiting.length === 0) return html`<section data-key="referred"></section>`;
    return html`<section class="arrival-queue__part" data-key="referred"><h2 class="arrival-queue__heading">${t("queue.referred", { count: waiting.length })}</h2>
      <ul class="arrival-queue__list">${waiting.map((row) => this.#one(row, t("queue.waits", { time: durationText(secondsSince(referredAt(row), this.view.nowMs) ?? 0) })))}</ul></section>`;
  }

  #latest(rows) {
    const latest = lastArrivals(rows.filter((row) => !isReferredHere(row)), LATEST_MAX);
    return html`<section class="arrival-queue__part" data-key="latest"><h2 class="arrival-queue__heading">${t("queue.latest")}</h2>
      ${latest.length === 0 ? html`<p class="quiet">${t("queue.nobody")}</p>` : html`<ul class="arrival-queue__list">${latest.map((row) => this.#one(row, timeText(lastStepAt(row))))}</ul>`}</section>`;
  }

  #one(row, when) {
    const photo = row.photos.arrival ?? row.photos.registration;
    return html`<li data-key="${row.number}"><button type="button" class="arrival-queue__one" data-number="${row.number}" aria-current="${String(row.number === this.view.number)}">
      ${photo ? html`<img class="arrival-queue__photo" data-key="${photo}" src="${photo}" alt="" width="36" height="48" loading="lazy">` : html`<span class="arrival-queue__photo" data-key="none"></span>`}
      <span class="arrival-queue__who"><strong>${row.name}</strong><span class="quiet">${row.number}</span></span>
      <span class="arrival-queue__state"><status-chip state="${row.admission}"></status-chip><span class="quiet">${when}${row.admission === "matched" && !row.pin_issued_at ? ` · ${t("queue.no_pin")}` : ""}</span></span>
    </button></li>`;
  }

  #press = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-number]"));
    if (!pressed) return;
    this.dispatchEvent(new CustomEvent("candidate-found", { bubbles: true, detail: { number: pressed.dataset.number } }));
  };
}

/** What the desk decides: the room's own referrals are the room's. */
function isReferredHere(row) {
  return isReferred(row) && (row.referral?.gate ?? "arrival") === "arrival";
}

function counters(counts) {
  const one = (name) => html`<div class="arrival-queue__count" data-count="${name}"><dt>${t(`queue.${name}`)}</dt><dd>${numberText(counts[name])}</dd></div>`;
  return html`<dl class="arrival-queue__counts" data-key="counts">${["expected", "arrived", "admitted", "refused"].map(one)}</dl>`;
}

export function defineArrivalQueue() {
  customElements.define("arrival-queue", ArrivalQueue);
}
