/** Finding a candidate at the desk: a scanner's digits and Enter, a hand's, a name, or the camera as a scanner. */
import { icon } from "../lib/icon.js";
import { closeCamera, openCamera } from "../lib/camera.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { findCandidate, numberFromScan } from "../models/desk.js";

const FORMATS = ["code_128", "code_39", "ean_13", "itf", "qr_code", "pdf417"];
const LOOK_EVERY_MS = 250;

/** Property `rows`; dispatches "candidate-found" with {number}. `accept(text)` is a scan made elsewhere on the page. */
export class CandidateSearch extends HTMLElement {
  #rows = [];
  #candidates = [];
  #unknown = "";
  #stream = null;
  #update = () => this.update();

  set rows(rows) {
    this.#rows = rows;
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("submit", this.#submit);
    this.addEventListener("click", this.#press);
    this.addEventListener("input", this.#typed);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("submit", this.#submit);
    this.removeEventListener("click", this.#press);
    this.removeEventListener("input", this.#typed);
    this.#stopScanning();
  }

  begin() {
    this.#field().value = "";
    this.#candidates = [];
    this.#unknown = "";
    this.update();
    this.#field().focus();
  }

  /** @param {string} text */
  accept(text) {
    const { exact, candidates } = findCandidate(this.#rows, text);
    if (exact) return this.#found(exact);
    this.#candidates = candidates;
    this.#unknown = candidates.length === 0 ? numberFromScan(text) : "";
    this.#field().value = text.trim();
    this.update();
    this.#field().focus();
    this.#field().select();
    return undefined;
  }

  update() {
    const scans = "BarcodeDetector" in globalThis;
    render(
      this,
      html`<form class="candidate-search__form" role="search">
          <label class="candidate-search__label"><span class="field__label">${t("search.label")}</span>
            <input class="input input--figures candidate-search__field" name="number" type="text" autocomplete="off" autocapitalize="characters"
              spellcheck="false" enterkeyhint="search" maxlength="200" placeholder="${t("search.placeholder")}"></label>
          <button class="button button--primary candidate-search__find">${icon("search")}${t("search.find")}</button>
          ${scans ? html`<button type="button" class="button" data-scan aria-pressed="${String(this.#stream !== null)}">${icon("camera")}${t("search.scan")}</button>` : null}
        </form>
        <video class="candidate-search__video" muted playsinline ?hidden=${this.#stream === null}></video>
        <div aria-live="polite">${this.#said()}</div>`,
    );
  }

  #said() {
    if (this.#unknown) {
      return html`<p class="field__error">${icon("alert")}<span>${t("search.unknown", { number: this.#unknown })}</span></p>`;
    }
    if (this.#candidates.length === 0) return null;
    const found = this.#candidates.map(
      ({ number, name, seat }) => html`<li data-key="${number}"><button type="button" class="button candidate-search__one" data-number="${number}">
        <strong>${name}</strong><span class="figure">${number}</span><span class="quiet">${seat ?? ""}</span></button></li>`,
    );
    return html`<ul class="candidate-search__found" aria-label="${t("search.which")}">${found}</ul>`;
  }

  #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  #found({ number }) {
    this.#stopScanning();
    this.#candidates = [];
    this.#unknown = "";
    this.#field().value = "";
    this.update();
    this.dispatchEvent(new CustomEvent("candidate-found", { bubbles: true, detail: { number } }));
  }

  #submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (this.#field().value.trim()) this.accept(this.#field().value);
  };

  #typed = () => {
    const text = this.#field().value;
    this.#unknown = "";
    this.#candidates = text.trim().length >= 3 ? findCandidate(this.#rows, text).candidates : [];
    this.update();
  };

  #press = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-number], [data-scan]"));
    if (pressed?.dataset.number) this.#found({ number: pressed.dataset.number });
    else if (pressed) this.#scan();
  };

  async #scan() {
    if (this.#stream) return this.#stopScanning();
    try {
      this.#stream = await openCamera();
    } catch {
      return undefined;
    }
    this.update();
    const video = /** @type {HTMLVideoElement} */ (this.querySelector("video"));
    video.srcObject = this.#stream;
    await video.play();
    return this.#lookForCode(video, new globalThis.BarcodeDetector({ formats: FORMATS }));
  }

  async #lookForCode(video, detector) {
    while (this.#stream) {
      const [code] = await detector.detect(video).catch(() => []);
      if (code && this.#stream) {
        this.#stopScanning();
        return this.accept(code.rawValue);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return undefined;
  }

  #stopScanning() {
    closeCamera(this.#stream);
    this.#stream = null;
    if (this.isConnected) this.update();
  }
}

export function defineCandidateSearch() {
  customElements.define("candidate-search", CandidateSearch);
}
