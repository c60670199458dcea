/** The picture area of the desk's camera: the mirrored preview with the face's frame, the picture just taken, or why there is none. */
import { CameraProblem, cameraOf, closeCamera, openCamera, still } from "../lib/camera.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { mirrored } from "../models/quality.js";

/** Dispatches "camera-changed" when it opened, failed or was pulled out, and "camera-live" with its first picture. Attribute `facing` wishes for a side: "environment" is a phone's back. */
export class CameraStage extends HTMLElement {
  #stream = null;
  #camera = { deviceId: "", looksAway: false };
  #problem = "";
  #opening = false;
  #frozen = null;
  #shownAt = -1;
  #instead = "";
  #update = () => this.update();

  /** What can be done without a camera, in the page's words. @param {string} words */
  set instead(words) {
    if (words === this.#instead) return;
    this.#instead = words;
    this.update();
  }

  /** Whether there is something to photograph: a camera that was opened takes a moment to show its first picture. */
  get isLive() {
    return this.#stream !== null && this.#video().readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  get isOpen() {
    return this.#stream !== null;
  }

  get problem() {
    return this.#problem;
  }

  get deviceId() {
    return this.#camera.deviceId;
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    if (!this.firstElementChild) {
      this.replaceChildren(
        html`<video class="camera-stage__video" autoplay muted playsinline></video>
          <svg class="camera-stage__frame" preserveAspectRatio="xMidYMid meet" aria-hidden="true"></svg>
          <canvas class="camera-stage__still" hidden></canvas>
          <div class="camera-stage__empty"></div>`,
      );
      this.#video().addEventListener("loadeddata", () => this.dispatchEvent(new CustomEvent("camera-live")));
      this.#video().addEventListener("resize", () => this.toggleAttribute("data-upright", this.#video().videoHeight > this.#video().videoWidth));
    }
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.close();
  }

  update() {
    if (!this.isConnected) return;
    const video = this.#video();
    video.hidden = this.#stream === null || this.#frozen !== null;
    video.setAttribute("aria-label", t("camera.preview"));
    this.#still().hidden = this.#frozen === null;
    this.toggleAttribute("data-mirrored", !this.#camera.looksAway);
    const empty = /** @type {HTMLElement} */ (this.querySelector(".camera-stage__empty"));
    empty.hidden = this.#stream !== null || this.#frozen !== null;
    render(empty, this.#problem ? problemWords(this.#problem, this.#instead) : html`${icon("camera")}<p>${this.#opening ? t("camera.opening") : t("camera.asleep")}</p>`);
  }

  /** @param {string} [deviceId] */
  async open(deviceId) {
    if (this.#opening) return;
    this.#opening = true;
    this.close();
    this.#problem = "";
    this.update();
    try {
      const stream = await openCamera(deviceId, this.getAttribute("facing") ?? "");
      if (this.isConnected) this.#show(stream);
      else closeCamera(stream);
    } catch (error) {
      this.#problem = error instanceof CameraProblem ? error.code : "failed";
    }
    this.#opening = false;
    this.update();
    this.dispatchEvent(new CustomEvent("camera-changed"));
  }

  close() {
    closeCamera(this.#stream);
    this.#stream = null;
    if (!this.isConnected) return;
    this.#video().srcObject = null;
    this.face = null;
    this.update();
  }

  get looksAway() {
    return this.#camera.looksAway;
  }

  /** The camera's name, as the browser tells it. */
  get label() {
    return this.#stream?.getVideoTracks()[0]?.label ?? "";
  }

  /** As `picture`, but null where it would be the one given last: a slow camera has none newer yet. @param {number} [sideMax] */
  newPicture(sideMax) {
    if (!this.isLive || this.#video().currentTime === this.#shownAt) return null;
    this.#shownAt = this.#video().currentTime;
    return this.picture(sideMax);
  }

  /** What is to be seen now. @param {number} [sideMax] @returns {HTMLCanvasElement | null} */
  picture(sideMax) {
    return this.isLive ? still(this.#video(), sideMax) : null;
  }

  /** The picture taken stands until it is let go. @param {HTMLCanvasElement | null} picture */
  freeze(picture) {
    if (picture === this.#frozen) return;
    this.#frozen = picture;
    if (picture) {
      const canvas = this.#still();
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext("2d")?.drawImage(picture, 0, 0);
      this.face = null;
    }
    this.update();
  }

  /** @param {{x: number, y: number, width: number, height: number} | null} face in shares of the picture */
  set face(face) {
    const [video, frame] = [this.#video(), /** @type {Element} */ (this.querySelector("svg"))];
    if (!face || !video.videoWidth) return frame.replaceChildren();
    const { videoWidth: width, videoHeight: height } = video;
    const box = this.#camera.looksAway ? face : mirrored(face);
    frame.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const drawn = html`<svg><rect x="${box.x * width}" y="${box.y * height}" width="${box.width * width}" height="${box.height * height}" rx="${width / 60}"></rect></svg>`;
    frame.replaceChildren(...(drawn.firstElementChild?.childNodes ?? []));
    return undefined;
  }

  #show(stream) {
    this.#stream = stream;
    this.#camera = cameraOf(stream);
    this.#video().srcObject = stream;
    stream.getVideoTracks()[0].addEventListener("ended", () => this.#lost(stream));
  }

  /** The cable was pulled, or the browser took the camera back. */
  #lost(stream) {
    if (stream !== this.#stream) return;
    this.close();
    this.#problem = "lost";
    this.update();
    this.dispatchEvent(new CustomEvent("camera-changed"));
  }

  #video() {
    return /** @type {HTMLVideoElement} */ (this.querySelector("video"));
  }

  #still() {
    return /** @type {HTMLCanvasElement} */ (this.querySelector("canvas"));
  }
}

function problemWords(problem, instead) {
  return html`${icon("alert")}<div class="stack stack--tight" role="alert"><p><strong>${t(`camera.${problem}`)}</strong></p>
    ${instead ? html`<p>${instead}</p>` : null}</div>
    <button type="button" class="button button--small" data-do="open">${icon("refresh")}${t("camera.try_again")}</button>`;
}

export function defineCameraStage() {
  customElements.define("camera-stage", CameraStage);
}
