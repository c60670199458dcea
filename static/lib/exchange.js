/**
 * What terminal and server say about answers, whichever way it travels: the outbox, the connection's name, the clock,
 * and what each word of the server does to them. Both ways of the line, socket and plain HTTP, work on one of these.
 */
import * as clocks from "../models/clock.js";
import * as box from "../models/outbox.js";

const HELD_MS = 2000;
/** How long a hello or connect whose answer never came may still take effect at the server. */
const DOUBT_MS = 60_000;

/** @typedef {import("./terminal-link.js").Surroundings} Surroundings */
/**
 * @typedef {object} Line what the outbox's owner does
 * @property {() => Promise<void>} pump write down and send what may be sent
 * @property {() => void} replaced another connection has taken over, says an answer
 * @property {(why: "finished") => void} stop
 */

export class Exchange {
  outbox = box.emptyOutbox();
  clock = clocks.unsetClock();
  /** @type {string | null} of the latest welcome to this page; without one the page does not know what is recorded */
  connection = null;
  /** Whether this browser keeps what it is given. */
  keeps = true;
  wantsHandIn = false;
  handInSent = false;

  /** @type {Surroundings} */
  #around;
  /** @type {Line} */
  #line;
  #name = "";
  /** @type {number[]} instants of hellos and connects without an answer */
  #doubts = [];
  #heldUntil = 0;

  /** @param {Surroundings} around @param {Line} line */
  constructor(around, line) {
    this.#around = around;
    this.#line = line;
  }

  /** Take up what an earlier run of the page wrote down. @param {string} name of the attempt's answers in the store */
  async begin(name) {
    this.#name = name;
    const found = box.fromRecord(await this.#around.keep.read(name));
    // Answers given while the store was read stay behind those of the earlier run.
    this.outbox = { ...found, pending: [...found.pending, ...this.outbox.pending] };
  }

  /** @param {box.Answer} answer */
  given(answer) {
    this.outbox = box.given(this.outbox, answer);
  }

  /** What to send now. @param {number} [limit] */
  dispatch(limit) {
    const { outbox, responses } = box.dispatched(this.outbox, limit);
    this.outbox = outbox;
    return responses;
  }

  /** Before anything is sent. */
  async writeDown() {
    if (this.#name) this.keeps = await this.#around.keep.write(this.#name, box.toRecord(this.outbox));
  }

  /** The way was cut: what was under way may or may not have arrived. */
  interrupted() {
    this.handInSent = false;
    this.outbox = box.interrupted(this.outbox);
  }

  get readyToHandIn() {
    return this.wantsHandIn && !this.handInSent && this.outbox.pending.length === 0;
  }

  get needsConnection() {
    return this.connection === null || this.outbox.resync;
  }

  /** What the server said of the time. @param {{now: string}} told @param {number} sentMono when it was asked */
  readClock(told, sentMono) {
    this.clock = clocks.sampled(this.clock, { sentMono, receivedMono: this.#around.mono(), serverMs: Date.parse(told.now) });
  }

  /** @param {string} now in a message that came unasked */
  heardClock(now) {
    this.clock = clocks.heard(this.clock, { receivedMono: this.#around.mono(), serverMs: Date.parse(now) });
  }

  // ---- A try of our own whose answer is lost may take effect late, and then looks like another terminal ----

  triesToConnect() {
    this.#doubts.push(this.#around.mono());
  }

  /** Whether one of our own tries may have taken effect late; asked once. */
  takeDoubts() {
    const open = this.#doubts.some((at) => this.#around.mono() - at < DOUBT_MS);
    this.#doubts = [];
    return open;
  }

  // ---- The server's words ----

  /** @param {any} message */
  welcomed(message) {
    this.#doubts.pop();
    this.connection = message.connection;
    this.handInSent = false;
    const { outbox, overruled } = box.welcomed(this.outbox, message.attempt.last_seq, message.responses ?? {});
    this.outbox = outbox;
    this.#around.onEvent(message);
    if (overruled.length > 0) this.#around.onEvent({ type: "overruled", items: overruled.map(({ item }) => item) });
    void this.#line.pump();
  }

  /** @param {number} seq */
  acknowledged(seq) {
    const { outbox, recorded } = box.acknowledged(this.outbox, seq);
    this.outbox = outbox;
    for (const { item, choice, doubt } of recorded) this.#around.onEvent({ type: "recorded", item, choice, doubt });
    void this.#line.pump();
  }

  /** @param {{seq: number | null, code: string, last_seq: number}} refusal */
  refused({ seq, code, last_seq }) {
    if (code === "replaced") return this.#line.replaced();
    if (seq === null) return this.handInRefused(code);
    const { outbox, givenUp } = box.refused(this.outbox, { seq, code, last_seq });
    this.outbox = outbox;
    if (outbox.held === "server") this.#heldUntil = this.#around.mono() + HELD_MS;
    if (givenUp) this.#around.onEvent({ type: "notTaken", item: givenUp.item, code: code === "finished" ? "too_late" : code });
    void this.#line.pump();
  }

  /** @param {string} code */
  handInRefused(code) {
    this.wantsHandIn = false;
    this.#around.onEvent({ type: "handInRefused", code });
  }

  /** The attempt runs again, or the server is to be asked again. */
  release() {
    this.outbox = box.released(this.outbox);
    void this.#line.pump();
  }

  /** @param {number} now */
  releaseWhenDue(now) {
    if (this.outbox.held === "server" && now >= this.#heldUntil) this.release();
  }

  /** The end: nothing that still waits can be recorded. @param {"too_late" | "unconfirmed"} code */
  finish(code) {
    for (const { item } of this.outbox.pending) this.#around.onEvent({ type: "notTaken", item, code });
    this.outbox = box.emptyOutbox();
    void this.#around.keep.forget(this.#name);
    this.#line.stop("finished");
  }
}
