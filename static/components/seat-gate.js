/** The terminal asks its candidate to look into the camera, and to turn the head where the exam says so. View: `{gate, step, findings, followed}`, gate null when nothing is asked. */
import { HINT_SIDE_MAX_PX, jpegOf } from "../lib/camera.js";
import { ViewElement } from "../lib/element.js";
import { html, render } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { LiveWatch } from "../lib/live-watch.js";
import { firstToSay, liveToSay } from "../models/gate.js";
import { hasFailed, isAsking } from "../models/live.js";
import { steadied } from "../models/quality.js";
import { defineLiveChallenge } from "./live-challenge.js";

/** Enough to follow a head that turns; a room of terminals shares the server. */
const FRAME_EVERY_MS = 250;
/** So long a place among those who are followed is waited for; then the picture is taken without the turns. */
const WAIT_MS = 30_000;

/** Dispatches "gate-picture" with {picture: Blob, watch: string} and "gate-pass" with {why}. Steps: "camera" | "sending" | "retake". */
export class SeatGate extends ViewElement {
  /** @type {LiveWatch | null} */
  #watch = null;
  /** @type {import("../models/live.js").View | null} */
  #seen = null;
  /** @type {{watch: LiveWatch | null, seen: import("../models/live.js").View | null}} */
  #last = { watch: null, seen: null };
  #waitsUntil = 0;
  #mayTryAgain = true;
  #isFollowed = false;
  #wasSending = false;
  /** @type {{shown: string, last: string, advice?: boolean}} */
  #hint = { shown: "", last: "" };

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
    for (const told of ["camera-changed", "camera-live"]) this.addEventListener(told, () => this.update(), { capture: true });
    this.addEventListener("challenge-again", () => this.#follow());
    // Escape would hide what the exam asks for; there is a button for whoever cannot. Pressed twice, browsers close it all the same.
    this.addEventListener("cancel", (event) => event.preventDefault(), { capture: true });
    this.addEventListener("close", () => this.#keepOpen(), { capture: true });
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
      html`<dialog class="dialog seat-gate" tabindex="-1" autofocus aria-labelledby="gate-heading" aria-describedby="gate-words"><div class="dialog__body">
        <div class="seat-gate__words"></div><camera-stage class="tone-accent"></camera-stage><live-challenge hidden></live-challenge>
        <p class="seat-gate__say" role="status"></p><div class="dialog__actions seat-gate__buttons"></div></div></dialog>`,
    );
    this.querySelector("dialog")?.showModal();
    this.#stage().open();
    this.#mayTryAgain = true;
    this.#follow(this.view.followed ?? null);
  }

