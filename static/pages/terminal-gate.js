/** The terminal's gate: asks when a look is due, sends the picture, and lets nobody be held up by a camera or a line. */
import { notify } from "../components/toast-stack.js";
import { t } from "../lib/i18n.js";
import { secondsUntil } from "../models/clock.js";
import { cannotLook, gateWanted, sameGate } from "../models/gate.js";

/** After that many poor pictures the next one is taken as it is. */
const TRIES_BEFORE_ACCEPTED = 2;
/** A server that did not answer is asked again, and the candidate works meanwhile. */
const AGAIN_AFTER_MS = 20_000;
/** So often a terminal asks whether its turn has come to be followed; nobody waits before a camera for it. */
const NEXT_IN_LINE_MS = 3000;

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
  /** @type {import("../lib/live-watch.js").Begun | null} */
  #followed = null;

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
    const { reachable, line } = this.#wires.link();
    if (cannotLook({ reachable, awaySince: line.awaySince, now: this.#wires.mono() })) {
      if (this.#open) this.#rest(0);
      return;
    }
    const wanted = gateWanted({ gate: attempt.gate, screen, secondsUntilDue: (dueAt) => secondsUntil(this.#wires.link().clock, dueAt, this.#wires.mono()) });
    if (sameGate(wanted, this.#open) || (wanted && this.#wires.mono() < this.#restUntil)) return;
    this.#open = wanted;
    this.#tries = 0;
    this.#wires.show({ gate: null });
    if (wanted) void this.#ask(wanted);
  }

  /** @param {import("../models/gate.js").Gate} gate */
  async #ask(gate) {
    if (!(await hasCamera())) return this.#pass("absent");
    try {
      this.#followed = await this.#place(gate);
      await this.#wires.postJson("/api/terminal/gate/ask", { gate: gate.gate });
      if (sameGate(gate, this.#open)) this.#become("camera");
    } catch (error) {
      this.#rest(isInLine(error) ? NEXT_IN_LINE_MS : AGAIN_AFTER_MS);
    }
  }

  /**
   * A place among those whose heads are followed. Throws where others have waited longer: the candidate
   * goes on, and is asked when the turn has come.
   * @param {import("../models/gate.js").Gate} gate
   */
  async #place(gate) {
    try {
      return await this.#wires.postJson("/api/terminal/gate/live", { gate: gate.gate });
    } catch (error) {
      if (isInLine(error)) throw error;
      return null; // the dialog asks for itself, and says what it is told
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
  #rest(ms = AGAIN_AFTER_MS) {
    this.#open = null;
    this.#restUntil = this.#wires.mono() + ms;
    this.#wires.show({ gate: null });
  }

  /** @param {string} step @param {readonly {code: string}[]} [findings] */
  #become(step, findings = []) {
    this.#step = step;
    this.#findings = findings;
    this.#wires.show({ gate: this.#open, step: this.#step, findings: this.#findings, followed: this.#followed });
  }
}

/** Turns of the head are asked for, and others are being followed. @param {any} error */
function isInLine(error) {
  return error?.code === "faces_busy" && error.detail?.policy === "challenge";
}

/** A terminal without a camera asks nobody: the server is told, and a person comes. */
async function hasCamera() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
  return devices.some(({ kind }) => kind === "videoinput");
}
