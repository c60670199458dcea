/** The results of a sitting as the committee sees them: every candidate, full names, and the files. */
import { numberText, pointsText } from "../lib/format.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, language, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** Whoever is not there yet may still come. */
const BEFORE = new Set(["prepared", "open"]);

/** Properties `sitting`, `categories` and `results` ({sections, total_max, rows}) or null. */
export class ResultList extends HTMLElement {
  /** @type {{id: string, phase: string}} */
  #sitting = { id: "", phase: "prepared" };
  /** @type {any} */
  #results = null;
  /** The exam's, with their titles. @type {any[]} */
  categories = [];
  #update = () => this.update();

  /** @param {{id: string, phase: string}} sitting */
  set sitting(sitting) {
    this.#sitting = sitting;
  }

  get results() {
    return this.#results;
  }

  /** @param {any} results */
  set results(results) {
    this.#results = results;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  update() {
    if (!this.isConnected || !this.#results) return;
    const { sections, rows, total_max: most } = this.#results;
    const passed = rows.filter((/** @type {any} */ row) => row.passed === true).length;
    const finished = rows.filter((/** @type {any} */ row) => row.phase === "finished").length;
    render(
      this,
      html`<div class="stack result-list">
        <div class="row row--apart"><p role="status">${t("results.summary", { candidates: rows.length, finished, passed })}</p>
          <div class="row">${fileLink(this.#sitting.id, "csv")}${fileLink(this.#sitting.id, "xlsx")}</div></div>
        ${rows.length > 0 ? table(sections, rows, most, BEFORE.has(this.#sitting.phase), this.categories) : html`<p class="card quiet">${t("results.nobody")}</p>`}</div>`,
    );
  }
}

/** @param {string} sitting @param {"csv" | "xlsx"} kind */
function fileLink(sitting, kind) {
  return html`<a class="button" data-key="${kind}" href="/api/sittings/${sitting}/results.${kind}?language=${language()}" download>${icon("download")}${kind.toUpperCase()}</a>`;
}

/** @param {any[]} sections @param {any[]} rows @param {number} most @param {boolean} before the sitting has not begun @param {any[]} categories */
function table(sections, rows, most, before, categories) {
  const lines = rows.map(
    (row) => html`<tr data-key="${row.number}"><td class="figure">${row.rank === null ? "–" : numberText(row.rank)}</td><th scope="row">${row.number}</th><td>${row.name}</td><td>${row.formation || "–"}</td><td>${titleOf(row.category, categories)}</td>
      ${sections.map((each) => html`<td class="figure">${pointsText(row.sections[each.id])}</td>`)}
      <td class="figure"><strong>${pointsText(row.total)}</strong></td><td>${verdict(row)}</td><td class="figure">${row.items > 0 ? `${numberText(row.answered)}/${numberText(row.items)}` : "–"}</td><td>${stateChip(row, before)}</td></tr>`,
  );
  return html`<div class="scroll-x card card--tight"><table class="table"><thead><tr><th scope="col" class="figure">${t("word.rank")}</th><th scope="col">${t("word.number")}</th><th scope="col">${t("word.name")}</th><th scope="col">${t("word.formation")}</th><th scope="col">${t("word.category")}</th>
    ${sections.map((each) => html`<th scope="col" class="figure" title="${pick(each.title)}">${each.id.toUpperCase()}<span class="quiet result-list__most">/ ${pointsText(each.points_max)}</span></th>`)}
    <th scope="col" class="figure">${t("word.total")}<span class="quiet result-list__most">/ ${pointsText(most)}</span></th><th scope="col">${t("results.verdict")}</th><th scope="col" class="figure">${t("results.answered")}</th><th scope="col">${t("word.state")}</th></tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** @param {string} category @param {any[]} categories */
function titleOf(category, categories) {
  return pick(categories.find(({ id }) => id === category)?.title) || category;
}

/** @param {any} row */
function verdict(row) {
  if (row.passed === null) return "–";
  // While the candidate works this is how it stands, not how it ends.
  if (row.phase !== "finished") return html`<span class="quiet">${t(row.passed ? "results.so_far_passed" : "results.so_far_not")}</span>`;
  return html`<status-chip state="${row.passed ? "passed" : "not_passed"}"></status-chip>`;
}

/** @param {any} row @param {boolean} before */
function stateChip(row, before) {
  const missing = row.rank === null && row.phase !== "waiting";
  const state = missing ? (before ? "expected" : "absent") : row.finished_how === "closed" ? "closed" : row.phase;
  return html`<status-chip state="${state}"></status-chip>`;
}

export function defineResultList() {
  customElements.define("result-list", ResultList);
}
