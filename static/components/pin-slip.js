/** Slips of paper with a PIN, shown once: on the screen to read aloud, on paper to take to the terminal. */
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { dateText, timeText } from "../lib/format.js";
import { readablePin } from "../models/desk.js";

/**
 * Property `slips`: [{pin, closes_at | null, row, sitting}]. While it is on the page, printing (by `print()` or
 * by the browser's own command) puts the slips alone on paper: a copy outside everything else, taken away afterwards.
 */
export class PinSlip extends HTMLElement {
  #slips = [];
  /** @type {HTMLElement | null} */
  #paper = null;
  #update = () => this.update();

  set slips(slips) {
    this.#slips = slips;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    window.addEventListener("beforeprint", this.#lay);
    window.addEventListener("afterprint", this.#clear);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    window.removeEventListener("beforeprint", this.#lay);
    window.removeEventListener("afterprint", this.#clear);
    this.#clear();
  }

  update() {
    if (!this.isConnected) return;
    render(this, html`${this.#slips.map(slip)}`);
  }

  print() {
    window.print();
  }

  #lay = () => {
    this.#clear();
    this.#paper = document.createElement("div");
    this.#paper.className = "pin-paper";
    this.#paper.append(html`${this.#slips.map(slip)}`);
    document.body.append(this.#paper);
  };

  #clear = () => {
    this.#paper?.remove();
    this.#paper = null;
  };
}

function slip({ pin, closes_at: closesAt, row, sitting }) {
  return html`<article class="pin-slip" data-key="${row.number}">
    <header class="pin-slip__head"><strong>${pick(sitting.exam?.title)}</strong>
      <span>${pick(sitting.title)}${sitting.start_at ? ` · ${dateText(sitting.start_at)}` : ""}</span></header>
    <div class="pin-slip__who"><span class="eyebrow">${t("word.candidate")}</span><strong>${row.name}</strong></div>
    <dl class="pin-slip__facts">
      <div class="pin-slip__number"><dt class="eyebrow">${t("word.number")}</dt><dd>${row.number}</dd></div>
      <div><dt class="eyebrow">${t("word.room")}</dt><dd>${sitting.room || "–"}</dd></div>
      <div class="pin-slip__seat"><dt class="eyebrow">${t("word.seat")}</dt><dd>${row.seat ?? "–"}</dd></div>
      <div><dt class="eyebrow">${t("word.start_at")}</dt><dd>${sitting.start_at ? timeText(sitting.start_at) : "–"}</dd></div>
    </dl>
    <p class="pin-slip__pin"><span class="eyebrow">${t("word.pin")}</span><span class="pin-slip__figures">${readablePin(pin)}</span></p>
    <p class="pin-slip__rule">${closesAt ? t("slip.rule", { time: timeText(closesAt) }) : t("slip.rule_move")}</p>
  </article>`;
}

export function definePinSlip() {
  customElements.define("pin-slip", PinSlip);
}
