/** The spare way of the line: answers, state and form over plain HTTP while the socket stays away. */
import { BATCH_MAX } from "../models/outbox.js";

const POLL_MS = 5000;
const RETRY_MS = 2000;

/**
 * @typedef {object} Line
 * @property {() => boolean} needed the page is at work and the socket is not open
 * @property {(why: "replaced" | "signed_out") => void} stop
 */

export class PlainHttp {
  /** Whether the last words were answered. */
  works = false;
  busy = false;

  /** @type {import("./terminal-link.js").Surroundings} */
  #around;
  /** @type {import("./exchange.js").Exchange} */
  #exchange;
  /** @type {Line} */
  #line;
  #nextAt = 0;
  #pollAt = 0;

  /** @param {import("./terminal-link.js").Surroundings} around @param {import("./exchange.js").Exchange} exchange @param {Line} line */
  constructor(around, exchange, line) {
    this.#around = around;
    this.#exchange = exchange;
    this.#line = line;
  }

  /** Say and ask everything that is due. @param {import("./terminal-link.js").HeldForm} form */
  async use(form) {
    if (this.busy || this.#around.mono() < this.#nextAt) return;
    this.busy = true;
    try {
      for (const step of [this.#connect, this.#respond, this.#handIn, this.#poll]) {
        if (this.#line.needed()) await step.call(this, form);
      }
      this.works = true;
    } catch (error) {
      this.#failed(error);
    } finally {
      this.busy = false;
      this.#around.onChange();
    }
  }

  async #connect() {
    if (!this.#exchange.needsConnection) return;
    this.#exchange.triesToConnect();
    const { welcome } = await this.#around.postJson("/api/terminal/connect", { last_seq: this.#exchange.outbox.lastSeq });
    this.#exchange.welcomed(welcome);
  }

  async #respond() {
    const { connection } = this.#exchange;
    this.#exchange.interrupted();
    const responses = this.#exchange.dispatch(BATCH_MAX);
    if (responses.length === 0) return;
    await this.#exchange.writeDown();
    const answer = await this.#around.postJson("/api/terminal/responses", { connection, responses });
    // A welcome that came meanwhile has told more than this answer can.
    if (connection !== this.#exchange.connection) return;
    for (const refusal of answer.refused) this.#exchange.refused(refusal);
    this.#exchange.acknowledged(answer.acknowledged);
  }

  async #handIn() {
    if (!this.#exchange.readyToHandIn) return;
    this.#exchange.handInSent = true;
    const { outcome } = await this.#around.postJson("/api/terminal/hand-in", { connection: this.#exchange.connection });
    this.#around.onEvent({ type: "finished", outcome });
    this.#exchange.finish("unconfirmed");
  }

  /** @param {import("./terminal-link.js").HeldForm} form */
  async #poll(form) {
    const sentMono = this.#around.mono();
    if (sentMono < this.#pollAt) return;
    const state = await this.#around.getJson("/api/terminal/state");
    this.#pollAt = this.#around.mono() + POLL_MS;
    this.#exchange.readClock(state, sentMono);
    if (!this.#line.needed()) return;
    this.#around.onEvent({ type: "state", state });
    const { phase } = state.attempt;
    if (phase === "finished") return this.#exchange.finish("unconfirmed");
    if (phase === "running" && this.#exchange.outbox.held === "attempt") this.#exchange.release();
    if ((phase === "running" || phase === "paused") && !form.isOpen()) {
      this.#around.onEvent({ type: "form", ...(await this.#around.getJson("/api/terminal/form")) });
    }
  }

  /** @param {any} error */
  #failed(error) {
    const now = this.#around.mono();
    this.#nextAt = now + RETRY_MS;
    this.works = error?.status >= 400 && error.status < 500;
    if (!this.#line.needed()) return;
    this.#exchange.interrupted();
    if (error?.status === 401) this.#line.stop("signed_out");
    else if (error?.code === "replaced") this.#replaced();
    else if (error?.code === "finished") this.#pollAt = now;
    else if (this.#exchange.wantsHandIn && (error?.code === "paused" || error?.code === "not_running")) {
      this.#exchange.handInRefused(error.code);
    }
  }

  #replaced() {
    if (this.#exchange.takeDoubts()) this.#exchange.connection = null;
    else this.#line.stop("replaced");
  }
}
