/** Registration photos that will cause trouble on the day: how far the check is, who is concerned, and the table to take away. */
import { icon } from "../lib/icon.js";
import { getJson, postJson, sentenceFor } from "../lib/api.js";
import { ViewElement } from "../lib/element.js";
import { numberText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { language, pick, t } from "../lib/i18n.js";
import { notify } from "./toast-stack.js";

const URL_OF = "/api/photo-review";
const LOOK_EVERY_MS = 2000;

/** Property `view`: the answer of `GET /api/photo-review`; while a check runs it asks again by itself. */
export class PhotoReview extends ViewElement {
  #timer = 0;

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#press);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener("click", this.#press);
    clearTimeout(this.#timer);
  }

  /** @param {any} view */
  draw(view) {
    clearTimeout(this.#timer);
    if (view.running) this.#timer = setTimeout(() => this.#look(() => getJson(URL_OF)), LOOK_EVERY_MS);
    const { candidates, checked, found, running, troubles } = view;
    return html`<section class="card stack stack--tight" aria-labelledby="photo-review-heading"><h3 id="photo-review-heading">${t("photo_review.heading")}</h3>
      <p class="quiet">${t("photo_review.words")}</p>
      <p role="status">${t(stateOf(view), { checked: numberText(checked), candidates: numberText(candidates), found: numberText(found) })}</p>
      ${running ? html`<progress max="${Math.max(1, candidates)}" value="${checked}" aria-label="${t("photo_review.heading")}"></progress>` : null}
      ${troubles.length > 0 ? table(troubles) : null}
      ${found > troubles.length ? html`<p class="quiet">${t("photo_review.more", { count: found - troubles.length })}</p>` : null}
      <div class="row"><button type="button" class="button" data-start ?disabled=${running || candidates === 0}>${icon("search")}<span>${t("photo_review.start")}</span></button>
        ${found > 0 ? html`<a class="button" href="${URL_OF}.csv?language=${language()}" download>${icon("download")}<span>${t("photo_review.csv")}</span></a>` : null}</div></section>`;
  }

  #press = (/** @type {Event} */ event) => {
    if (/** @type {Element} */ (event.target).closest("[data-start]")) this.#look(() => postJson(URL_OF));
  };

  /** @param {() => Promise<any>} ask */
  async #look(ask) {
    try {
      this.view = await ask();
    } catch (error) {
      notify(sentenceFor(error), { tone: "negative" });
    }
  }
}

function stateOf({ candidates, checked, running, found }) {
  if (candidates === 0) return "photo_review.nobody";
  if (running) return "photo_review.running";
  if (checked < candidates) return "photo_review.partly";
  return found > 0 ? "photo_review.found" : "photo_review.none";
}

function table(troubles) {
  const rows = troubles.map(
    ({ number, name, messages, remedy }) => html`<tr data-key="${number}"><td class="figure">${number}</td><td>${name}</td>
      <td>${messages.map((each) => pick(each)).join(" ")}</td><td>${pick(remedy)}</td></tr>`,
  );
  return html`<div class="load-report__table" tabindex="0" role="region" aria-label="${t("photo_review.heading")}"><table class="table">
    <thead><tr><th scope="col">${t("word.number")}</th><th scope="col">${t("word.name")}</th><th scope="col">${t("report.problem")}</th><th scope="col">${t("word.remedy")}</th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

export function definePhotoReview() {
  customElements.define("photo-review", PhotoReview);
}
