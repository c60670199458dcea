/**
 * One item: number, stem, picture, choices, and how safe its answer is.
 * View: `{current, count, response, save, disabled}` (`current` from models/progress.js); events "choose", "zoom".
 */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";
import { pictureAddress } from "../lib/pictures.js";

const SAVE_LOOKS = { saved: ["positive", "saved"], saving: ["accent", "saving"], unsaved: ["caution", "alert"], none: ["quiet", "circle-dashed"] };

export class ItemView extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
  }

  /** Keyboard and screen reader go on at the new item. */
  focusHeading() {
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus({ preventScroll: true });
  }

  /** @param {any} view */
  draw({ current, count, response, save, disabled }) {
    const { item, place } = current;
    const list = { name: item.id, legend: t("item.choices"), choices: item.choices, chosen: response.choice, disabled };
    return html`<article class="item card" data-key="${item.id}" aria-labelledby="item-heading">
      <header class="item__head">
        <h2 id="item-heading" tabindex="-1">${t("item.number", { number: place })} <small class="quiet">${t("item.of", { count })}</small></h2>
        ${response.doubt ? html`<status-chip state="in_doubt"></status-chip>` : null}
      </header>
      <p class="item__stem">${pick(item.stem)}</p>
      ${item.picture ? picture(item.picture, place) : null}
      <choice-list .view=${list}></choice-list>
      <p class="item__save tone-${SAVE_LOOKS[save][0]}">${icon(SAVE_LOOKS[save][1])}<span>${t(`save.item_${save}`)}</span></p>
    </article>`;
  }

  #click = (/** @type {Event} */ event) => {
    const button = this.pressed(event);
    if (button?.dataset.action === "zoom-item") this.act("zoom", { url: button.dataset.url, title: button.dataset.title });
  };
}

/** @param {string} url @param {number} number */
function picture(url, number) {
  const title = t("item.picture", { number });
  return html`<button type="button" class="item__picture" data-action="zoom-item" data-url="${url}" data-title="${title}">
    <img src="${pictureAddress(url)}" alt="${title}"><span class="item__zoom">${icon("zoom-in")}${t("item.zoom")}</span></button>`;
}

export function defineItemView() {
  customElements.define("item-view", ItemView);
}
