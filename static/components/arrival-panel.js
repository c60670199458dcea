/** One arrival as the desk's person sees it: who it is, and the one thing to do next. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { dayText, durationText, timeText } from "../lib/format.js";
import { pinWindow } from "../models/desk.js";
import { photoFigure } from "./photo-figure.js";

/**
 * `tell({desk, row, sitting, reasons, nowMs, mayEnrol})` draws everything. Besides what its parts dispatch it dispatches
 * "desk-wish" with {wish: "pin" | "print" | "next" | "without-picture" | "second-thoughts" | "again" | "enrol"}.
 */
export class ArrivalPanel extends HTMLElement {
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

  /** Where the keyboard goes when a step begins. */
  focusNext() {
    const camera = /** @type {any} */ (this.querySelector("arrival-camera"));
    const next = /** @type {HTMLElement | null} */ (this.querySelector("[data-next]"));
    if (camera) camera.focusNext();
    else (next ?? /** @type {HTMLElement | null} */ (this.querySelector("h2")))?.focus({ preventScroll: true });
  }

  shoot() {
    /** @type {any} */ (this.querySelector("arrival-camera"))?.shoot();
  }

  /** @returns {Promise<Blob | null>} */
  async snapshot() {
    return /** @type {any} */ (this.querySelector("arrival-camera"))?.snapshot() ?? null;
  }

  print() {
    /** @type {any} */ (this.querySelector("pin-slip"))?.print();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { desk, row } = this.#told;
    if (!row) return render(this, html``);
    const step = STEPS[desk.step]?.(this.#told) ?? null;
    render(
      this,
      html`<article class="card arrival-panel" data-key="${row.number}" data-step="${desk.step}">
        ${head(row)}
        <div class="arrival-panel__fault" role="alert" data-key="fault">${desk.error ? html`<p class="note tone-negative">${icon("alert")}<span>${desk.error}</span></p>` : null}</div>
        <div class="arrival-panel__step" data-key="${stepKey(desk.step)}">${step}</div>
      </article>`,
    );
    return undefined;
  }

  #press = (/** @type {Event} */ event) => {
    const wanted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-wish]"));
    if (!wanted) return;
    this.dispatchEvent(new CustomEvent("desk-wish", { bubbles: true, detail: { wish: wanted.dataset.wish } }));
  };
}

/** The camera's three phases are one step to the eye: the picture must not flicker between them. */
function stepKey(step) {
  return ["camera", "comparing", "retake"].includes(step) ? "camera" : step;
}

function head(row) {
  return html`<header class="arrival-panel__head">
    <div class="arrival-panel__who"><h2 tabindex="-1" class="arrival-panel__name">${row.name}</h2>
      <p class="quiet">${[row.formation, row.birth_date ? dayText(row.birth_date) : ""].filter(Boolean).join(" · ")}</p></div>
    <dl class="arrival-panel__facts">
      <div><dt class="eyebrow">${t("word.number")}</dt><dd>${row.number}</dd></div>
      <div><dt class="eyebrow">${t("word.seat")}</dt><dd>${row.seat ?? "–"}</dd></div>
    </dl>
    ${row.accommodation ? html`<p class="note tone-accent arrival-panel__need">${icon("info")}<span>${t("desk.accommodation", { what: row.accommodation })}</span></p>` : null}
  </header>`;
}

const STEPS = {
  camera: (told) => camera(told, "live"),
  comparing: (told) => camera(told, "comparing"),
  retake: (told) => camera(told, "retake"),
  outcome,
  deciding,
  pin,
  settled,
};

function camera({ desk, row, sitting, mayEnrol }, phase) {
  const base = `/api/sittings/${encodeURIComponent(sitting.id)}/candidates/${encodeURIComponent(row.number)}`;
  return html`<div class="arrival-panel__camera">
      <div class="arrival-panel__reference">${photoFigure("registration", row.photos.registration)}
        <p class="arrival-panel__purpose">${icon("shield")}<span>${t("purpose.short")}</span></p></div>
      <div class="stack stack--tight"><arrival-camera .whom=${{ base, gate: "arrival" }} .phase=${phase} .findings=${desk.findings}></arrival-camera>
        <div class="row">${wish("without-picture", "persons", t("desk.without_picture"), phase === "comparing")}
          ${mayEnrol ? wish("enrol", "face", t("desk.enrol"), phase !== "live") : null}</div></div>
    </div>`;
}


