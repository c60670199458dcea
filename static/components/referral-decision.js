/** A person's decision about an arrival: a reason from the list, words of their own, admit or refuse; a refusal is asked for once more. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { defineDecisionHelp } from "./decision-help.js";

const WORDS_MAX = 500;

/**
 * Properties `row` and `reasons`; dispatches "decided" with {number, decision: "admit" | "refuse", reason_code, reason, referred_at}.
 * Turning somebody away first asks the page's confirm-dialog; letting somebody in has its reason, and can be taken back.
 */
export class ReferralDecision extends HTMLElement {
  #row = null;
  #reasons = [];
  #code = "";
  #fault = "";
  #update = () => this.update();

  set row(row) {
    if (row?.number !== this.#row?.number) this.#begin();
    this.#row = row;
    this.update();
  }

  set reasons(reasons) {
    this.#reasons = reasons;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("change", this.#choose);
    this.addEventListener("click", this.#press);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("change", this.#choose);
    this.removeEventListener("click", this.#press);
  }

  update() {
    if (!this.isConnected || !this.#row) return;
    const name = `reason-${this.#row.number}`;
    const reasons = this.#reasons.map(
      ({ code, title }, place) => html`<label class="check referral-decision__reason" data-key="${code}"><input type="radio" name="${name}" value="${code}"
        ?checked=${code === this.#code}><kbd class="referral-decision__key" aria-hidden="true">${place + 1}</kbd><span>${pick(title)}</span></label>`,
    );
    render(
      this,
      html`<decision-help data-key="help" .view=${{ row: this.#row, reasons: this.#reasons }}></decision-help>
        <fieldset class="referral-decision__reasons"><legend class="field__label">${t("reason.which")}</legend>${reasons}</fieldset>
        <label class="field"><span class="field__label">${t("decision.words")}</span>
          <textarea class="input referral-decision__words" rows="2" maxlength="${WORDS_MAX}" placeholder="${t("decision.words_hint")}"></textarea></label>
        <p class="field__error" role="alert">${this.#fault ? html`${icon("alert")}<span>${t(this.#fault)}</span>` : null}</p>
        <div class="row referral-decision__buttons">
          <button type="button" class="button button--primary grow" data-decision="admit">${icon("check-circle")}${t("decision.admit")}</button>
          <button type="button" class="button referral-decision__refuse grow" data-decision="refuse">${icon("cross-circle")}${t("decision.refuse")}</button>
        </div>`,
    );
  }

  #begin() {
    this.#code = "";
    this.#fault = "";
    const words = this.querySelector("textarea");
    if (words) words.value = "";
  }

  #choose = (/** @type {Event} */ event) => {
    const chosen = /** @type {HTMLInputElement} */ (event.target);
    if (!chosen.closest(".referral-decision__reason")) return;
    this.#code = chosen.value;
    this.#say("");
  };

  #press = async (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-decision]"));
    if (!button) return;
    const decision = /** @type {"admit" | "refuse"} */ (button.dataset.decision);
    const reason = this.querySelector("textarea")?.value.trim() ?? "";
    const fault = missing(this.#code || this.#reasons.length === 0, reason, decision);
    this.#say(fault);
    if (fault) return;
    const { number, referred_at } = this.#row;
    if (decision === "refuse" && !(await this.#confirmed(reason))) return;
    const detail = { number, decision, reason_code: this.#code, reason, referred_at };
    this.dispatchEvent(new CustomEvent("decided", { bubbles: true, detail }));
  };

  #say(fault) {
    this.#fault = fault;
    this.update();
  }

  #confirmed(reason) {
    const chosen = this.#reasons.find(({ code }) => code === this.#code);
    const dialog = /** @type {any} */ (document.querySelector("confirm-dialog"));
    return dialog.ask({
      heading: t("decision.refuse_heading", { name: this.#row.name }),
      body: html`<p>${t(refuseBody(this.#row))}</p>
        <dl class="facts"><dt>${t("word.number")}</dt><dd>${this.#row.number}</dd>
        <dt>${t("word.reason")}</dt><dd>${[chosen ? pick(chosen.title) : "", reason].filter(Boolean).join(" – ")}</dd></dl>`,
      confirm: t("decision.refuse"),
      tone: "negative",
    });
  }
}

/** What follows for who has not come in, who sits, and who has finished. @param {any} row */
function refuseBody({ attempt, admission }) {
  if (attempt === "finished") return "decision.refuse_body_finished";
  return ["seated", "out"].includes(admission) ? "decision.refuse_body_seated" : "decision.refuse_body";
}

/** Turning somebody away always needs words of the person who does it. */
function missing(chosen, reason, decision) {
  if (!chosen) return "decision.choose_reason";
  return decision === "refuse" && reason === "" ? "decision.words_needed" : "";
}

/** With the part that helps it: one is never shown without the other. */
export function defineReferralDecision() {
  defineDecisionHelp();
  customElements.define("referral-decision", ReferralDecision);
}
