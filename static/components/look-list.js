/** Who needs a look, the one a machine referred first, and who is out of the room; one press opens them. */
import { icon } from "../lib/icon.js";
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { clockText } from "../lib/format.js";
import { lookList, outList } from "../models/gate.js";

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
    const all = [...rows];
    const [listed, out] = [lookList(all, nowMs), outList(all)];
    return html`<h2 class="look-list__heading">${icon("eye")}<span>${t("look.heading", { count: listed.length })}</span></h2>
        ${listed.length === 0
          ? html`<p class="look-list__nobody" data-key="nobody">${icon("check-circle")}<span>${t("look.nobody")}</span></p>`
          : html`<ul class="look-list__list" data-key="list">${listed.map(({ row, need }) => {
              const [tone, drawing] = need.why === "due" ? ["accent", "camera"] : ["caution", "eye"];
              return this.#one(row, { tone, drawing, words: t(`need.${need.why}_${need.gate}`), sinceMs: need.sinceMs });
            })}</ul>`}
        ${out.length === 0
          ? null
          : html`<h2 class="look-list__heading" data-key="out-heading">${icon("out")}<span>${t("look.out", { count: out.length })}</span></h2>
            <ul class="look-list__list" data-key="out">${out.map(({ row, sinceMs }) =>
              this.#one(row, { tone: "quiet", drawing: "out", words: t("state.out"), sinceMs }),
            )}</ul>`}`;
  }

  #one(row, { tone, drawing, words, sinceMs }) {
    const { nowMs, number } = this.view;
    const photo = row.photos.arrival ?? row.photos.registration;
    const since = Number.isNaN(sinceMs) ? "" : clockText(Math.max(0, Math.floor((nowMs - sinceMs) / 1000)));
    return html`<li data-key="${row.number}"><button type="button" class="look-list__one" data-number="${row.number}" aria-current="${String(row.number === number)}">
      ${photo ? html`<img class="look-list__photo" data-key="${photo}" src="${photo}" alt="" width="48" height="64" loading="lazy">` : html`<span class="look-list__photo" data-key="none"></span>`}
      <span class="look-list__who"><strong>${row.name}</strong><span class="quiet figure">${row.number}</span>
        <span class="look-list__why tone-${tone}">${icon(drawing)}<span>${words}</span></span></span>
      <span class="look-list__seat"><strong>${row.seat ?? "–"}</strong><span class="quiet figure">${since}</span></span>
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
