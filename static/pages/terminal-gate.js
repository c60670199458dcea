/** The terminal's gate: asks when a look is due, sends the picture, and lets nobody be held up by a camera or a line. */
import { notify } from "../components/toast-stack.js";
import { t } from "../lib/i18n.js";
import { secondsUntil } from "../models/clock.js";
import { gateWanted, sameGate } from "../models/gate.js";

/** After that many poor pictures the next one is taken as it is. */
const TRIES_BEFORE_ACCEPTED = 2;
/** A server that did not answer is asked again, and the candidate works meanwhile. */
const AGAIN_AFTER_MS = 20_000;

/**
 * @typedef {object} Wires
 * @property {() => import("../lib/terminal-link.js").TerminalLink} link the one of now
 * @property {(url: string, body?: unknown) => Promise<any>} postJson
 * @property {(url: string, blob: Blob) => Promise<any>} postBytes
 * @property {(event: any) => void} change the attempt by an event of models/attempt.js
 * @property {(view: any) => void} show
 * @property {() => number} mono
 */

export class TerminalGate {
  #wires;
  /** @type {import("../models/gate.js").Gate | null} */
  #open = null;
  #step = "camera";
  /** @type {readonly {code: string}[]} */
  #findings = [];
  #tries = 0;
  #restUntil = 0;

  /** @param {Wires} wires */
  constructor(wires) {
    this.#wires = wires;
  }

  listen() {
    document.addEventListener("gate-picture", (event) => {
      const { picture, watch } = /** @type {CustomEvent} */ (event).detail;
      void this.#send(picture, watch);
    });
    document.addEventListener("gate-pass", (event) => void this.#pass(/** @type {CustomEvent} */ (event).detail.why));
  }

  /** @param {any} page */
  tick({ attempt, screen }) {
    const wanted = gateWanted({ gate: attempt.gate, screen, secondsUntilDue: (dueAt) => secondsUntil(this.#wires.link().clock, dueAt, this.#wires.mono()) });
    if (sameGate(wanted, this.#open) || (wanted && this.#wires.mono() < this.#restUntil)) return;
    this.#open = wanted;
    this.#tries = 0;
    this.#become("camera");
    if (wanted) void this.#ask(wanted);
  }

  /** @param {import("../models/gate.js").Gate} gate */
  async #ask(gate) {
    this.#wires.show({ gate: null });
    if (!(await hasCamera())) return this.#pass("absent");
    try {
      await this.#wires.postJson("/api/terminal/gate/ask", { gate: gate.gate });
      if (sameGate(gate, this.#open)) this.#become("camera");
    } catch {
      this.#rest();
    }
  }

  /** @param {Blob} picture @param {string} watch what was seen before it */
  async #send(picture, watch) {
    const gate = this.#open;
    if (!gate) return;
    this.#become("sending");
    const query = new URLSearchParams({ gate: gate.gate, watch });
    if (this.#tries >= TRIES_BEFORE_ACCEPTED) query.set("accept", "1");
    try {
      const { outcome, findings, gate: next } = await this.#wires.postBytes(`/api/terminal/gate/look?${query}`, picture);
      if (outcome !== "retake") return this.#done(next);
      this.#tries += 1;
      this.#become("retake", findings);
    } catch (error) {
      if (/** @type {any} */ (error).code === "gate_not_due") this.#done(null);
      else this.#rest();
    }
  }

  /** @param {string} why */
  async #pass(why) {
    const gate = this.#open;
    if (!gate) return;
    try {
      const { gate: next } = await this.#wires.postJson("/api/terminal/gate/pass", { gate: gate.gate, why });
      this.#close(next);
      if (gate.required && why !== "absent") notify(t("gate.proctor_comes"), { tone: "positive", seconds: 12 });
    } catch {
      this.#rest();
    }
  }

  /** @param {any} next the look that is wanted after this one */
  #done(next) {
    this.#close(next);
    notify(t("gate.thanks"), { tone: "positive", seconds: 6 });
  }

  /** @param {any} next */
  #close(next) {
    this.#open = null;
    this.#wires.show({ gate: null });
    this.#wires.change({ type: "gate", gate: next });
  }

  /** The candidate goes on; what was asked is asked again in a while. */
  #rest() {
    this.#open = null;
    this.#restUntil = this.#wires.mono() + AGAIN_AFTER_MS;
    this.#wires.show({ gate: null });
  }

  /** @param {string} step @param {readonly {code: string}[]} [findings] */
  #become(step, findings = []) {
    this.#step = step;
    this.#findings = findings;
    this.#wires.show({ gate: this.#open, step: this.#step, findings: this.#findings });
  }
}

/** A terminal without a camera asks nobody: the server is told, and a person comes. */
async function hasCamera() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  return devices.some(({ kind }) => kind === "videoinput");
}
