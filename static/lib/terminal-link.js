/**
 * The terminal's line to the server: a socket, and plain HTTP while the socket stays away, under one exchange of answers.
 *
 * It has no timer of its own: the page calls `tick()` a few times a second. Everything it touches is handed in,
 * so the tests run it against a server of their own.
 */
import * as lines from "../models/connection.js";
import { Exchange } from "./exchange.js";
import { PlainHttp } from "./plain-http.js";

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
 *
 * @typedef {object} HeldForm what is known of the form at this terminal
 * @property {() => string | null} digest of the form it holds, sealed or open
 * @property {() => boolean} isOpen whether it can be read
 */

export class TerminalLink {
  /** @type {lines.Line} */
  line;

  /** @type {Surroundings} */
  #around;
  #exchange;
  #http;
  /** @type {import("./socket.js").Socket | null} */
  #socket = null;
  #running = false;
  /** @type {HeldForm} */
  #form = { digest: () => null, isOpen: () => false };
  #generation = 0;
  /** @type {number[]} when the pings left that have no pong yet; pongs come in order */
  #pings = [];
  #pumping = false;
  #pumpAgain = false;

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
    this.line = lines.newLine(around.mono());
    this.#exchange = new Exchange(around, {
      pump: () => this.#pump(),
      replaced: () => this.#onClose(4409),
      stop: (why) => this.#stop(why),
    });
    this.#http = new PlainHttp(around, this.#exchange, {
      needed: () => this.#running && this.line.phase !== "open",
      stop: (why) => this.#stop(why),
    });
  }

  get outbox() {
    return this.#exchange.outbox;
  }

  get clock() {
    return this.#exchange.clock;
  }

  set clock(clock) {
    this.#exchange.clock = clock;
  }

  get keeps() {
    return this.#exchange.keeps;
  }

  get wantsHandIn() {
    return this.#exchange.wantsHandIn;
  }

  get httpWorks() {
    return this.#http.works;
  }

  get reachable() {
    return this.line.phase === "open" || (this.#http.works && this.line.phase !== "stopped");
  }

  /**
   * Begin, with what an earlier run of the page wrote down for this attempt.
   * @param {string} name of the attempt's answers in the store @param {HeldForm} form
   */
  async start(name, form) {
    this.#form = form;
    await this.#exchange.begin(name);
    this.line = lines.newLine(this.#around.mono());
    this.#running = true;
    this.tick();
  }

  /** The page goes on to something else. */
  leave() {
    this.#running = false;
    this.#hangUp();
  }

  /** @param {import("../models/outbox.js").Answer} answer */
  answer(answer) {
    this.#exchange.given(answer);
    this.#around.onChange();
    return this.#pump();
  }

  /** Hand in as soon as nothing waits. */
  handIn() {
    this.#exchange.wantsHandIn = true;
    this.#exchange.handInSent = false;
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
    this.#exchange.connection = null;
    this.line = lines.newLine(this.#around.mono());
    this.#running = true;
    this.tick();
  }

  /** Tell the server at once which form is here; it learns it again with every ping. */
  tellForm() {
    if (this.line.phase === "open") this.#ping(this.#around.mono());
  }

  /** A state that was read over HTTP tells the time as well. @param {{now: string}} state @param {number} sentMono */
  readClock(state, sentMono) {
    this.#exchange.readClock(state, sentMono);
  }

  /** The line, the store and the clock as of now; called a few times a second. */
  tick() {
    if (!this.#running) return;
    const now = this.#around.mono();
    if (lines.isDead(this.line, now)) this.#drop();
    if (lines.shouldTry(this.line, now) && !this.#http.busy) void this.#connect();
    if (lines.shouldPing(this.line, now)) this.#ping(now);
    this.#exchange.releaseWhenDue(now);
    if (this.outbox.resync && this.line.phase === "open") this.#drop();
    // While a hello is on its way the connection would be made twice; the answers wait for its fate.
    const undecided = this.#exchange.needsConnection && this.line.phase === "connecting";
    if (lines.usesHttp(this.line, now) && !undecided) void this.#http.use(this.#form);
  }

  // ---- The socket ----

  async #connect() {
    this.line = lines.connecting(this.line, this.#around.mono());
    this.#around.onChange();
    const generation = ++this.#generation;
    try {
      const { ticket } = await this.#around.postJson("/api/terminal/ticket");
      if (generation === this.#generation) this.#open(ticket, generation);
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
        this.#exchange.triesToConnect();
        const last_seq = this.#exchange.outbox.lastSeq; // a server restored from a backup may know less
        this.#socket?.send({ type: "hello", protocol: 1, ticket, form: this.#form.digest(), away_s: this.#awayS(), last_seq });
      }),
      onMessage: current((message) => this.#onMessage(message)),
      onClose: current((code) => this.#onClose(code)),
    });
  }

  /** How long this page has heard nothing; null for one that has not heard anything yet. */
  #awayS() {
    return this.#exchange.connection === null ? null : (this.#around.mono() - this.line.heardAt) / 1000;
  }

  /** @param {any} error a request's end that is not an answer */
  #failed(error) {
    if (error?.status === 401) this.#stop("signed_out");
    else this.#onClose(0);
  }

  #hangUp() {
    this.#generation += 1;
    this.#socket?.close();
    this.#socket = null;
    this.#pings = [];
  }

  /** A line that is of no more use, whatever the socket says. */
  #drop() {
    this.#socket?.close();
    this.#onClose(0);
  }

  /** @param {number} code */
  #onClose(code) {
    this.#hangUp();
    // An earlier hello of our own that was answered late looks like another terminal. So it is tried once more.
    const told = code === 4409 && this.#exchange.takeDoubts() ? 0 : code;
    this.#exchange.interrupted();
    this.line = lines.closed(this.line, told, this.#around.mono(), this.#around.random());
    if (this.line.stoppedBy) this.#stop(this.line.stoppedBy);
    this.#around.onChange();
  }

  /** @param {NonNullable<lines.Line["stoppedBy"]>} why */
  #stop(why) {
    this.#running = false;
    this.#hangUp();
    this.line = lines.stopped(this.line, why, this.#around.mono());
    this.#around.onEvent({ type: "stopped", why });
    this.#around.onChange();
  }

  /** @param {number} now */
  #ping(now) {
    this.line = lines.pinged(this.line, now);
    this.#pings.push(now);
    this.#socket?.send({ type: "ping", form: this.#form.digest() });
  }

  /** @param {any} message */
  #onMessage(message) {
    const now = this.#around.mono();
    this.line = lines.heardSomething(this.line, now);
    if (message.type !== "pong" && message.now) this.#exchange.heardClock(message.now);
    switch (message.type) {
      case "welcome":
        this.line = lines.opened(this.line, now);
        this.#exchange.welcomed(message);
        break;
      case "acknowledged":
        this.#exchange.acknowledged(message.seq);
        break;
      case "refused":
        this.#exchange.refused(message);
        break;
      case "pong":
        this.readClock(message, this.#pings.shift() ?? now);
        break;
      default:
        this.#around.onEvent(message);
    }
    if (message.type === "started" || message.type === "resumed") this.#exchange.release();
    if (message.type === "finished") this.#exchange.finish("too_late");
    this.#around.onChange();
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
    const responses = open ? this.#exchange.dispatch() : [];
    if (this.#running) await this.#exchange.writeDown();
    if (generation !== this.#generation) return;
    for (const response of responses) this.#ask({ type: "respond", ...response });
    if (open && this.#exchange.readyToHandIn) {
      this.#exchange.handInSent = true;
      this.#ask({ type: "hand_in" });
    }
  }

  /** @param {object} message that the server answers */
  #ask(message) {
    this.line = lines.asked(this.line, this.#around.mono());
    this.#socket?.send(message);
  }
}
