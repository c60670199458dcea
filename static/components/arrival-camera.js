/** Taking the arrival photo: advice while the person stands there, the shot by button or Space, or a file instead. */
import { HINT_SIDE_MAX_PX, jpegOf, listCameras, still } from "../lib/camera.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { byItself, keepItself, remember, remembered } from "../lib/desk-memory.js";
import { LiveWatch } from "../lib/live-watch.js";
import { afterView, hasFailed, heldShare, isAboutGlasses, isAsking, noHold } from "../models/live.js";
import { adviceKey, inOrder, steadied } from "../models/quality.js";
import { defineLiveChallenge } from "./live-challenge.js";

/**
 * Property `phase`: "live" | "comparing" | "retake"; property `findings` of the picture that was sent; property
 * `whom`: {base, gate}, whose face is followed. Dispatches "picture-taken" with {picture: Blob, accept: boolean,
 * watch: string}, "picture-again" and "picture-unreadable". Attribute `facing`: the side of the camera; property `instead`: words on what
 * can be done without one.
 */
export class ArrivalCamera extends HTMLElement {
  #phase = "live";
  #findings = [];
  #cameras = [];
  #hint = { shown: "", last: "" };
  #whom = null;
  /** @type {LiveWatch | null} */
  #watch = null;
  #view = null;
  #hold = noHold();
  #picture = null;
  #sentWatch = "";
  #instead = "";
  #update = () => this.update();

