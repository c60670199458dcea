/** One photo with its caption, or the words that there is none. */
import { t } from "../lib/i18n.js";
import { html } from "../lib/html.js";

/** @param {"registration" | "arrival" | "now"} kind @param {string | null} url @param {string} [whose] said instead of the kind @returns {DocumentFragment} */
export function photoFigure(kind, url, whose) {
  const caption = whose ?? t(`word.${kind}_photo`);
  const picture = url
    ? html`<img class="photo photo-figure__picture" data-key="${url}" src="${url}" alt="${caption}" width="300" height="400" decoding="async">`
    : html`<span class="photo photo--empty" data-key="empty">${t("word.no_photo")}</span>`;
  return html`<figure class="photo-figure" data-kind="${kind}"><figcaption class="eyebrow">${caption}</figcaption>${picture}</figure>`;
}
