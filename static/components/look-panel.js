/** One candidate before a proctor's own camera: why they need a look, the picture, what came of it, and the decision. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { gateList } from "./gate-marks.js";
import { needsLook, wantedNow } from "../models/gate.js";

/**
 * `tell({row, hand, base, reasons, nowMs})`; `base` is the candidate's path, `hand` is {step, gate, findings, error}, its steps "out" | "camera" | "comparing" |
 * "retake" | "deciding". Dispatches "hand-wish" with {wish: "back" | "decide" | "camera" | "out" | "in"}.
 */
export class LookPanel extends HTMLElement {
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
  }

  tell(told) {
    this.#told = told;
    this.update();
  }

  focusHeading() {
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus({ preventScroll: true });
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { row, hand } = this.#told;
    if (!row) return render(this, html`<p class="quiet look-panel__nobody">${t("hand.choose")}</p>`);
    return render(
      this,
      html`<article class="card look-panel" data-key="${row.number}">
        <header class="look-panel__head">${wish("back", "chevron-left", t("hand.list"))}
          <div class="look-panel__who"><h2 tabindex="-1">${row.name}</h2><p class="quiet figure">${row.number}</p></div>
          <p class="look-panel__seat"><span class="eyebrow">${t("word.seat")}</span><strong>${row.seat ?? "–"}</strong></p></header>
        ${this.#why(row)}
        <div role="alert" data-key="fault">${hand.error ? html`<p class="note tone-negative">${icon("alert")}<span>${hand.error}</span></p>` : null}</div>
        ${this.#step(row, hand)}
        <div data-key="gates">${gateList(row, this.#told.nowMs)}</div>
        <div class="row look-panel__more" data-key="more">${more(row, hand)}</div>
      </article>`,
    );
  }

  #why(row) {
    const { nowMs } = this.#told;
    const need = needsLook(row, nowMs);
    if (!need) {
      const gate = wantedNow(row, nowMs);
      const words = row.admission === "out" ? "state.out" : gate ? `need.due_${gate}` : "hand.not_needed";
      return html`<p class="note" data-key="why">${icon("info")}<span>${t(words)}</span></p>`;
    }
    const reason = need.reason ? html` <small>${t(`referral.${need.reason}`)}</small>` : null;
    return html`<p class="note tone-caution look-panel__why" data-key="why">${icon("eye")}<span><strong>${t(`need.${need.why}_${need.gate}`)}</strong>${reason}</span></p>`;
  }

  #step(row, hand) {
    if (hand.step === "out") return html`<div data-key="out">${wish("in", "sign-in", t("hand.is_back"), "button--primary button--large look-panel__back")}</div>`;
    const decides = hand.step === "deciding";
    return html`<div data-key="${decides ? "deciding" : "camera"}">${decides ? this.#deciding(row) : this.#camera(row, hand)}</div>`;
  }

  #camera(row, hand) {
    const phase = hand.step === "comparing" || hand.step === "retake" ? hand.step : "live";
    return html`<div class="stack"><arrival-camera facing="environment" .instead=${t("hand.instead")} .whom=${{ base: this.#told.base, gate: hand.gate }} .phase=${phase} .findings=${hand.findings}></arrival-camera>
      <p class="quiet look-panel__purpose">${icon("shield")}<span>${t("purpose.short")}</span></p>
      <details class="look-panel__known"><summary>${t("hand.known_photos")}</summary><photo-pair .row=${row}></photo-pair></details>
      ${wish("decide", "persons", t("hand.without_picture"))}</div>`;
  }

  #deciding(row) {
    return html`<div class="stack"><photo-pair .row=${row}></photo-pair>
      <comparison-result .comparison=${row.comparison}></comparison-result>
      <referral-decision .row=${row} .reasons=${this.#told.reasons}></referral-decision>
      ${wish("camera", "camera", t("camera.again"))}</div>`;
  }

  #press = (/** @type {Event} */ event) => {
    const wanted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-wish]"));
    if (!wanted) return;
    this.dispatchEvent(new CustomEvent("hand-wish", { bubbles: true, detail: { wish: wanted.dataset.wish } }));
  };
}

/** Going out and coming back are marked where they happen: at the door. */
function more(row, hand) {
  if (row.attempt === "finished" || hand.step === "out") return null;
  if (row.admission === "seated") return wish("out", "out", t("hand.goes_out"));
  if (row.admission === "out") return wish("in", "sign-in", t("hand.is_back"));
  return null;
}

function wish(name, drawing, words, looks = "") {
  return html`<button type="button" class="button ${looks}" data-key="${name}" data-wish="${name}">${icon(drawing)}<span>${words}</span></button>`;
}

export function defineLookPanel() {
  customElements.define("look-panel", LookPanel);
}
