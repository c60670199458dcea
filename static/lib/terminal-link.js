/**
 * The terminal's line to the server: the models outbox, connection and clock joined to a socket, plain HTTP and a store.
 *
 * It has no timer of its own: the page calls `tick()` a few times a second. Everything it touches is handed in,
 * so the tests run it against a server of their own.
 */
import * as clocks from "../models/clock.js";
import * as lines from "../models/connection.js";
import * as box from "../models/outbox.js";

const POLL_MS = 5000;
const HELD_MS = 2000;
const HTTP_RETRY_MS = 2000;
/** How long a hello or connect whose answer never came may still take effect at the server. */
const DOUBT_MS = 60_000;

/**
 * @typedef {object} Surroundings
 * @property {(path: string, handlers: any) => import("./socket.js").Socket} openSocket
 * @property {(url: string) => Promise<any>} getJson
 * @property {(url: string, body?: unknown) => Promise<any>} postJson
 * @property {{read: (name: string) => Promise<any>, write: (name: string, value: unknown) => Promise<boolean>, forget: (name: string) => Promise<void>}} keep
 * @property {() => number} mono
 * @property {() => number} random
 * @property {(event: any) => void} onEvent the server's messages, and recorded, notTaken, overruled, handInRefused, stopped
 * @property {() => void} onChange the outbox, the line or the clock is another now
 */

export class TerminalLink {
  outbox = box.emptyOutbox();
  clock = clocks.unsetClock();
  /** @type {lines.Line} */
  line;
  /** Whether the last words over plain HTTP were answered. */
  httpWorks = false;
  /** Whether this browser keeps what it is given. */
  keeps = true;
  wantsHandIn = false;

