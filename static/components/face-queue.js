/** How many pictures wait for the face engine, and what that means for the line; asked for every few seconds. */
import { getJson } from "../lib/api.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { queueWords } from "../models/face-queue.js";

const ASK_EVERY_MS = 3000;

export class FaceQueue extends HTMLElement {
  #told = null;
  #timer = 0;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.update();
  }

  /** Whoever is signed in may ask. */
  begin() {
    clearInterval(this.#timer);
    this.#timer = window.setInterval(() => void this.#ask(), ASK_EVERY_MS);
    void this.#ask();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    clearInterval(this.#timer);
  }

  update() {
    if (!this.isConnected) return undefined;
    const { tone, key, count } = queueWords(this.#told);
    // Nothing that waits is nothing to read.
    if (key === "face_queue.none") return render(this, html``);
    const drawing = tone === "caution" ? "hourglass" : "face";
    return render(this, html`<p class="face-queue tone-${tone}" title="${t("face_queue.title")}">${icon(drawing)}<span>${t(key, { count })}</span></p>`);
  }

  async #ask() {
    if (document.hidden) return;
    this.#told = await getJson("/api/faces/queue").catch(() => null);
    this.update();
  }
}

export function defineFaceQueue() {
  customElements.define("face-queue", FaceQueue);
}