function outcome(told) {
  const { row } = told;
  const later = row.admission === "deferred";
  const tone = later ? "accent" : "positive";
  const matched = later ? t("desk.compared_later") : t("desk.matched");
  const by = row.decision ? t("desk.admitted_by", { by: row.decision.by }) : matched;
  return html`<div class="arrival-panel__outcome"><photo-pair .row=${row}></photo-pair>
    <div class="stack">
      <p class="arrival-panel__verdict tone-${tone}" role="status">${icon(row.decision ? "check-circle" : later ? "hourglass" : "face")}<span>${by}</span></p>
      ${later ? null : html`<comparison-result .comparison=${row.comparison}></comparison-result>`}
      ${pinStep(told)}
      <p>${wish("second-thoughts", "cross-circle", t("decision.doubt"))}</p>
    </div></div>`;
}

function pinStep({ row, sitting, nowMs }) {
  const { open, secondsLeft } = pinWindow(sitting, nowMs);
  if (!open) {
    return html`<p class="note tone-negative">${icon("lock")}<span>${t("desk.pin_closed", { time: timeText(sitting.pin_closes_at) })}</span></p>`;
  }
  const closes = secondsLeft === null ? "" : t("desk.pin_closes", { time: timeText(sitting.pin_closes_at), left: durationText(secondsLeft) });
  return html`${row.pin_issued_at ? html`<p class="note">${icon("info")}<span>${t("desk.pin_before", { time: timeText(row.pin_issued_at) })}</span></p>` : null}
    <div class="stack stack--tight"><button type="button" class="button button--primary button--large" data-wish="pin" data-next>
      ${icon("key")}<span>${t(row.pin_issued_at ? "desk.pin_again" : "desk.pin_issue")}</span> <kbd>Enter</kbd></button>
    <span class="quiet">${closes}</span></div>`;
}

function deciding({ row, reasons }) {
  const strong = row.comparison?.strong;
  const why = row.comparison?.reason ? `${t(`referral.${row.comparison.reason}`)} ` : "";
  const heading = row.comparison ? t(strong ? "desk.referred_strong" : "desk.referred") : t("desk.no_picture_heading");
  return html`<div class="arrival-panel__outcome">
    <div class="stack"><photo-pair .row=${row}></photo-pair>
      ${row.comparison ? html`<comparison-result .comparison=${row.comparison}></comparison-result>` : html`<p>${t("desk.no_picture")}</p>`}</div>
    <div class="stack">
      <p class="arrival-panel__verdict tone-caution" role="status">${icon("eye")}<span>${heading}<small>${why}${t("desk.only_a_person")}</small></span></p>
      <referral-decision .row=${row} .reasons=${reasons}></referral-decision>
      <div class="row">${wish("again", "camera", t("camera.again"))}${wish("next", "arrow-right", t("desk.leave_to_console"))}</div>
    </div></div>`;
}

function pin({ desk, row, sitting }) {
  return html`<div class="arrival-panel__pin">
    <pin-slip .slips=${[{ ...desk.pin, row, sitting }]}></pin-slip>
    <div class="stack">
      <p class="note tone-caution">${icon("eye-off")}<span>${t("desk.pin_once")}</span></p>
      <button type="button" class="button button--primary button--large" data-wish="print" data-next>${icon("printer")}<span>${t("desk.print")}</span> <kbd>Enter</kbd></button>
      <button type="button" class="button button--large" data-wish="next">${icon("arrow-right")}<span>${t("desk.next")}</span></button>
    </div></div>`;
}

function settled({ row }) {
  const state = row.attempt === "finished" ? "finished" : row.admission;
  return html`<div class="arrival-panel__outcome"><photo-pair .row=${row}></photo-pair>
    <div class="stack">
      <p><status-chip state="${state}"></status-chip></p>
      ${row.decision ? decided(row.decision) : null}
      <p>${t(`desk.settled_${row.admission === "refused" ? "refused" : "seated"}`)}</p>
      <button type="button" class="button button--primary button--large" data-wish="next" data-next>${icon("arrow-right")}<span>${t("desk.next")}</span> <kbd>Enter</kbd></button>
      ${row.admission === "refused" ? html`<p>${wish("second-thoughts", "undo", t("decision.reconsider"))}</p>` : null}
    </div></div>`;
}

function decided({ decision, reason, by, at }) {
  return html`<p>${t(`desk.decided_${decision}`, { by, time: timeText(at) })}${reason ? html` <q>${reason}</q>` : null}</p>`;
}

function wish(name, drawing, words, disabled = false) {
  return html`<button type="button" class="button button--quiet button--small" data-key="${name}" data-wish="${name}" ?disabled=${disabled}>${icon(drawing)}<span>${words}</span></button>`;
}

export function defineArrivalPanel() {
  customElements.define("arrival-panel", ArrivalPanel);
}