  /** A look of its own: what was seen before does not count, unless it was the last. @param {import("../lib/live-watch.js").Begun | null} begun */
  #follow(begun = null) {
    this.#watch?.stop();
    this.#last = { watch: this.#watch, seen: this.#seen };
    this.#seen = begun?.view ?? null;
    this.#hint = { shown: "", last: "" };
    this.#waitsUntil = 0;
    this.#isFollowed = true;
    this.#watch = new LiveWatch({
      whom: { base: "/api/terminal/gate", gate: this.view.gate.gate },
      frame: async () => this.#frame(),
      camera: () => this.#stage()?.label ?? "",
      tell: (view) => this.#tell(view),
      everyMs: FRAME_EVERY_MS,
      needsName: true,
      begun,
      alone: (why, policy) => this.#alone(why, policy),
    });
    this.#watch.start();
    this.update();
  }

  async #frame() {
    const picture = this.#stage()?.newPicture(HINT_SIDE_MAX_PX);
    return picture ? jpegOf(picture, 0.85) : null;
  }

  #tell(view) {
    this.#seen = view ?? this.#seen;
    this.#hint = view ? steadied(this.#hint, view.findings) : { shown: "", last: "" };
    this.#waitsUntil = 0;
    if (hasFailed(view)) this.#watch?.stop();
    this.update();
    if (view?.outcome === "passed") void this.#take();
  }

  /** Nobody follows this look: there is no such rule, no place among the others, or there were tries enough. */
  #alone(why, policy) {
    if (why !== "busy") this.#isFollowed = false;
    if (why === "live_tries_over") {
      this.#mayTryAgain = false;
      this.#watch = this.#last.watch;
      this.#seen = this.#last.seen;
    }
    if (why === "busy" && policy === "challenge" && this.#waitsUntil === 0) {
      this.#waitsUntil = performance.now() + WAIT_MS;
      setTimeout(() => this.update(), WAIT_MS);
    }
    this.update();
  }

  #keepOpen() {
    const dialog = this.querySelector("dialog");
    if (!this.view?.gate || !dialog || dialog.open) return;
    dialog.showModal();
    dialog.focus(); // not a button: whoever types on presses nothing
  }

  #end(dialog) {
    this.#watch?.stop();
    this.#watch = null;
    this.#stage().close();
    dialog.close();
    this.replaceChildren();
  }

  #draw() {
    const { gate, step, findings } = this.view;
    const stage = this.#stage();
    const said = step === "retake" ? { code: firstToSay(findings), advice: false } : this.#said();
    const waits = performance.now() < this.#waitsUntil;
    const asks = isAsking(this.#seen) && !stage.problem;
    const part = (/** @type {string} */ name) => /** @type {Element} */ (this.querySelector(`.seat-gate__${name}`));
    stage.className = `tone-${said && !said.advice ? "caution" : "accent"}`;
    if (step !== "sending") {
      stage.freeze(null);
      stage.face = this.#seen?.face ?? null;
      if (this.#wasSending && this.#isFollowed) this.#watch?.start();
    }
    this.#wasSending = step === "sending";
    const challenge = /** @type {any} */ (this.querySelector("live-challenge"));
    challenge.toggleAttribute("last", !this.#mayTryAgain || this.#watch?.isLast === true);
    challenge.view = step === "sending" || stage.problem ? null : this.#seen;
    render(
      part("words"),
      html`<h2 id="gate-heading">${icon("face")}<span>${t(`gate.heading_${gate.gate}`)}</span></h2>
        <p id="gate-words">${t(asks ? "gate.turn" : "gate.words")}</p><p class="quiet">${icon("shield")}<span>${t("gate.purpose")}</span></p>`,
    );
    render(part("say"), stage.problem ? html`${icon("alert")}<span>${t("gate.no_camera")}</span>` : sentence(step, said, waits));
    render(part("buttons"), html`${buttons(gate, step, stage, { asks, waits })}`);
  }

  /** Of the live picture, the first thing to put right or to know; nothing where the turns have failed. */
  #said() {
    return hasFailed(this.#seen) ? null : liveToSay(this.#hint);
  }

  #stage() {
    return /** @type {any} */ (this.querySelector("camera-stage"));
  }

  async #take() {
    const picture = this.#stage().picture();
    if (!picture || this.view.step === "sending") return;
    this.#stage().freeze(picture);
    this.#watch?.stop();
    this.act("gate-picture", { picture: await jpegOf(picture), watch: this.#watch?.name ?? "" });
  }

  #click = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
    const what = pressed?.dataset.do;
    if (what === "shoot") void this.#take();
    if (what === "open") this.#stage().open();
    if (what === "pass") this.act("gate-pass", { why: this.#stage().problem || "broken" });
    if (what === "cannot") this.act("gate-pass", { why: "cannot" });
    if (what === "skip") this.act("gate-pass", { why: "skipped" });
  };
}

function sentence(step, said, waits) {
  if (step === "sending") return html`${icon("hourglass")}<span>${t("gate.sending")}</span>`;
  if (waits) return html`${icon("hourglass")}<span>${t("gate.wait")}</span>`;
  if (said) return html`${icon(said.advice ? "info" : "alert")}<span>${t(`gate.say_${said.code}`)}</span>`;
  return html``;
}

/** The way on never depends on the camera; while the head is to be turned, the picture is taken by itself. */
function buttons(gate, step, stage, { asks, waits }) {
  const sending = step === "sending";
  const without = gate.required
    ? html`<button type="button" class="button" data-key="pass" data-do="${asks ? "cannot" : "pass"}" ?disabled=${sending}>${t(asks ? "gate.cannot" : "gate.pass")}</button>`
    : html`<button type="button" class="button" data-key="skip" data-do="skip" ?disabled=${sending}>${t("gate.skip")}</button>`;
  if (stage.problem || asks || waits) return without;
  return html`<button type="button" class="button button--primary button--large" data-key="shoot" data-do="shoot" ?disabled=${sending || !stage.isLive} autofocus>
      ${icon("camera")}<span>${t(step === "retake" ? "gate.again" : "gate.shoot")}</span></button>${without}`;
}

/** The challenge is part of the gate. */
export function defineSeatGate() {
  if (!customElements.get("live-challenge")) defineLiveChallenge();
  customElements.define("seat-gate", SeatGate);
}