  set phase(phase) {
    if (phase === this.#phase) return;
    this.#phase = phase;
    if (this.isConnected) this.#follow();
  }

  /** The same candidate at the same gate goes on being followed. */
  set whom(whom) {
    const same = whom?.base === this.#whom?.base && whom?.gate === this.#whom?.gate;
    this.#whom = whom;
    if (!same && this.isConnected) this.#follow();
  }

  set instead(words) {
    this.#instead = words;
  }

  set findings(findings) {
    this.#findings = findings;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
    this.addEventListener("change", this.#change);
    this.addEventListener("challenge-again", this.#again);
    if (!this.firstElementChild) this.#build();
    if (!this.#stage().isOpen) this.#stage().open(remembered());
    this.#follow();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
    this.removeEventListener("change", this.#change);
    this.removeEventListener("challenge-again", this.#again);
    this.#watch?.stop();
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
    this.#stage().instead = this.#instead || t("camera.instead");
    const say = /** @type {Element} */ (this.querySelector(".arrival-camera__say"));
    say.className = `arrival-camera__say tone-${tone}`;
    render(say, this.#said());
    const challenge = /** @type {any} */ (this.querySelector("live-challenge"));
    challenge.toggleAttribute("away", this.#stage().looksAway);
    challenge.aloud = this.#stage().looksAway ? t("live.aloud") : "";
    challenge.view = this.#phase === "live" ? this.#view : null;
    render(/** @type {Element} */ (this.querySelector(".arrival-camera__buttons")), this.#buttons());
  }

  #tone() {
    if (this.#phase === "retake") return "caution";
    if (this.#phase === "comparing" || !this.#hint.shown) return "quiet";
    return this.#hint.shown === "good" || this.#hint.advice ? "positive" : "caution";
  }

  #said() {
    if (this.#phase === "comparing") return line("hourglass", t("camera.comparing"));
    if (this.#phase === "retake") {
      const all = inOrder(this.#findings).map(({ code }) => t(adviceKey(code)));
      return line("alert", [t("camera.retake"), ...all].join(" "));
    }
    if (!this.#stage().isOpen || !this.#hint.shown) return html``;
    const advice = this.#hint.shown === "good" ? "" : t(adviceKey(this.#hint.shown));
    if (advice && !this.#hint.advice) return line("info", advice);
    if (isAsking(this.#view)) return html``;
    const holds = byItself() && !hasFailed(this.#view);
    if (isAboutGlasses([{ code: this.#hint.shown }])) {
      return line("info", [advice, t(holds ? "camera.hold_or" : "camera.or")].join(" "), holds ? heldShare(this.#hold) : 0);
    }
    return line("check-circle", [t(holds ? "camera.hold" : "camera.good"), advice].filter(Boolean).join(" "), holds ? heldShare(this.#hold) : 0);
  }

  #buttons() {
    if (this.#phase === "comparing") return html`<button type="button" class="button button--large grow" disabled>${t("camera.comparing")}</button>`;
    if (this.#phase === "retake") {
      return html`${large("again", t("camera.again"), false)}
        <button type="button" class="button" data-key="anyway" data-do="anyway">${icon("arrow-right")}<span>${t("camera.send_anyway")}</span></button>${UPLOAD()}`;
    }
    return html`${large("shoot", t("camera.shoot"), !this.#stage().isLive)}${UPLOAD()}${this.#picker()}
      <label class="arrival-camera__self"><input type="checkbox" data-self ?checked=${byItself()}><span>${t("camera.by_itself")}</span></label>`;
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
      html`<div class="arrival-camera__picture"><camera-stage facing="${this.getAttribute("facing") ?? ""}"></camera-stage><live-challenge hidden></live-challenge></div><div class="arrival-camera__say" role="status"></div><div class="row arrival-camera__buttons"></div>
        <input class="arrival-camera__file" type="file" accept="image/jpeg,image/png" hidden>`,
    );
    this.tabIndex = -1;
    for (const told of ["camera-changed", "camera-live"]) this.#stage().addEventListener(told, () => this.#changed());
  }

  #follow() {
    this.#watch?.stop();
    if (this.#phase === "live") {
      this.#hint = { shown: "", last: "" };
      this.#view = null;
      this.#hold = noHold();
      this.#stage().freeze(null);
      if (!this.#stage().isOpen && !this.#stage().problem) this.#stage().open(remembered());
      this.#watch = new LiveWatch({
        whom: this.#whom, frame: () => this.#frame(), camera: () => this.#stage().label, tell: (view) => this.#seen(view),
      });
      this.#watch.start();
    }
    this.update();
  }

  async #changed() {
    this.#cameras = await listCameras();
    const waiting = document.activeElement === document.body || this.contains(document.activeElement);
    this.update();
    if (waiting && this.#phase === "live") this.focusNext();
  }

  async #frame() {
    const picture = this.#stage().newPicture(HINT_SIDE_MAX_PX);
    return picture ? jpegOf(picture, 0.85) : null;
  }

  /** Without an answer there are no hints, and the picture is judged when it is taken. */
  #seen(view) {
    this.#view = view ?? this.#view;
    this.#hint = view ? steadied(this.#hint, view.findings) : { shown: "", last: "" };
    this.#hold = view ? afterView(this.#hold, view, performance.now()) : noHold();
    this.#stage().face = view?.face ?? null;
    this.update();
    if (view?.outcome === "passed") this.#take();
    else if (this.#mayTakeItself()) this.#take();
  }

  #mayTakeItself() {
    return byItself() && heldShare(this.#hold) === 1 && !isAsking(this.#view) && !hasFailed(this.#view) && !document.querySelector("dialog[open]");
  }

  #again = () => this.#follow();

  #take() {
    const picture = this.#stage().picture();
    if (picture) this.#send(picture);
  }

  async #send(picture, accept = false, watch = this.#watch?.name ?? "") {
    this.#picture = picture;
    this.#stage().freeze(picture);
    this.#sentWatch = watch;
    this.#watch?.stop();
    this.#tell("picture-taken", { picture: await jpegOf(picture), accept, watch });
  }

  async #fromFile(file) {
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return this.#tell("picture-unreadable");
    await this.#send(still(bitmap), false, "");
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
        return this.#picture ? this.#send(this.#picture, true, this.#sentWatch) : undefined;
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
    } else if (changed.matches("[data-self]")) {
      keepItself(changed.checked);
      this.#hold = noHold();
      this.update();
    } else if (changed.files?.[0]) {
      this.#fromFile(changed.files[0]);
      changed.value = "";
    }
  };
}

function line(drawing, words, share = 0) {
  return html`<p>${icon(drawing)}<span>${words}</span>${share > 0 ? html`<progress class="arrival-camera__hold" max="1" value="${share}" aria-hidden="true"></progress>` : null}</p>`;
}

function large(what, words, disabled) {
  return html`<button type="button" class="button button--primary button--large grow" data-key="${what}" data-do="${what}" ?disabled=${disabled}>
    ${icon("camera")}<span>${words}</span> <kbd>${t("key.space")}</kbd></button>`;
}

const UPLOAD = () =>
  html`<button type="button" class="button" data-key="upload" data-do="upload">${icon("upload")}<span>${t("camera.upload")}</span></button>`;

/** The challenge is part of the camera. */
export function defineArrivalCamera() {
  if (!customElements.get("live-challenge")) defineLiveChallenge();
  customElements.define("arrival-camera", ArrivalCamera);
}
