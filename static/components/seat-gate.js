/** The terminal asks its candidate to look into the camera. View: `{gate, step, findings}`, gate null when nothing is asked. */
import { jpegOf } from "../lib/camera.js";
import { ViewElement } from "../lib/element.js";
import { html, render } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { firstToSay } from "../models/gate.js";

/** Dispatches "gate-picture" with {picture: Blob} and "gate-pass" with {why}. Steps: "camera" | "sending" | "retake". */
export class SeatGate extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
    this.addEventListener("camera-changed", () => this.update(), { capture: true });
    // Escape would hide what the exam asks for; there is a button for whoever cannot.
    this.addEventListener("cancel", (event) => event.preventDefault(), { capture: true });
  }

  update() {
    if (!this.isConnected || !this.view) return;
    const { gate } = this.view;
    const dialog = this.querySelector("dialog");
    if (!gate) return dialog ? this.#end(dialog) : undefined;
    if (!dialog) this.#begin();
    this.#draw();
    return undefined;
  }

  #begin() {
    this.replaceChildren(
      html`<dialog class="dialog seat-gate" aria-labelledby="gate-heading" aria-describedby="gate-words"><div class="dialog__body">
        <div class="seat-gate__words"></div><camera-stage class="tone-accent"></camera-stage>
        <p class="seat-gate__say" role="status"></p><div class="dialog__actions seat-gate__buttons"></div></div></dialog>`,
    );
    this.querySelector("dialog")?.showModal();
    this.#stage().open();
  }

  #end(dialog) {
    this.#stage().close();
    dialog.close();
    this.replaceChildren();
  }

  #draw() {
    const { gate, step, findings } = this.view;
    const stage = this.#stage();
    const advice = step === "retake" ? firstToSay(findings) : "";
    const part = (/** @type {string} */ name) => /** @type {Element} */ (this.querySelector(`.seat-gate__${name}`));
    stage.className = `tone-${advice ? "caution" : "accent"}`;
    if (step !== "sending") stage.freeze(null);
    render(
      part("words"),
      html`<h2 id="gate-heading">${icon("face")}<span>${t(`gate.heading_${gate.gate}`)}</span></h2>
        <p id="gate-words">${t("gate.words")}</p><p class="quiet">${icon("shield")}<span>${t("gate.purpose")}</span></p>`,
    );
    render(part("say"), stage.problem ? html`${icon("alert")}<span>${t("gate.no_camera")}</span>` : said(step, advice));
    render(part("buttons"), html`${buttons(gate, step, stage)}`);
  }

  #stage() {
    return /** @type {any} */ (this.querySelector("camera-stage"));
  }

  async #take() {
    const picture = this.#stage().picture();
    if (!picture || this.view.step === "sending") return;
    this.#stage().freeze(picture);
    this.act("gate-picture", { picture: await jpegOf(picture) });
  }

  #click = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
    const what = pressed?.dataset.do;
    if (what === "shoot") void this.#take();
    if (what === "open") this.#stage().open();
    if (what === "pass") this.act("gate-pass", { why: this.#stage().problem || "broken" });
    if (what === "skip") this.act("gate-pass", { why: "skipped" });
  };
}

function said(step, advice) {
  if (step === "sending") return html`${icon("hourglass")}<span>${t("gate.sending")}</span>`;
  if (advice) return html`${icon("alert")}<span>${t(`gate.say_${advice}`)}</span>`;
  return html``;
}

/** The way on never depends on the camera. */
function buttons(gate, step, stage) {
  const sending = step === "sending";
  const without = gate.required
    ? html`<button type="button" class="button" data-key="pass" data-do="pass" ?disabled=${sending}>${t("gate.pass")}</button>`
    : html`<button type="button" class="button" data-key="skip" data-do="skip" ?disabled=${sending}>${t("gate.skip")}</button>`;
  if (stage.problem) return without;
  return html`<button type="button" class="button button--primary button--large" data-key="shoot" data-do="shoot" ?disabled=${sending || !stage.isOpen} autofocus>
      ${icon("camera")}<span>${t(step === "retake" ? "gate.again" : "gate.shoot")}</span></button>${without}`;
}

export function defineSeatGate() {
  customElements.define("seat-gate", SeatGate);
}
