/** What helps to decide on a face: how rare such a pair is, who else has it, what was decided before, and a second pair of eyes. */
import { numberText, percentText, dateTimeText, timeText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";
import { ViewElement } from "../lib/element.js";

const WORDS_MAX = 500;
const SAYS = Object.freeze(["same", "different", "unsure"]);

/**
 * Property `view` {row, reasons}. Dispatches "help-wanted" {number, answer}, whose answer is {me, decisions}, decisions
 * null until they are read; "opinion-asked" {number, question}, "opinion-given" {number, says, words} and "second-look".
 */
export class DecisionHelp extends ViewElement {
  #fault = "";
  #says = "";
  #asked = "";
  #help = { me: "", decisions: null };

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#press);
    this.addEventListener("change", this.#choose);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener("click", this.#press);
    this.removeEventListener("change", this.#choose);
  }

  /** @param {any} view */
  draw({ row, reasons }) {
    this.#want(row);
    return html`<div class="decision-help" data-key="${row.number}">
      ${rarity(row.comparison?.one_in)}${earlier(row)}${resembling(row)}${decisions(this.#help.decisions, reasons)}${this.#opinion(row)}</div>`;
  }

  /** Once for each candidate, and again after each decision. @param {any} row */
  #want(row) {
    const asked = `${row.number} ${row.decision?.at ?? ""}`;
    if (asked === this.#asked) return;
    [this.#asked, this.#says, this.#fault] = [asked, "", ""];
    const answer = (/** @type {any} */ help) => {
      if (asked !== this.#asked) return;
      this.#help = help;
      queueMicrotask(() => this.update());
    };
    this.act("help-wanted", { number: row.number, answer });
  }

  #opinion(row) {
    const { opinion } = row;
    const { me } = this.#help;
    if (!opinion) return row.referral || row.admission === "referred" ? asking() : null;
    return html`<section class="decision-help__part" data-key="opinion"><h4>${icon("persons")}${t("opinion.heading")}</h4>
      ${opinion.open ? html`<p data-key="asked">${opinion.asked_by === me ? t("opinion.you_asked", { time: timeText(opinion.asked_at) }) : t("opinion.asked", { by: opinion.asked_by, time: timeText(opinion.asked_at) })}${opinion.question ? html` <q>${opinion.question}</q>` : null}</p>` : null}
      ${opinion.given.length > 0 ? html`<ul class="decision-help__said" data-key="given">${opinion.given.map(said)}</ul>` : null}
      ${opinion.open && opinion.asked_by !== me ? this.#own(row) : null}</section>`;
  }

  /** Who has said something sees it above, and may say something else. */
  #own(row) {
    const given = row.opinion.given.some(({ by }) => by === this.#help.me);
    return given ? html`<details data-key="own"><summary>${t("opinion.again")}</summary>${this.#giving(row)}</details>` : this.#giving(row);
  }

  #giving(row) {
    const choices = SAYS.map((says) => html`<label class="check" data-key="${says}"><input type="radio" name="opinion-${row.number}" value="${says}" ?checked=${says === this.#says}><span>${t(`opinion.${says}`)}</span></label>`);
    return html`<div class="stack stack--tight" data-key="giving"><fieldset><legend class="field__label">${t("opinion.what")}</legend>${choices}</fieldset>
      <label class="field"><span class="field__label">${t("opinion.words")}</span><textarea class="input" rows="2" maxlength="${WORDS_MAX}" data-part="words"></textarea></label>
      <p class="field__error" role="alert">${this.#fault ? html`${icon("alert")}<span>${t(this.#fault)}</span>` : null}</p>
      <button type="button" class="button button--primary" data-action="give">${icon("check")}${t("opinion.give")}</button></div>`;
  }

  #press = (/** @type {Event} */ event) => {
    const pressed = this.pressed(event);
    const { row } = this.view ?? {};
    if (!pressed || !row) return;
    const { action } = pressed.dataset;
    if (action === "look") this.#look(Number(pressed.dataset.place));
    if (action === "look-earlier") this.#lookEarlier();
    if (action === "ask") this.act("opinion-asked", { number: row.number, question: this.#words("question") });
    if (action === "give") this.#give(row.number);
  };

  /** The page is drawn anew every second: what was chosen is remembered here. */
  #choose = (/** @type {Event} */ event) => {
    const chosen = /** @type {HTMLInputElement} */ (event.target);
    if (chosen.type !== "radio") return;
    [this.#says, this.#fault] = [chosen.value, ""];
    this.update();
  };

  #give(number) {
    this.#fault = this.#says ? "" : "opinion.choose";
    this.update();
    if (this.#says) this.act("opinion-given", { number, says: this.#says, words: this.#words("words") });
  }

  #look(place) {
    const { row } = this.view;
    const { probe, found } = row.resembles;
    const other = found[place];
    const photos = { registration: other.photo, arrival: probe, now: null };
    const captions = { registration: whose(other), arrival: `${row.name} ${row.number}` };
    this.act("second-look", { row: { number: row.number, name: row.name, photos, captions } });
  }

  #lookEarlier() {
    const { row } = this.view;
    const { probe, earlier: before, gate } = row.seen_before;
    const photos = { registration: before, arrival: probe, now: null };
    const captions = { registration: whose(row.seen_before), arrival: t(`copy.at_${gate}`) };
    this.act("second-look", { row: { number: row.number, name: row.name, photos, captions } });
  }

  /** @param {string} part */
  #words(part) {
    return /** @type {HTMLInputElement | null} */ (this.querySelector(`[data-part=${part}]`))?.value.trim() ?? "";
  }
}

function rarity(oneIn) {
  if (!oneIn) return null;
  const key = oneIn.or_rarer ? "rarity.or_rarer" : "rarity.one_in";
  return html`<p class="decision-help__rarity" data-key="rarity">${t(key, { pairs: numberText(oneIn.pairs) })}</p>`;
}

function earlier(row) {
  const { seen_before: seen } = row;
  if (!seen) return null;
  return html`<section class="decision-help__part tone-caution" data-key="earlier"><h4>${icon("alert")}${t("copy.heading")}</h4>
    <div class="decision-help__double"><button type="button" class="decision-help__pair" data-action="look-earlier" aria-label="${t("copy.look")}">${face(seen.probe)}${face(seen.earlier)}</button>
    <p>${t(`copy.at_${seen.gate}`)}<br><strong>${whose(seen)}</strong> <span class="quiet">${t(`copy.${seen.taken_as}`)}</span></p></div>
    <p class="quiet">${t("copy.words")}</p></section>`;
}

function resembling(row) {
  const { resembles } = row;
  if (!resembles || resembles.found.length === 0) return null;
  const found = resembles.found.map((other, place) => html`<li class="decision-help__double" data-key="${other.photo}">
    <button type="button" class="decision-help__pair" data-action="look" data-place="${String(place)}" aria-label="${t("double.look", { number: other.number })}">${face(resembles.probe)}${face(other.photo)}</button>
    <p><strong>${whose(other)}</strong><br><span class="quiet">${t(`double.${other.found_as}`)} · ${t("double.distance", { distance: numberText(other.dissimilarity, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) })}</span></p></li>`);
  const often = resembles.false_alarm === null ? t("double.searched_only", { searched: numberText(resembles.searched) }) : t("double.searched", { searched: numberText(resembles.searched), share: percentText(resembles.false_alarm) });
  return html`<section class="decision-help__part tone-caution" data-key="doubles"><h4>${icon("alert")}${t("double.heading")}</h4>
    <ul class="decision-help__doubles">${found}</ul><p class="quiet">${often}</p></section>`;
}

function whose({ name, number }) {
  return `${name} ${number}`.trim();
}

function face(url) {
  return html`<img class="photo" data-key="${url}" src="${url}" alt="" width="90" height="120" loading="lazy">`;
}

function decisions(told, reasons) {
  if (!told || told.length === 0) return told ? html`<p class="quiet" data-key="decisions">${t("past.none")}</p>` : null;
  const lines = told.map((each) => html`<li data-key="${each.at}"><strong>${t(`past.${each.decision}`)}</strong> <span class="quiet">${dateTimeText(each.at)} · ${each.by} · ${each.sitting}</span>
    <br>${[titleOf(each.reason_code, reasons), each.reason].filter(Boolean).join(" – ")}</li>`);
  return html`<section class="decision-help__part" data-key="decisions"><h4>${icon("clock")}${t("past.heading")}</h4><ol class="decision-help__past">${lines}</ol></section>`;
}

function titleOf(code, reasons) {
  return pick((reasons ?? []).find((each) => each.code === code)?.title) || code;
}

function asking() {
  return html`<details class="decision-help__part" data-key="asking"><summary>${t("opinion.ask_heading")}</summary>
    <div class="stack stack--tight"><label class="field"><span class="field__label">${t("opinion.question")}</span><input class="input" maxlength="${WORDS_MAX}" data-part="question"></label>
    <button type="button" class="button" data-action="ask">${icon("persons")}${t("opinion.ask")}</button></div></details>`;
}

function said({ by, says, words, at }) {
  return html`<li data-key="${by}"><strong>${t(`opinion.${says}`)}</strong> <span class="quiet">${by}, ${timeText(at)}</span>${words ? html`<br><q>${words}</q>` : null}</li>`;
}

export function defineDecisionHelp() {
  customElements.define("decision-help", DecisionHelp);
}
