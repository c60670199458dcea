/** Who sits here: registration photo, name, number, formation and place. View: `{candidate, sitting}` as the server's state has them. */
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
      ${photo(candidate.photos?.registration)}
      <dl class="facts">${facts.map(([key, value]) => html`<dt>${t(key)}</dt><dd>${value}</dd>`)}</dl>
      <p class="note">${icon("info")}<span>${t("identity.wrong")}</span></p>
    </section>`;
  }
}

/** Today's is not shown here: a browser could send it to a gate as the camera's. @param {string | null | undefined} url */
function photo(url) {
  const picture = url
    ? html`<img class="photo" src="${url}" alt="${t("identity.registration")}">`
    : html`<span class="photo photo--empty">${icon("person")}${t("word.no_photo")}</span>`;
  return html`<figure class="identity__photo">${picture}<figcaption class="quiet">${t("identity.registration")}</figcaption></figure>`;
}

export function defineIdentityCard() {
  customElements.define("identity-card", IdentityCard);
}
