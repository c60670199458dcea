/** Registration photos of two candidates that show one face, found weeks before the day: side by side, the most alike first. */
import { numberText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { ViewElement } from "../lib/element.js";

/** Property `view`: the answer of `GET /api/same-photos`. */
export class SamePhotos extends ViewElement {
  /** @param {any} view */
  draw({ photos, pairs }) {
    const words = pairs.length > 0 ? "same_photos.words" : "same_photos.none";
    return html`<section class="card stack stack--tight" aria-labelledby="same-photos-heading"><h3 id="same-photos-heading">${t("same_photos.heading")}</h3>
      <p class="quiet">${t(photos === 0 ? "same_photos.nothing_yet" : words, { photos: numberText(photos) })}</p>
      ${pairs.length > 0 ? html`<ul class="same-photos__pairs">${pairs.map(pair)}</ul>` : null}</section>`;
  }
}

function pair({ people, dissimilarity, same_file: sameFile }) {
  const [one, other] = people;
  const how = sameFile ? t("same_photos.same_file") : numberText(dissimilarity, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return html`<li class="same-photos__pair" data-key="${one.number} ${other.number}"><div class="same-photos__two">${person(one)}${person(other)}</div><span class="chip figure">${how}</span></li>`;
}

function person({ name, number, photo }) {
  return html`<figure><img class="photo" src="${photo}" alt="" width="120" height="160" loading="lazy"><figcaption><strong>${name}</strong><br><span class="quiet">${number}</span></figcaption></figure>`;
}

export function defineSamePhotos() {
  customElements.define("same-photos", SamePhotos);
}
