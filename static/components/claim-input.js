/** Where a paper is brought: a file, pasted text, or a code before the camera. Dispatches "claim-brought" {content}. */
import { canScan, scan } from "../lib/code-scanner.js";
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { utf8 } from "../models/bytes.js";

const FILE_SIZE_MAX = 4 * 1024 * 1024;

/** View: `{again}`, whether something was checked before. */
export class ClaimInput extends ViewElement {
  #over = false;
  #canScan = false;
  #problem = "";
  /** @type {AbortController | null} */
  #scanning = null;

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("change", this.#choose);
    this.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#click);
    for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, this.#drag);
    void canScan().then((can) => {
      this.#canScan = can;
      this.update();
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#scanning?.abort();
    for (const kind of ["dragover", "dragleave", "drop"]) document.removeEventListener(kind, this.#drag);
  }

  /** What was pasted is dealt with. */
  clear() {
    const field = this.querySelector("textarea");
    if (field) field.value = "";
    this.#problem = "";
  }

  /** @param {{again: boolean}} view */
  draw({ again }) {
    return html`<section class="card claim-input" aria-labelledby="bring">
      <h2 id="bring">${t(again ? "bring.again" : "bring.heading")}</h2>
      <div class="claim-input__ways">
        <label class="claim-input__drop${this.#over ? " claim-input__drop--over" : ""}">${icon("upload")}<strong>${t("bring.file")}</strong><span class="quiet">${t("bring.file.words")}</span>
          <input class="visually-hidden" type="file" accept=".tlog-proof,.txt,text/plain"></label>
        <form class="claim-input__paste"><label class="field"><span class="field__label">${t("bring.paste")}</span>
          <textarea class="input" name="text" rows="4" spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="${t("bring.paste.words")}" required></textarea></label>
          <div class="row"><button class="button button--primary">${icon("check")}${t("bring.check")}</button>
          ${this.#canScan ? html`<button type="button" class="button" data-action="scan">${icon("camera")}${t(this.#scanning ? "bring.scan.stop" : "bring.scan")}</button>` : null}</div></form>
      </div>
      ${this.#scanning ? html`<div class="claim-input__camera" data-key="camera"><video class="claim-input__video" playsinline muted aria-label="${t("bring.camera")}"></video><p class="quiet">${t("bring.scan.words")}</p></div>` : null}
      <p class="field__error" role="alert">${this.#problem ? html`${icon("alert")}<span>${t(`bring.${this.#problem}`)}</span>` : null}</p>
    </section>`;
  }

  #drag = (/** @type {Event} */ event) => {
    event.preventDefault();
    const over = event.type === "dragover";
    const dropped = event.type === "drop" ? /** @type {DragEvent} */ (event).dataTransfer?.files[0] : undefined;
    if (dropped) void this.#take(dropped);
    if (over !== this.#over) {
      this.#over = over;
      this.update();
    }
  };

  #choose = (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.type !== "file") return;
    if (field.files?.[0]) void this.#take(field.files[0]);
    field.value = "";
  };

  /** @param {File} file */
  async #take(file) {
    if (file.size > FILE_SIZE_MAX) return this.#say("too_large");
    this.#bring(new Uint8Array(await file.arrayBuffer()));
  }

  #submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = this.querySelector("textarea")?.value.trim();
    if (text) this.#bring(utf8(text));
  };

  #click = (/** @type {Event} */ event) => {
    if (this.pressed(event)?.dataset.action !== "scan") return;
    if (this.#scanning) this.#scanning.abort();
    else void this.#scan();
  };

  async #scan() {
    const scanning = new AbortController();
    this.#scanning = scanning;
    this.#problem = "";
    this.update();
    const video = /** @type {HTMLVideoElement} */ (this.querySelector("video"));
    let text = null;
    try {
      text = await scan(video, scanning.signal);
    } catch {
      this.#problem = "no_camera";
    }
    this.#scanning = null;
    this.update();
    if (text) this.#bring(utf8(text));
  }

  /** @param {Uint8Array} content */
  #bring(content) {
    this.#problem = "";
    this.act("claim-brought", { content });
  }

  /** @param {string} problem */
  #say(problem) {
    this.#problem = problem;
    this.update();
  }
}

export function defineClaimInput() {
  customElements.define("claim-input", ClaimInput);
}