  /** @type {Surroundings} */
  #around;
  /** @type {import("./socket.js").Socket | null} */
  #socket = null;
  /** @type {string | null} */
  #connection = null; // of the latest welcome to this page; without one the page does not know what is recorded
  #name = "";
  #running = false;
  /** @type {() => string | null} */
  #formDigest = () => null;
  #generation = 0;
  #handInSent = false;
  /** @type {number[]} instants of hellos and connects without an answer */
  #doubts = [];
  /** @type {number[]} when the pings left that have no pong yet; pongs come in order */
  #pings = [];
  #pumping = false;
  #pumpAgain = false;
  #httpBusy = false;
  #httpAt = 0;
  #pollAt = 0;
  #heldUntil = 0;

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
    this.line = lines.newLine(around.mono());
  }

  /**
   * Begin, with what an earlier run of the page wrote down for this attempt.
   * @param {string} name the attempt's name in the store @param {() => string | null} formDigest of the form at hand
   */
  async start(name, formDigest) {
    this.#name = name;
    this.#formDigest = formDigest;
    const record = await this.#around.keep.read(this.#name);
    // Answers given while the store was read stay behind those of the earlier run.
    const found = box.fromRecord(record);
    this.outbox = { ...found, pending: [...found.pending, ...this.outbox.pending] };
    this.line = lines.newLine(this.#around.mono());
    this.#running = true;
    this.tick();
  }

  /** The page goes on to something else. */
  leave() {
    this.#running = false;
    this.#generation += 1;
    this.#socket?.close();
    this.#socket = null;
  }

  /** @param {box.Answer} answer */
  answer(answer) {
    this.outbox = box.given(this.outbox, answer);
    this.#around.onChange();
    return this.#pump();
  }

  /** Hand in as soon as nothing waits. */
  handIn() {
    this.wantsHandIn = true;
    this.#handInSent = false;
    this.#around.onChange();
    return this.#pump();
  }

  /** The network is back, says the browser. */
  hurry() {
    this.line = lines.hurried(this.line, this.#around.mono());
    this.tick();
  }

  /** Take the attempt back to this terminal after it was replaced. */
  takeBack() {
    this.#connection = null;
    this.line = lines.newLine(this.#around.mono());
    this.#running = true;
    this.tick();
  }

  /** A state that was read over HTTP tells the time as well. @param {{now: string}} state @param {number} sentMono */
  readClock(state, sentMono) {
    this.clock = clocks.sampled(this.clock, { sentMono, receivedMono: this.#around.mono(), serverMs: Date.parse(state.now) });
  }

  /** The line, the store and the clock as of now; called a few times a second. */
  tick() {
    if (!this.#running) return;
    const now = this.#around.mono();
    if (lines.isDead(this.line, now)) {
      this.#socket?.close();
      this.#onClose(0);
    }
    if (lines.shouldTry(this.line, now) && !this.#httpBusy) void this.#connect();
    if (lines.shouldPing(this.line, now)) this.#ping(now);
    if (this.outbox.held === "server" && now >= this.#heldUntil) this.#release();
    if (this.outbox.resync && this.line.phase === "open") {
      this.#socket?.close();
      this.#onClose(0);
    }
    if (lines.usesHttp(this.line, now)) void this.#useHttp(now);
  }

  get reachable() {
    return this.line.phase === "open" || (this.httpWorks && this.line.phase !== "stopped");
  }

  // ---- The socket ----

  async #connect() {
    this.line = lines.connecting(this.line, this.#around.mono());
    this.#around.onChange();
    const generation = ++this.#generation;
    try {
      const { ticket } = await this.#around.postJson("/api/terminal/ticket");
      if (generation !== this.#generation) return;
      this.#open(ticket, generation);
    } catch (error) {
      if (generation === this.#generation) this.#failed(error);
    }
  }

  /** @param {string} ticket @param {number} generation */
  #open(ticket, generation) {
    const current = (/** @type {(...values: any[]) => void} */ call) => (/** @type {any[]} */ ...values) => {
      if (generation === this.#generation) call(...values);
    };
    this.#socket = this.#around.openSocket("/ws/terminal", {
      onOpen: current(() => {
        this.#doubts.push(this.#around.mono());
        this.#socket?.send({ type: "hello", protocol: 1, ticket, form: this.#formDigest() });
      }),
      onMessage: current((message) => this.#onMessage(message)),
      onClose: current((code) => this.#onClose(code)),
    });
  }

  /** @param {any} error a request's end that is not an answer */
  #failed(error) {
    if (error?.status === 401) this.#stop("signed_out");
    else this.#onClose(0);
  }

  /** @param {number} code */
  #onClose(code) {
    this.#generation += 1;
    this.#socket = null;
    this.#pings = [];
    this.#handInSent = false;
    const now = this.#around.mono();
    // An earlier hello of our own that was answered late looks like another terminal. So it is tried once more.
    if (code === 4409 && this.#takeDoubts(now)) code = 0;
    this.outbox = box.interrupted(this.outbox);
    this.line = lines.closed(this.line, code, now, this.#around.random());
    if (this.line.stoppedBy) this.#stop(this.line.stoppedBy);
    this.#around.onChange();
  }

  /** @param {number} now whether one of our own tries may have taken effect late */
  #takeDoubts(now) {
    const open = this.#doubts.some((at) => now - at < DOUBT_MS);
    this.#doubts = [];
    return open;
  }

  /** @param {NonNullable<lines.Line["stoppedBy"]>} why */
  #stop(why) {
    this.#running = false;
    this.#generation += 1;
    this.#socket?.close();
    this.#socket = null;
    this.line = lines.stopped(this.line, why, this.#around.mono());
    this.#around.onEvent({ type: "stopped", why });
    this.#around.onChange();
  }

  /** @param {number} now */
  #ping(now) {
    this.line = lines.pinged(this.line, now);
    this.#pings.push(now);
    this.#socket?.send({ type: "ping" });
  }

  /** @param {any} message */
  #onMessage(message) {
    const now = this.#around.mono();
    this.line = lines.heardSomething(this.line, now);
    if (message.type !== "pong" && message.now) this.clock = clocks.heard(this.clock, { receivedMono: now, serverMs: Date.parse(message.now) });
    switch (message.type) {
      case "welcome":
        this.line = lines.opened(this.line, now);
        this.#welcomed(message);
        break;
      case "acknowledged":
        this.#acknowledged(message.seq);
        break;
      case "refused":
        this.#refused(message);
        break;
      case "pong":
        this.readClock(message, this.#pings.shift() ?? now);
        break;
      default:
        this.#around.onEvent(message);
    }
    if (message.type === "started" || message.type === "resumed") this.#release();
    if (message.type === "finished") this.#finish("too_late");
    this.#around.onChange();
  }

  /** @param {any} message over the socket or over HTTP */
  #welcomed(message) {
    this.#doubts.pop();
    this.#connection = message.connection;
    this.#handInSent = false;
    const { outbox, overruled } = box.welcomed(this.outbox, message.attempt.last_seq, message.responses ?? {});
    this.outbox = outbox;
    this.#around.onEvent(message);
    if (overruled.length > 0) this.#around.onEvent({ type: "overruled", items: overruled.map(({ item }) => item) });
    void this.#pump();
  }

  /** @param {number} seq */
  #acknowledged(seq) {
    const { outbox, recorded } = box.acknowledged(this.outbox, seq);
    this.outbox = outbox;
    for (const { item, choice, doubt } of recorded) this.#around.onEvent({ type: "recorded", item, choice, doubt });
    void this.#pump();
  }

  /** @param {{seq: number | null, code: string, last_seq: number}} refusal */
  #refused({ seq, code, last_seq }) {
    if (code === "replaced") return this.#onClose(4409);
    if (seq === null) {
      this.wantsHandIn = false;
      this.#around.onEvent({ type: "handInRefused", code });
      return;
    }
    const { outbox, givenUp } = box.refused(this.outbox, { seq, code, last_seq });
    this.outbox = outbox;
    if (outbox.held === "server") this.#heldUntil = this.#around.mono() + HELD_MS;
    if (givenUp) this.#around.onEvent({ type: "notTaken", item: givenUp.item, code: code === "finished" ? "too_late" : code });
    void this.#pump();
  }

  #release() {
    this.outbox = box.released(this.outbox);
    void this.#pump();
  }

  /** The end: nothing that still waits can be recorded. @param {"too_late" | "unconfirmed"} code */
  #finish(code) {
    for (const { item } of this.outbox.pending) this.#around.onEvent({ type: "notTaken", item, code });
    this.outbox = box.emptyOutbox();
    void this.#around.keep.forget(this.#name);
    this.#stop("finished");
  }

  // ---- Sending ----

  /** Write down, then send; one at a time, so that what is sent is what is written. */
  async #pump() {
    if (this.#pumping) {
      this.#pumpAgain = true;
      return;
    }
    this.#pumping = true;
    do {
      this.#pumpAgain = false;
      await this.#pumpOnce();
    } while (this.#pumpAgain);
    this.#pumping = false;
  }

  async #pumpOnce() {
    const generation = this.#generation;
    const open = this.line.phase === "open";
    const { outbox, responses } = open ? box.dispatched(this.outbox) : { outbox: this.outbox, responses: [] };
    this.outbox = outbox;
    await this.#writeDown();
    if (generation !== this.#generation) return;
    for (const response of responses) {
      this.line = lines.asked(this.line, this.#around.mono());
      this.#socket?.send({ type: "respond", ...response });
    }
    if (open && this.#readyToHandIn()) {
      this.#handInSent = true;
      this.line = lines.asked(this.line, this.#around.mono());
      this.#socket?.send({ type: "hand_in" });
    }
  }

  #readyToHandIn() {
    return this.wantsHandIn && !this.#handInSent && this.outbox.pending.length === 0;
  }

  async #writeDown() {
    if (!this.#name || !this.#running) return;
    this.keeps = await this.#around.keep.write(this.#name, box.toRecord(this.outbox));
  }

  // ---- Plain HTTP, while the socket stays away ----

  /** @param {number} now */
  async #useHttp(now) {
    if (this.#httpBusy || now < this.#httpAt) return;
    // While a hello is on its way the connection would be made twice; the answers wait for its fate.
    if (this.#needsConnection && this.line.phase === "connecting") return;
    this.#httpBusy = true;
    try {
      for (const step of [this.#connectOverHttp, this.#respondOverHttp, this.#handInOverHttp, this.#pollState]) {
        if (this.#running && this.line.phase !== "open") await step.call(this);
      }
      this.httpWorks = true;
    } catch (error) {
      this.#httpFailed(error);
    } finally {
      this.#httpBusy = false;
      this.#around.onChange();
    }
  }

  get #needsConnection() {
    return this.#connection === null || this.outbox.resync;
  }

  async #connectOverHttp() {
    if (!this.#needsConnection) return;
    this.#doubts.push(this.#around.mono());
    const { welcome } = await this.#around.postJson("/api/terminal/connect");
    this.#welcomed(welcome);
  }

  async #respondOverHttp() {
    const connection = this.#connection;
    const { outbox, responses } = box.dispatched(box.interrupted(this.outbox), box.BATCH_MAX);
    if (responses.length === 0) return;
    this.outbox = outbox;
    await this.#writeDown();
    const answer = await this.#around.postJson("/api/terminal/responses", { connection, responses });
    // A welcome that came meanwhile has told more than this answer can.
    if (connection !== this.#connection) return;
    for (const refusal of answer.refused) this.#refused(refusal);
    this.#acknowledged(answer.acknowledged);
  }

  async #handInOverHttp() {
    if (!this.#readyToHandIn()) return;
    this.#handInSent = true;
    const { outcome } = await this.#around.postJson("/api/terminal/hand-in", { connection: this.#connection });
    this.#around.onEvent({ type: "finished", outcome });
    this.#finish("unconfirmed");
  }

  async #pollState() {
    if (this.#around.mono() < this.#pollAt) return;
    const sentMono = this.#around.mono();
    const state = await this.#around.getJson("/api/terminal/state");
    this.#pollAt = this.#around.mono() + POLL_MS;
    this.readClock(state, sentMono);
    if (this.line.phase === "open" || !this.#running) return;
    this.#around.onEvent({ type: "state", state });
    const { phase } = state.attempt;
    if (phase === "finished") return this.#finish("unconfirmed");
    if (phase === "running" && this.outbox.held === "attempt") this.#release();
    if ((phase === "running" || phase === "paused") && this.#formDigest() === null) {
      this.#around.onEvent({ type: "form", ...(await this.#around.getJson("/api/terminal/form")) });
    }
  }

  /** @param {any} error */
  #httpFailed(error) {
    const now = this.#around.mono();
    this.#httpAt = now + HTTP_RETRY_MS;
    this.httpWorks = error?.status >= 400 && error.status < 500;
    if (this.line.phase === "open" || !this.#running) return;
    this.#handInSent = false;
    this.outbox = box.interrupted(this.outbox);
    if (error?.status === 401) this.#stop("signed_out");
    else if (error?.code === "replaced") this.#replacedOverHttp(now);
    else if (error?.code === "finished") this.#pollAt = now;
    else if (this.wantsHandIn && (error?.code === "paused" || error?.code === "not_running")) {
      this.wantsHandIn = false;
      this.#around.onEvent({ type: "handInRefused", code: error.code });
    }
  }

  /** @param {number} now */
  #replacedOverHttp(now) {
    if (this.#takeDoubts(now)) this.#connection = null;
    else this.#stop("replaced");
  }
}
