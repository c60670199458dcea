/** Follows a face with the server: one frame after another, and what came back. Nothing is judged in the browser. */
import { ApiError, postBytes, postJson } from "./api.js";

/** Six frames a second where server and line keep up; the next is sent when the last was answered. */
const FRAME_EVERY_MS = 160;
const AFTER_BUSY_MS = 250;
const AFTER_TROUBLE_MS = 3000;
const FRAME_TIMEOUT_MS = 10_000;
const HINTS_ONLY_URL = "/api/quality";
/** Nothing will follow this look, however often it is asked for. */
const NOT_FOLLOWED = new Set(["live_tries_over", "gate_not_due"]);

/**
 * @typedef {{base: string, gate?: string} | null} Whom `base` is the candidate's path; without it only hints are given
 * @typedef {import("../models/live.js").View} View
 * @typedef {{watch: string | null, view: View | null, last?: boolean}} Begun what the server said when it began to follow
 * @typedef {{whom: Whom, frame: () => Promise<Blob | null>, camera: () => string, tell: (view: View | null) => void, everyMs?: number, needsName?: boolean, begun?: Begun | null, alone?: (why: string, policy?: string) => void}} Wishes
 *   `needsName`: where the server follows nothing, nothing is sent; `alone` is told why; `begun`: it was asked already
 */
export class LiveWatch {
  /** @type {Wishes} */
  #wishes;
  /** @type {Begun | null} */
  #begun;
  #name = "";
  #isBegun = false;
  #isLast = false;
  #isRunning = false;
  #timer = 0;

  /** @param {Wishes} wishes */
  constructor(wishes) {
    this.#wishes = wishes;
    this.#begun = wishes.begun ?? null;
    this.#name = this.#begun?.watch ?? "";
  }

  /** Goes with the picture, so that what was seen is recorded with it; empty where nothing is followed. */
  get name() {
    return this.#name;
  }

  /** Whether the server follows this look no further time, should it fail. */
  get isLast() {
    return this.#isLast;
  }

  start() {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#next(0);
  }

  stop() {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  #next(wait) {
    if (this.#isRunning) this.#timer = setTimeout(() => this.#step(), wait);
  }

  async #step() {
    const began = performance.now();
    try {
      const blob = document.hidden ? null : await this.#wishes.frame();
      if (blob) this.#tell(await this.#ask(blob));
      if (this.#isBegun && !this.#name && this.#wishes.needsName) return this.#leave("off");
      this.#next(Math.max(0, (this.#wishes.everyMs ?? FRAME_EVERY_MS) - (performance.now() - began)));
    } catch (error) {
      this.#next(this.#afterTrouble(error));
    }
  }

  /** @param {Blob} blob @returns {Promise<View | null>} */
  async #ask(blob) {
    const { whom, camera } = this.#wishes;
    if (whom && !this.#isBegun) await this.#begin(whom);
    if (this.#wishes.needsName && !this.#name) return null;
    const wishes = { timeoutMs: FRAME_TIMEOUT_MS, headers: {} };
    if (!whom) return postBytes(HINTS_ONLY_URL, blob, wishes);
    const query = new URLSearchParams({ gate: whom.gate ?? "arrival" });
    if (!this.#name) return postBytes(`${whom.base}/hints?${query}`, blob, wishes);
    // Not in the address, which others on the way write down: a telephone is called after its owner.
    wishes.headers = { "X-Camera": encodeURIComponent(camera().slice(0, 200)) };
    return postBytes(`${whom.base}/live/${this.#name}?${query}`, blob, wishes);
  }

  /** @param {NonNullable<Whom>} whom */
  async #begin(whom) {
    const { watch, view, last } = this.#begun ?? (await postJson(`${whom.base}/live`, { gate: whom.gate ?? "arrival" }));
    this.#isBegun = true;
    this.#begun = null;
    this.#name = watch ?? "";
    this.#isLast = last === true;
    if (view) this.#tell(view);
  }

  /** @param {unknown} error @returns {number} how long to wait */
  #afterTrouble(error) {
    const code = error instanceof ApiError ? error.code : "";
    if (NOT_FOLLOWED.has(code)) this.#leave(code);
    const waits = code === "faces_busy" && this.#wishes.needsName === true && !this.#isBegun;
    if (waits) this.#wishes.alone?.("busy", /** @type {any} */ (error).detail?.policy);
    if (waits) return AFTER_TROUBLE_MS;
    // A dropped frame is no trouble: whoever stands at another desk was served meanwhile.
    if (code === "faces_busy") return AFTER_BUSY_MS;
    if (code === "watch_unknown") this.#isBegun = false;
    else this.#tell(null);
    return code === "watch_unknown" ? 0 : AFTER_TROUBLE_MS;
  }

  /** @param {string} why */
  #leave(why) {
    this.stop();
    this.#wishes.alone?.(why);
  }

  /** @param {View | null} view */
  #tell(view) {
    if (this.#isRunning) this.#wishes.tell(view);
  }
}
