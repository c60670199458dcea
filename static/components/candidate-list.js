/** The committee's list of candidates, searched by number or name. */
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** A person types a few letters a second; the server is asked when they pause. */
const PAUSE_MS = 200;

/** Property `found` ({candidates, total}) and, before it, `categories`; dispatches "candidate-search" with {query}. */
export class CandidateList extends HTMLElement {
  /** @type {{candidates: any[], total: number}} */
  #found = { candidates: [], total: 0 };
  #timer = 0;
  /** Of all exams, with their titles. @type {any[]} */
  categories = [];
  #update = () => this.update();

  /** @param {{candidates: any[], total: number}} found */
  set found(found) {
    this.#found = found;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("input", this.#type);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("input", this.#type);
    clearTimeout(this.#timer);
  }

  update() {
    if (!this.isConnected) return;
    const { candidates, total } = this.#found;
    render(
      this,
      html`<div class="stack"><label class="field candidate-list__search"><span class="field__label">${t("candidates.search")}</span><input class="input" type="search" name="query" autocomplete="off"></label>
        <p class="quiet" role="status">${t("candidates.shown", { shown: candidates.length, total })}</p>
        ${candidates.length > 0 ? table(candidates, this.categories) : html`<p class="card quiet">${t(total === 0 ? "candidates.none" : "candidates.not_found")}</p>`}</div>`,
    );
  }

  #type = (/** @type {Event} */ event) => {
    const query = /** @type {HTMLInputElement} */ (event.target).value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.dispatchEvent(new CustomEvent("candidate-search", { bubbles: true, detail: { query } })), PAUSE_MS);
  };
}

/** @param {any[]} candidates @param {any[]} categories */
function table(candidates, categories) {
  const titles = new Map(categories.map(({ id, title }) => [id, pick(title)]));
  const lines = candidates.map((each) => {
    const photo = each.photo ? html`<img class="candidate-list__photo" src="${each.photo}" alt="" loading="lazy">` : html`<span class="quiet">${t("word.no_photo")}</span>`;
    const sittings = each.sittings.map((/** @type {any} */ sitting) => `${sitting.title}${sitting.seat ? ` (${t("word.seat")} ${sitting.seat})` : ""}`).join(", ");
    return html`<tr role="row" data-key="${each.number}"><td role="cell">${photo}</td><th role="rowheader" scope="row">${each.number}</th><td role="cell">${each.name}</td><td role="cell">${each.formation || "–"}</td><td role="cell">${titles.get(each.category) ?? each.category}</td>
      ${cell(each.accommodation)}${cell([each.room, each.seat].filter(Boolean).join(" · "))}<td role="cell">${sittings || t("candidates.no_sitting")}</td></tr>`;
  });
  const heads = ["candidates.photo", "word.number", "word.name", "word.formation", "word.category", "word.accommodation", "candidates.roster_place", "word.sitting"];
  return html`<div class="scroll-x card card--tight"><table role="table" class="table table--stacked"><thead role="rowgroup"><tr role="row">${heads.map((key) => html`<th role="columnheader" scope="col">${t(key)}</th>`)}</tr></thead><tbody role="rowgroup">${lines}</tbody></table></div>`;
}

/** Nothing is a dash in a column, and nothing at all where there are no columns. @param {string | null} value */
function cell(value) {
  return html`<td role="cell" ?data-nothing=${!value}>${value || "–"}</td>`;
}

export function defineCandidateList() {
  customElements.define("candidate-list", CandidateList);
}
