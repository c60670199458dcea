/** How the items of a closed sitting did: how hard, how telling, what each choice drew; read when it is opened. */
import { getJson, sentenceFor } from "../lib/api.js";
import { ViewElement } from "../lib/element.js";
import { numberText, percentText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { language, pick, t } from "../lib/i18n.js";
import { notify } from "./toast-stack.js";

/** Notes that say what an item is like; with too few candidates nothing deserves a look. */
const NO_FAULT = new Set(["few"]);

/** Property `view` {sitting, closed}; another sitting closes it. */
export class ItemAnalysis extends ViewElement {
  /** @type {{sitting: string, items: any} | null} */
  #read = null;
  #open = false;
  #noted = false;

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#press);
    this.addEventListener("change", this.#change);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener("click", this.#press);
    this.removeEventListener("change", this.#change);
  }

  /** @param {{sitting: string, closed: boolean}} view */
  draw({ sitting, closed }) {
    if (!closed) return html``;
    const items = this.#read?.sitting === sitting ? this.#read.items : null;
    const open = this.#open && items !== null;
    return html`<section class="card stack item-analysis" aria-labelledby="item-analysis-heading"><div class="row row--apart"><h3 id="item-analysis-heading">${t("items.heading")}</h3>
        <div class="row"><button type="button" class="button" data-action="toggle" aria-expanded="${open}">${icon("chart")}<span>${t(open ? "items.hide" : "items.show")}</span></button>
        <a class="button" href="/api/sittings/${sitting}/items.csv?language=${language()}" download>${icon("download")}${t("items.csv")}</a></div></div>
      ${open ? this.#found(items) : html`<p class="quiet">${t("items.words")}</p>`}</section>`;
  }

  #found({ attempts, sections, rows }) {
    if (rows.length === 0) return html`<p class="quiet">${t("items.nobody")}</p>`;
    const worth = rows.filter(isWorthALook);
    const shown = this.#noted ? worth : rows;
    return html`<p class="quiet">${t("items.how", { attempts: numberText(attempts) })}</p>
      <label class="item-analysis__only"><input type="checkbox" data-only ?checked=${this.#noted}><span>${t("items.only", { count: numberText(worth.length), of: numberText(rows.length) })}</span></label>
      ${shown.length === 0 ? html`<p role="status">${icon("check-circle")} ${t("items.nothing")}</p>` : sections.map((/** @type {any} */ each) => sectionOf(each, shown.filter((/** @type {any} */ row) => row.section === each.id)))}`;
  }

  #press = (/** @type {Event} */ event) => {
    if (this.pressed(event)?.dataset.action === "toggle") this.#toggle();
  };

  #change = (/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (!box.matches("[data-only]")) return;
    this.#noted = box.checked;
    this.update();
  };

  async #toggle() {
    const { sitting } = this.view;
    this.#open = !(this.#open && this.#read?.sitting === sitting);
    if (this.#open && this.#read?.sitting !== sitting) {
      try {
        this.#read = { sitting, items: await getJson(`/api/sittings/${encodeURIComponent(sitting)}/items`) };
      } catch (error) {
        this.#open = false;
        notify(sentenceFor(error), { tone: "negative" });
      }
    }
    this.update();
  }
}

/** @param {{notes: string[]}} row */
function isWorthALook({ notes }) {
  return notes.some((note) => !NO_FAULT.has(note));
}

/** @param {any} section @param {any[]} rows */
function sectionOf({ id, title }, rows) {
  if (rows.length === 0) return null;
  return html`<div class="item-analysis__frame" data-key="section-${id}"><table role="table" class="table"><caption>${pick(title)}</caption>
    <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t("items.item")}</th><th role="columnheader" scope="col" class="figure">${t("items.candidates")}</th><th role="columnheader" scope="col" class="figure">${t("items.facility")}</th>
    <th role="columnheader" scope="col" class="figure">${t("items.discrimination")}</th><th role="columnheader" scope="col">${t("items.choices")}</th><th role="columnheader" scope="col">${t("items.notes")}</th></tr></thead>
    <tbody role="rowgroup">${rows.map(lineOf)}</tbody></table></div>`;
}

/** @param {any} row */
function lineOf(row) {
  return html`<tr role="row" data-key="${row.item}"><th role="rowheader" scope="row">${row.item}</th>
    <td role="cell" class="figure"><span class="item-analysis__label">${t("items.candidates")}</span> ${numberText(row.candidates)}</td>
    <td role="cell" class="figure"><span class="item-analysis__label">${t("items.facility")}</span> ${row.facility === null ? "–" : percentText(row.facility)}</td>
    <td role="cell" class="figure"><span class="item-analysis__label">${t("items.discrimination")}</span> ${correlationText(row.discrimination)}</td>
    <td role="cell"><ul class="item-analysis__choices">${row.choices.map((/** @type {any} */ each) => choiceOf(each))}${row.blank > 0 ? blankOf(row) : null}</ul></td>
    <td role="cell" class="item-analysis__notes">${row.notes.map((/** @type {string} */ note) => html`<span data-key="${note}" class="${NO_FAULT.has(note) ? "quiet" : "item-analysis__note"}">${t(`items.note.${note}`)}</span>`)}</td></tr>`;
}

/** A bar as high as the share that chose it, its letter, its pull. @param {any} choice */
function choiceOf({ choice, chosen, share, pull }) {
  const words = t("items.choice_words", { choice: choice.toUpperCase(), chosen: numberText(chosen), share: percentText(share), pull: correlationText(pull) });
  return bar(choice, choice.toUpperCase(), share, words, correlationText(pull));
}

/** @param {any} row */
function blankOf({ blank, candidates }) {
  const share = blank / candidates;
  return bar("blank", "–", share, t("items.blank_words", { chosen: numberText(blank), share: percentText(share) }), "");
}

function bar(key, letter, share, words, below) {
  return html`<li data-key="${key}" title="${words}"><span class="visually-hidden">${words}</span>
    <svg aria-hidden="true" viewBox="0 0 20 40" class="item-analysis__bar"><rect class="item-analysis__ground" width="20" height="40"/><rect y="${40 - 40 * share}" width="20" height="${40 * share}"/></svg>
    <strong aria-hidden="true">${letter}</strong><span aria-hidden="true" class="figure">${percentText(share)}</span><span aria-hidden="true" class="quiet figure">${below}</span></li>`;
}

/** @param {number | null} value */
function correlationText(value) {
  return value === null ? "–" : numberText(value, { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
}

export function defineItemAnalysis() {
  customElements.define("item-analysis", ItemAnalysis);
}
