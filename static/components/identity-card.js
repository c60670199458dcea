/** Who sits here: photos, name, number, formation and place. View: `{candidate, sitting}` as the server's state has them. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class IdentityCard extends ViewElement {
  /** @param {{candidate: any, sitting: any}} view */
  draw({ candidate, sitting }) {
    const facts = [
      ["word.number", candidate.number],
      ["word.formation", candidate.formation],
      ["word.room", sitting.room],
      ["word.seat", candidate.seat],
      ["word.sitting", sitting.title],
    ].filter(([, value]) => value);
    return html`<section class="card stack" aria-labelledby="identity-heading">
      <h2 class="eyebrow" id="identity-heading">${t("identity.heading")}</h2>
      <p class="identity__name">${candidate.name}</p>
      <div class="identity__photos">
        ${photo(candidate.photos?.registration, "identity.registration")}${photo(candidate.photos?.arrival, "identity.arrival")}
      </div>
      <dl class="facts">${facts.map(([key, value]) => html`<dt>${t(key)}</dt><dd>${value}</dd>`)}</dl>
      <p class="note">${icon("info")}<span>${t("identity.wrong")}</span></p>
    </section>`;
  }
}

/** @param {string | null | undefined} url @param {string} key */
function photo(url, key) {
  const picture = url
    ? html`<img class="photo" src="${url}" alt="${t(key)}">`
    : html`<span class="photo photo--empty">${icon("person")}${t("word.no_photo")}</span>`;
  return html`<figure class="identity__photo">${picture}<figcaption class="quiet">${t(key)}</figcaption></figure>`;
}

export function defineIdentityCard() {
  customElements.define("identity-card", IdentityCard);
}
