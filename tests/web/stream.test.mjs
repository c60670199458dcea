import assert from "node:assert/strict";
import test from "node:test";
import { openStream } from "../../static/lib/stream.js";

const SILENCE_MS = 30_000;

/** A line the test speaks on; every one that was opened is kept. */
class FakeSource extends EventTarget {
  static CLOSED = 2;
  static opened = /** @type {FakeSource[]} */ ([]);
  readyState = 0;

  constructor() {
    super();
    FakeSource.opened.push(this);
  }

  say(/** @type {string} */ name) {
    this.dispatchEvent(new MessageEvent(name, { data: "{}" }));
  }

  close() {
    this.readyState = FakeSource.CLOSED;
  }
}

function aStream(/** @type {any} */ t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  Object.assign(globalThis, { EventSource: FakeSource });
  FakeSource.opened = [];
  /** @type {any[][]} */
  const told = [];
  const stream = openStream("/stream", { heartbeat: () => {} }, { onState: (...state) => told.push(state), silenceMs: SILENCE_MS });
  const newest = () => /** @type {any} */ (FakeSource.opened.at(-1));
  newest().onopen();
  return { told, newest, stream, tick: (/** @type {number} */ ms) => t.mock.timers.tick(ms) };
}

test("a line on which something comes in time stays open", (t) => {
  const { told, newest, tick, stream } = aStream(t);
  for (let beat = 0; beat < 5; beat += 1) {
    tick(SILENCE_MS - 1);
    newest().say("heartbeat");
  }
  assert.equal(FakeSource.opened.length, 1);
  assert.deepEqual(told, [["connecting"], ["open"]]);
  stream.close();
});

test("a line that fell silent is away since it was last heard, and is opened anew", (t) => {
  const { told, newest, tick, stream } = aStream(t);
  tick(1_000);
  newest().say("heartbeat");
  const heardAt = new Date();
  tick(SILENCE_MS);
  assert.deepEqual(told.at(-1), ["away", heardAt]);
  assert.equal(newest().readyState, FakeSource.CLOSED);
  tick(500);
  assert.equal(FakeSource.opened.length, 2);
  newest().onopen();
  assert.deepEqual(told.at(-1), ["open"]);
  stream.close();
});

test("a new line that never opens is given up as well", (t) => {
  const { newest, tick, stream } = aStream(t);
  tick(SILENCE_MS);
  tick(500);
  assert.equal(FakeSource.opened.length, 2);
  tick(SILENCE_MS);
  assert.equal(newest().readyState, FakeSource.CLOSED);
  stream.close();
});

test("a closed stream asks for nothing more", (t) => {
  const { tick, stream } = aStream(t);
  stream.close();
  tick(10 * SILENCE_MS);
  assert.equal(FakeSource.opened.length, 1);
});
