/** The results of a sitting as the committee sees them, beside what the public sees; and the files. */
import { numberText, pointsText, timeText } from "../lib/format.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, language, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { freezeTold } from "../models/board-freeze.js";

/** Whoever is not there yet may still come. */
const BEFORE = new Set(["prepared", "open"]);

/**
 * Properties `sitting`, `categories`, `board` (the public's heading, null where it cannot be reached), `seen` (what the
 * public sees, by number) and, last, `results` ({sections, total_max, rows, may_reveal}) or null.
 * Dispatches "result-decide" {row} and "board-reveal".
 */
export class ResultList extends HTMLElement {
  /** @type {{id: string, phase: string}} */
  #sitting = { id: "", phase: "prepared" };
  /** @type {any} */
  #results = null;
  /** The exam's, with their titles. @type {any[]} */
  categories = [];
  /** @type {any} */
  board = null;
  /** @type {Map<string, import("../models/public-view.js").Seen>} */
  seen = new Map();
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
    this.addEventListener("click", this.#act);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#act);
  }

  update() {
    if (!this.isConnected || !this.#results) return;
    const { sections, rows, total_max: most, may_reveal: mayReveal } = this.#results;
    const passed = rows.filter((/** @type {any} */ row) => row.passed === true).length;
    const finished = rows.filter((/** @type {any} */ row) => row.phase === "finished").length;
    const told = { sections, most, before: BEFORE.has(this.#sitting.phase), categories: this.categories, seen: this.seen };
    render(
      this,
      html`<div class="stack result-list">
        <div class="row row--apart"><p role="status">${t("results.summary", { candidates: rows.length, finished, passed })}</p>
          <div class="row">${fileLink(this.#sitting.id, "csv")}${fileLink(this.#sitting.id, "xlsx")}${fileLink(this.#sitting.id, "pdf")}${
            this.#sitting.phase === "closed" ? certificatesLink(this.#sitting.id) : null
          }<a class="button button--quiet" data-key="verify" href="/verify" target="_blank" rel="noopener">${icon("check-circle")}${t("results.verify")}</a></div></div>
        ${publicNote(this.#sitting.id, this.board, mayReveal)}
        ${rows.length > 0 ? table(rows, told) : html`<p class="card quiet">${t("results.nobody")}</p>`}</div>`,
    );
  }

  #act = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
    if (button?.dataset.act === "reveal") this.dispatchEvent(new CustomEvent("board-reveal", { bubbles: true }));
    if (button?.dataset.act !== "decide") return;
    const row = this.#results.rows.find((/** @type {any} */ each) => each.number === button.dataset.number);
    this.dispatchEvent(new CustomEvent("result-decide", { bubbles: true, detail: { row } }));
  };
}

/** @param {string} sitting @param {"csv" | "xlsx" | "pdf"} kind */
function fileLink(sitting, kind) {
  return html`<a class="button" data-key="${kind}" href="/api/sittings/${sitting}/results.${kind}?language=${language()}" download>${icon("download")}${kind.toUpperCase()}</a>`;
}

/** @param {string} sitting */
function certificatesLink(sitting) {
  return html`<a class="button" data-key="certificates" href="/api/sittings/${sitting}/certificates.pdf?language=${language()}" download>${icon("download")}${t("results.certificates")}</a>`;
}

/** How the public board stands, in the words the public reads. @param {string} sitting @param {any} board @param {boolean} mayReveal */
function publicNote(sitting, board, mayReveal) {
  const told = board === null ? null : freezeTold(board);
  const words = told ? t(`freeze.${told.key}`, { time: timeText(told.at) }) : t(board === null ? "public.away" : "public.live");
  return html`<div class="note result-list__public ${mayReveal ? "tone-caution" : "tone-quiet"}">${icon(mayReveal ? "lock" : "eye")}<div><p>${words}</p>
    ${board ? html`<p class="quiet">${t(`names.${board.names}`)}${board.delay_s > 0 ? ` ${t("rules.delay", { seconds: board.delay_s })}` : ""}</p>` : null}</div>
    <div class="row result-list__acts"><a class="button button--small" href="/results?sitting=${sitting}" target="_blank" rel="noopener">${icon("globe")}${t("public.open")}</a>
    ${mayReveal ? html`<button type="button" class="button button--small button--primary" data-act="reveal">${icon("eye")}${t("public.reveal")}</button>` : null}</div></div>`;
}

/**
 * @typedef {{sections: any[], most: number, before: boolean, categories: any[], seen: Map<string, import("../models/public-view.js").Seen>}} Told
 * @param {any[]} rows @param {Told} told
 */
function table(rows, told) {
  const { sections, most } = told;
  return html`<div class="card card--tight result-list__frame"><table role="table" class="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col" class="figure">${t("word.rank")}</th><th role="columnheader" scope="col">${t("word.candidate")}</th><th role="columnheader" scope="col">${t("word.formation")}</th>
    ${sections.map((each) => html`<th role="columnheader" scope="col" class="figure" title="${pick(each.title)}">${each.id.toUpperCase()}<span class="quiet result-list__most">/ ${pointsText(each.points_max)}</span></th>`)}
    <th role="columnheader" scope="col" class="figure">${t("word.total")}<span class="quiet result-list__most">/ ${pointsText(most)}</span></th><th role="columnheader" scope="col">${t("word.state")}</th><th role="columnheader" scope="col">${t("public.column")}</th><th role="columnheader" scope="col"><span class="visually-hidden">${t("decide.column")}</span></th></tr></thead><tbody role="rowgroup">${rows.map((row) => lineOf(row, told))}</tbody></table></div>`;
}

/** @param {any} row @param {Told} told */
function lineOf(row, { sections, before, categories, seen }) {
  return html`<tr role="row" data-key="${row.number}" class="${row.withheld ? "result-list__withheld" : ""}"><td role="cell" class="figure result-list__rank">${row.rank === null ? "–" : numberText(row.rank)}</td>
    <th role="rowheader" scope="row" class="result-list__who"><span>${row.number}</span><span class="result-list__name">${row.name}</span></th>
    <td role="cell" class="result-list__formation"><span>${row.formation || "–"}</span><span class="quiet">${titleOf(row.category, categories)}</span></td>
    ${sections.map((each) => html`<td role="cell" class="figure result-list__section"><span class="result-list__label">${each.id.toUpperCase()}</span> ${pointsText(row.sections[each.id])}</td>`)}
    <td role="cell" class="figure result-list__total"><strong>${pointsText(row.total)}</strong></td>
    <td role="cell" class="result-list__state">${verdict(row)}${stateChip(row, before)}${row.total !== null ? html`<span class="quiet">${t("results.answered_of", { answered: row.answered, items: row.items })}</span>` : null}</td>
    <td role="cell" class="result-list__seen"><span class="result-list__label">${t("public.column")}</span>${seenBy(seen.get(row.number))}</td>
    <td role="cell" class="result-list__act"><button type="button" class="button button--small" data-act="decide" data-number="${row.number}" aria-label="${t("decide.open_for", { number: row.number })}">${icon(row.withheld?.proposal ? "alert" : "shield")}<span>${t(row.withheld?.proposal ? "decide.waiting" : "decide.open")}</span></button></td></tr>`;
}

/** @param {import("../models/public-view.js").Seen | undefined} seen */
function seenBy(seen) {
  if (!seen) return html`<span class="quiet">–</span>`;
  if (seen.state === "absent") return html`<span class="quiet">${t("public.absent")}</span>`;
  if (seen.state === "alike" || !seen.row) return html`<span class="quiet">${t("public.alike")}</span>`;
  const { row, same } = seen;
  const words = row.total === null ? t(`public.${row.status}`) : t("public.standing", { rank: row.rank === null ? "–" : numberText(row.rank), total: pointsText(row.total) });
  return html`<span class="${same ? "" : "result-list__other"}">${same ? null : icon("alert")}${words}</span><span class="quiet result-list__mask">${[row.number, row.name].filter(Boolean).join(" · ")}</span>`;
}

/** @param {string} category @param {any[]} categories */
function titleOf(category, categories) {
  return pick(categories.find(({ id }) => id === category)?.title) || category;
}

/** @param {any} row */
function verdict(row) {
  if (row.withheld) return html`<status-chip state="${row.withheld.disqualified ? "disqualified" : "under_review"}"></status-chip>`;
  if (row.passed === null) return null;
  // While the candidate works this is how it stands, not how it ends.
  if (row.phase !== "finished") return html`<span class="quiet">${t(row.passed ? "results.so_far_passed" : "results.so_far_not")}</span>`;
  return html`<status-chip state="${row.passed ? "passed" : "not_passed"}"></status-chip>`;
}

/** @param {any} row @param {boolean} before */
function stateChip(row, before) {
  const missing = row.total === null && row.phase !== "waiting";
  const state = missing ? (before ? "expected" : "absent") : row.finished_how === "closed" ? "closed" : row.phase;
  return html`<status-chip state="${state}"></status-chip>`;
}

export function defineResultList() {
  customElements.define("result-list", ResultList);
}
