/** Taking the arrival photo: advice while the person stands there, the shot by button or Space, or a file instead. */
import { ApiError, postBytes } from "../lib/api.js";
import { HINT_SIDE_MAX_PX, jpegOf, listCameras, still } from "../lib/camera.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { adviceKey, inOrder, steadied } from "../models/quality.js";

const HINT_EVERY_MS = 350;
/** A server that is busy comparing is left alone for a while. */
const HINT_AFTER_TROUBLE_MS = 4000;
const REMEMBERED_CAMERA = "desk-camera";

/**
 * Property `phase`: "live" | "comparing" | "retake"; property `findings` of the picture that was sent.
 * Dispatches "picture-taken" with {picture: Blob, accept: boolean}, "picture-again" and "picture-unreadable".
 */
export class ArrivalCamera extends HTMLElement {
  #phase = "live";
  #findings = [];
  #cameras = [];
  #hint = { shown: "", last: "" };
  #hintTimer = 0;
  #picture = null;
  #update = () => this.update();

  set phase(phase) {
    if (phase === this.#phase) return;
    this.#phase = phase;
    if (this.isConnected) this.#follow();
  }

  set findings(findings) {
    this.#findings = findings;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
    this.addEventListener("change", this.#change);
    if (!this.firstElementChild) this.#build();
    if (!this.#stage().isOpen) this.#stage().open(remembered());
    this.#follow();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
    this.removeEventListener("change", this.#change);
    clearTimeout(this.#hintTimer);
  }

  /** The button that goes on: take the picture, or take it again; before the camera is there, its place. */
  focusNext() {
    const button = /** @type {HTMLElement | null} */ (this.querySelector("[data-do=shoot]:enabled, [data-do=again]"));
    (button ?? this).focus({ preventScroll: true });
  }

  /** Space anywhere on the desk. */
  shoot() {
    if (this.#phase === "live") this.#take();
    else if (this.#phase === "retake") this.#tell("picture-again");
  }

  /** What the camera sees now, for another use than comparing. @returns {Promise<Blob | null>} */
  async snapshot() {
    const picture = this.#stage().picture();
    return picture ? jpegOf(picture) : null;
  }

  update() {
    if (!this.isConnected || !this.#stage()) return;
    const tone = this.#tone();
    this.#stage().className = `tone-${tone}`;
    this.#stage().instead = t("camera.instead");
    const say = /** @type {Element} */ (this.querySelector(".arrival-camera__say"));
    say.className = `arrival-camera__say tone-${tone}`;
    render(say, this.#said());
    render(/** @type {Element} */ (this.querySelector(".arrival-camera__buttons")), this.#buttons());
  }

  #tone() {
    if (this.#phase === "retake") return "caution";
    if (this.#phase === "comparing" || !this.#hint.shown) return "quiet";
    return this.#hint.shown === "good" ? "positive" : "caution";
  }

  #said() {
    if (this.#phase === "comparing") return line("hourglass", t("camera.comparing"));
    if (this.#phase === "retake") {
      const all = inOrder(this.#findings).map(({ code }) => t(adviceKey(code)));
      return line("alert", [t("camera.retake"), ...all].join(" "));
    }
    if (!this.#stage().isOpen || !this.#hint.shown) return html``;
    return this.#hint.shown === "good"
      ? line("check-circle", t("camera.good"))
      : line("info", t(adviceKey(this.#hint.shown)));
  }

  #buttons() {
    if (this.#phase === "comparing") return html`<button type="button" class="button button--large grow" disabled>${t("camera.comparing")}</button>`;
    if (this.#phase === "retake") {
      return html`${large("again", t("camera.again"), false)}
        <button type="button" class="button" data-key="anyway" data-do="anyway">${icon("arrow-right")}<span>${t("camera.send_anyway")}</span></button>${UPLOAD()}`;
    }
    return html`${large("shoot", t("camera.shoot"), !this.#stage().isOpen)}${UPLOAD()}${this.#picker()}`;
  }

  #picker() {
    if (this.#cameras.length < 2) return null;
    const chosen = this.#stage().deviceId;
    const options = this.#cameras.map(
      ({ id, label }, index) => html`<option value="${id}" ?selected=${id === chosen}>${label || t("camera.nth", { count: index + 1 })}</option>`,
    );
    return html`<label class="arrival-camera__picker"><span class="visually-hidden">${t("camera.which")}</span><select class="input" data-camera>${options}</select></label>`;
  }

  #stage() {
    return /** @type {any} */ (this.querySelector("camera-stage"));
  }

  #build() {
    this.replaceChildren(
      html`<camera-stage facing="${this.getAttribute("facing") ?? ""}"></camera-stage><div class="arrival-camera__say" role="status"></div><div class="row arrival-camera__buttons"></div>
        <input class="arrival-camera__file" type="file" accept="image/jpeg,image/png" hidden>`,
    );
    this.tabIndex = -1;
    this.#stage().addEventListener("camera-changed", () => this.#changed());
  }

  #follow() {
    clearTimeout(this.#hintTimer);
    if (this.#phase === "live") {
      this.#hint = { shown: "", last: "" };
      this.#stage().freeze(null);
      if (!this.#stage().isOpen && !this.#stage().problem) this.#stage().open(remembered());
      this.#hintTimer = setTimeout(() => this.#askForHint(), HINT_EVERY_MS);
    }
    this.update();
  }

  async #changed() {
    this.#cameras = await listCameras();
    const waiting = document.activeElement === document.body || this.contains(document.activeElement);
    this.update();
    if (waiting && this.#phase === "live") this.focusNext();
  }

  async #askForHint() {
    const picture = document.hidden ? null : this.#stage().picture(HINT_SIDE_MAX_PX);
    const wait = picture ? await this.#hintFor(picture) : HINT_EVERY_MS;
    if (this.#phase === "live" && this.isConnected) this.#hintTimer = setTimeout(() => this.#askForHint(), wait);
  }

  async #hintFor(picture) {
    try {
      const { findings, face } = await postBytes("/api/quality", await jpegOf(picture, 0.8));
      if (this.#phase !== "live" || !this.isConnected) return HINT_EVERY_MS;
      this.#hint = steadied(this.#hint, findings);
      this.#stage().face = face;
      this.update();
      return HINT_EVERY_MS;
    } catch (error) {
      // Without hints the picture is judged when it is taken.
      this.#hint = { shown: "", last: "" };
      this.#stage().face = null;
      this.update();
      return error instanceof ApiError ? HINT_AFTER_TROUBLE_MS : HINT_EVERY_MS;
    }
  }

  #take() {
    const picture = this.#stage().picture();
    if (picture) this.#send(picture);
  }

  async #send(picture, accept = false) {
    this.#picture = picture;
    this.#stage().freeze(picture);
    this.#tell("picture-taken", { picture: await jpegOf(picture), accept });
  }

  async #fromFile(file) {
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return this.#tell("picture-unreadable");
    await this.#send(still(bitmap));
    return bitmap.close();
  }

  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  #press = (/** @type {Event} */ event) => {
    const wanted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
    switch (wanted?.dataset.do) {
      case "shoot":
        return this.#take();
      case "again":
        return this.#tell("picture-again");
      case "anyway":
        return this.#picture ? this.#send(this.#picture, true) : undefined;
      case "open":
        return this.#stage().open(remembered());
      case "upload":
        return /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]")).click();
      default:
        return undefined;
    }
  };

  #change = (/** @type {Event} */ event) => {
    event.stopPropagation();
    const changed = /** @type {any} */ (event.target);
    if (changed.matches("[data-camera]")) {
      remember(changed.value);
      this.#stage().open(changed.value);
    } else if (changed.files?.[0]) {
      this.#fromFile(changed.files[0]);
      changed.value = "";
    }
  };
}

function line(drawing, words) {
  return html`<p>${icon(drawing)}<span>${words}</span></p>`;
}

function large(what, words, disabled) {
  return html`<button type="button" class="button button--primary button--large grow" data-key="${what}" data-do="${what}" ?disabled=${disabled}>
    ${icon("camera")}<span>${words}</span> <kbd>${t("key.space")}</kbd></button>`;
}

const UPLOAD = () =>
  html`<button type="button" class="button" data-key="upload" data-do="upload">${icon("upload")}<span>${t("camera.upload")}</span></button>`;

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED_CAMERA) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(deviceId) {
  try {
    localStorage.setItem(REMEMBERED_CAMERA, deviceId);
  } catch {
    // The choice then holds for this page only.
  }
}

export function defineArrivalCamera() {
  customElements.define("arrival-camera", ArrivalCamera);
}
