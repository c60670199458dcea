/** What is loaded already: exams, banks, and how many candidates. */
import { dateTimeText, durationText, numberText } from "../lib/format.js";
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { thresholdOrigin } from "./threshold-origin.js";

/** Property `loaded`: {exams, banks, roster}. */
export class LoadedFiles extends HTMLElement {
  /** @type {{exams: any[], banks: any[], roster: any} | null} */
  #loaded = null;
  #update = () => this.update();

  /** @param {{exams: any[], banks: any[], roster: any} | null} loaded */
  set loaded(loaded) {
    this.#loaded = loaded;
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
    if (!this.isConnected || !this.#loaded) return;
    const { exams, banks, roster } = this.#loaded;
    render(
      this,
      html`<section class="stack" aria-labelledby="loaded-heading"><h2 id="loaded-heading">${t("loaded.heading")}</h2>
        <div class="grid loaded-files">
          ${exams.map((each) => card(`exam-${each.id}`, t("word.exam"), pick(each.title), [each.id, t("count.items", { count: each.items }), durationText(each.allowed_s)], each, thresholdOrigin(each.thresholds)))}
          ${banks.map((each) => card(`bank-${each.id}`, t("loaded.bank"), each.title, [t("count.items", { count: each.items }), sectionsText(each.sections), t("loaded.key_version", { version: String(each.key_version) })], each))}
          ${rosterCard(roster)}
        </div>
        ${exams.length === 0 || banks.length === 0 ? html`<p class="quiet">${t("loaded.begin")}</p>` : null}
      </section>`,
    );
  }
}

/** @param {string} key @param {string} kind @param {string} title @param {string[]} facts @param {{loaded_at: string, loaded_by: string}} loaded @param {DocumentFragment | null} [more] */
function card(key, kind, title, facts, { loaded_at: at, loaded_by: by }, more = null) {
  return html`<article class="card card--tight card--flat stack stack--tight" data-key="${key}"><p class="eyebrow">${kind}</p><h3>${title}</h3>
    <p>${facts.join(" · ")}</p>${more}<p class="quiet">${t("loaded.when", { when: dateTimeText(at), by })}</p></article>`;
}

/** @param {any} roster */
function rosterCard(roster) {
  if (!roster || roster.candidates === 0) return null;
  const missing = roster.without_photo;
  const rooms = Object.keys(roster.rooms).filter(Boolean).length;
  // A roster need not say who sits where.
  const facts = [t("loaded.formations", { count: Object.keys(roster.formations).length }), rooms > 0 ? t("loaded.rooms", { count: rooms }) : ""];
  return html`<article class="card card--tight card--flat stack stack--tight" data-key="roster"><p class="eyebrow">${t("loaded.roster")}</p>
    <h3>${t("loaded.candidates", { count: roster.candidates })}</h3>
    <p>${facts.filter(Boolean).join(" · ")}</p>
    <p class="quiet">${missing === 0 ? t("loaded.all_photos") : t("loaded.without_photo", { count: missing })}</p></article>`;
}

/** @param {Record<string, number>} sections */
function sectionsText(sections) {
  return Object.entries(sections).map(([section, count]) => `${section} ${numberText(count)}`).join(", ");
}

export function defineLoadedFiles() {
  customElements.define("loaded-files", LoadedFiles);
}
