/** Who needs a look, the one a machine referred first; one press opens them. */
import { icon } from "../lib/icon.js";
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { clockText } from "../lib/format.js";
import { lookList } from "../models/gate.js";

/** `tell({rows, nowMs, number})` draws it; dispatches "candidate-found" with {number}. */
export class LookList extends ViewElement {
  constructor() {
    super();
    this.addEventListener("click", this.#press);
  }

  tell(told) {
    this.view = told;
  }

  draw({ rows, nowMs }) {
    const listed = lookList(rows, nowMs);
    return html`<h2 class="look-list__heading">${icon("eye")}<span>${t("look.heading", { count: listed.length })}</span></h2>
        ${listed.length === 0
          ? html`<p class="look-list__nobody" data-key="nobody">${icon("check-circle")}<span>${t("look.nobody")}</span></p>`
          : html`<ul class="look-list__list" data-key="list">${listed.map((one) => this.#one(one))}</ul>`}`;
  }

  #one({ row, need }) {
    const { nowMs, number } = this.view;
    const photo = row.photos.arrival ?? row.photos.registration;
    const tone = need.why === "referred" ? "caution" : "accent";
    return html`<li data-key="${row.number}"><button type="button" class="look-list__one" data-number="${row.number}" aria-current="${String(row.number === number)}">
      ${photo ? html`<img class="look-list__photo" data-key="${photo}" src="${photo}" alt="" width="48" height="64" loading="lazy">` : html`<span class="look-list__photo" data-key="none"></span>`}
      <span class="look-list__who"><strong>${row.name}</strong><span class="quiet figure">${row.number}</span>
        <span class="look-list__why tone-${tone}">${icon(need.why === "referred" ? "eye" : "camera")}<span>${t(`need.${need.why}_${need.gate}`)}</span></span></span>
      <span class="look-list__seat"><strong>${row.seat ?? "–"}</strong><span class="quiet figure">${clockText(Math.max(0, Math.floor((nowMs - need.sinceMs) / 1000)))}</span></span>
    </button></li>`;
  }

  #press = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-number]"));
    if (pressed) this.dispatchEvent(new CustomEvent("candidate-found", { bubbles: true, detail: { number: pressed.dataset.number } }));
  };
}

export function defineLookList() {
  customElements.define("look-list", LookList);
}
