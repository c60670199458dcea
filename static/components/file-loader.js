/** One kind of file: choose it, check it or load it, and read what came of it. */
import { ApiError, sentenceFor } from "../lib/api.js";
import { percentText } from "../lib/format.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { upload } from "../lib/upload.js";

/**
 * @typedef {{name: string, accept: string}} Part
 * @typedef {{url: string, parts: Part[], presets?: boolean, exam?: boolean}} Kind
 */

/** @type {Record<string, Kind>} */
const KINDS = {
  exam: { url: "/api/exams", parts: [{ name: "file", accept: ".toml" }], presets: true },
  bank: { url: "/api/banks", parts: [{ name: "file", accept: ".csv,.xlsx" }, { name: "pictures", accept: ".zip" }], exam: true },
  roster: { url: "/api/rosters", parts: [{ name: "file", accept: ".csv,.xlsx" }, { name: "photos", accept: ".zip" }], exam: true },
};

/** Attribute `kind`; property `choices` ({exams, presets}); dispatches "file-loaded" with {kind, id}. */
export class FileLoader extends HTMLElement {
  /** @type {{exams: any[], presets: any[]}} */
  #choices = { exams: [], presets: [] };
  /** @type {number | null} share sent, null while nothing is under way */
  #share = null;
  /** @type {unknown} */
  #error = null;
  /** @type {any} */
  #answer = null;
  #update = () => this.update();

  /** @param {{exams: any[], presets: any[]}} choices */
  set choices(choices) {
    const first = this.#choices.exams.length === 0;
    this.#choices = choices;
    this.update();
    // The only exam there is is the one meant: its mistakes show now and not on the day.
    const exam = /** @type {HTMLSelectElement | null} */ (this.querySelector("select[name=exam]"));
    if (first && exam && exam.value === "" && choices.exams.length === 1) exam.value = choices.exams[0].id;
  }

  get kind() {
    return this.getAttribute("kind") ?? "exam";
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("submit", this.#submit);
    this.addEventListener("file-chosen", this.#chosen);
    this.addEventListener("change", this.#update);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("submit", this.#submit);
    this.removeEventListener("file-chosen", this.#chosen);
    this.removeEventListener("change", this.#update);
  }

  update() {
    if (!this.isConnected) return;
    const { parts, presets, exam } = KINDS[this.kind];
    const busy = this.#share !== null;
    const drops = parts.map(({ name, accept }) => html`<file-drop data-key="${name}" name="${name}" accept="${accept}" word="${this.kind}.${name}"></file-drop>`);
    render(
      this,
      html`<form class="card stack" aria-labelledby="loader-${this.kind}">
        <div class="stack stack--tight"><h2 id="loader-${this.kind}">${t(`loader.${this.kind}`)}</h2><p class="quiet">${t(`loader.${this.kind}.lead`)}</p></div>
        ${presets ? choice("preset", t("loader.preset"), t("loader.preset.none"), this.#choices.presets) : null}
        <div class="file-loader__drops" ?hidden=${this.#field("preset") !== ""}>${drops}</div>
        ${exam ? choice("exam", t("loader.against"), t("loader.against.none"), this.#choices.exams) : null}
        <div class="row">
          <button class="button" name="how" value="check" ?disabled=${busy || !this.#ready()}>${icon("search")}${t("loader.check")}</button>
          <button class="button button--primary" name="how" value="load" ?disabled=${busy || !this.#ready()}>${icon("upload")}${t("loader.load")}</button>
          ${this.#ready() || busy ? null : html`<span class="quiet">${t("loader.choose_first")}</span>`}
        </div>
        ${busy ? this.#progress() : null}
        <p class="field__error" role="alert">${this.#error ? html`${icon("alert")}<span>${sentenceFor(this.#error)}</span>` : null}</p>
        <load-report .answer=${this.#answer}></load-report>
      </form>`,
    );
  }

  #progress() {
    const share = this.#share ?? 0;
    const words = share < 1 ? t("loader.sending", { share: percentText(share) }) : t("loader.reading");
    return html`<div class="stack stack--tight" role="status"><span>${words}</span>${share < 1 ? html`<progress max="100" value="${Math.round(share * 100)}"></progress>` : html`<progress></progress>`}</div>`;
  }

  #file(/** @type {string} */ name) {
    return /** @type {import("./file-drop.js").FileDrop | null} */ (this.querySelector(`file-drop[name=${name}]`))?.file ?? null;
  }

  #field(/** @type {string} */ name) {
    return /** @type {HTMLSelectElement | null} */ (this.querySelector(`select[name=${name}]`))?.value ?? "";
  }

  #ready() {
    return this.#file("file") !== null || this.#field("preset") !== "";
  }

  #chosen = () => {
    this.#answer = null;
    this.#error = null;
    this.update();
  };

  #submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const how = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value;
    this.#send(how === "check");
  };

  /** @param {boolean} check */
  async #send(check) {
    const { url, parts } = KINDS[this.kind];
    const form = new FormData();
    for (const name of ["preset", "exam"]) if (this.#field(name)) form.set(name, this.#field(name));
    if (check) form.set("check", "1");
    for (const { name } of form.has("preset") ? [] : parts) {
      const file = this.#file(name);
      if (file) form.set(name, file);
    }
    this.#show({ share: 0, answer: null, error: null });
    try {
      const answer = await upload(url, form, (share) => this.#show({ share }));
      this.#show({ share: null, answer });
      if (answer.loaded) this.dispatchEvent(new CustomEvent("file-loaded", { bubbles: true, detail: { kind: this.kind, id: answer.id } }));
    } catch (error) {
      this.#show({ share: null, error: error instanceof ApiError ? error : new ApiError("unknown", 0) });
    }
  }

  /** @param {{share?: number | null, answer?: any, error?: unknown}} changes */
  #show({ share = this.#share, answer = this.#answer, error = this.#error }) {
    this.#share = share;
    this.#answer = answer;
    this.#error = error;
    this.update();
  }
}

/** @param {string} name @param {string} label @param {string} none @param {any[]} options */
function choice(name, label, none, options) {
  const listed = options.map((each) => html`<option value="${each.id}" data-key="${each.id}">${pick(each.title) || each.id} (${each.id})</option>`);
  return html`<label class="field file-loader__choice"><span class="field__label">${label}</span><select class="input" name="${name}"><option value="" data-key="none">${none}</option>${listed}</select></label>`;
}

export function defineFileLoader() {
  customElements.define("file-loader", FileLoader);
}
