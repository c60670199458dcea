/** A place for one file: chosen with the browser's own dialog, or dropped onto it. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { sizeText } from "../lib/size.js";

/** Attributes `name`, `accept` and `word` (its words are `drop.<word>` and `drop.<word>.hint`); dispatches "file-chosen". */
export class FileDrop extends HTMLElement {
  /** @type {File | null} */
  #file = null;
  #over = false;
  #update = () => this.update();

  get file() {
    return this.#file;
  }

  /** @param {File | null} file */
  set file(file) {
    this.#file = file;
    this.#over = false;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    for (const kind of ["dragover", "dragleave", "drop"]) this.addEventListener(kind, this.#drag);
    this.addEventListener("change", this.#choose);
    this.addEventListener("click", this.#clear);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    for (const kind of ["dragover", "dragleave", "drop"]) this.removeEventListener(kind, this.#drag);
    this.removeEventListener("change", this.#choose);
    this.removeEventListener("click", this.#clear);
  }

  update() {
    if (!this.isConnected) return;
    const word = `drop.${this.getAttribute("word")}`;
    const look = `${this.#over ? " file-drop--over" : ""}${this.#file ? " file-drop--full" : ""}`;
    render(
      this,
      html`<label class="file-drop${look}">${icon(this.#file ? "document" : "upload")}
        <span class="file-drop__name">${this.#file ? this.#file.name : t(word)}</span>
        <span class="file-drop__hint">${this.#file ? sizeText(this.#file.size) : t(`${word}.hint`)}</span>
        <input class="visually-hidden" type="file" accept="${this.getAttribute("accept")}"></label>
        ${this.#file ? html`<button type="button" class="button button--quiet button--small file-drop__clear" data-clear>${icon("cross")}${t("drop.clear")}</button>` : null}`,
    );
  }

  #drag = (/** @type {Event} */ event) => {
    event.preventDefault();
    this.#over = event.type === "dragover";
    const dropped = event.type === "drop" ? /** @type {DragEvent} */ (event).dataTransfer?.files[0] : undefined;
    if (dropped) this.#take(dropped);
    else this.update();
  };

  #choose = (/** @type {Event} */ event) => {
    event.stopPropagation();
    const input = /** @type {HTMLInputElement} */ (event.target);
    const chosen = input.files?.[0];
    if (chosen) this.#take(chosen);
    input.value = "";
  };

  #clear = (/** @type {Event} */ event) => {
    if (/** @type {Element} */ (event.target).closest("[data-clear]")) this.#take(null);
  };

  /** @param {File | null} file */
  #take(file) {
    this.file = file;
    this.dispatchEvent(new CustomEvent("file-chosen", { bubbles: true }));
  }
}

export function defineFileDrop() {
  customElements.define("file-drop", FileDrop);
}
