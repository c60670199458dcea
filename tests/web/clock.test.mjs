/** The clock: the server's, whatever the terminal's wall clock says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, recalled, sampled, secondsUntil, serverNow, unsetClock } from "../../static/models/clock.js";

const T0 = Date.parse("2024-10-16T01:00:00Z");

/** The monotonic clock starts anywhere; the server is at T0 + mono. */
const ping = (clock, sentMono, there, back, drift = 0) =>
  sampled(clock, { sentMono, receivedMono: sentMono + there + back, serverMs: T0 + sentMono + there + drift });

test("without a sample the time is not known", () => {
  assert.equal(serverNow(unsetClock(), 5), null);
  assert.equal(secondsUntil(unsetClock(), T0, 5), null);
});

test("the error of one sample is at most half its round trip", () => {
  for (const [there, back] of [[5, 5], [100, 0], [0, 100]]) {
    const clock = ping(unsetClock(), 1000, there, back);
    assert.ok(Math.abs(serverNow(clock, 9000) - (T0 + 9000)) <= (there + back) / 2);
  }
});

test("the quickest of several samples is trusted", () => {
  const clock = ping(ping(ping(unsetClock(), 0, 300, 20), 1000, 2, 2), 2000, 10, 400);
  assert.equal(serverNow(clock, 5000), T0 + 5000);
});

test("a terminal clock an hour wrong changes nothing", (context) => {
  for (const wrong of [-3_600_000, 0, 3_600_000]) {
    context.mock.timers.enable({ apis: ["Date"], now: T0 + wrong });
    const clock = ping(unsetClock(), 0, 4, 4);
    assert.equal(secondsUntil(clock, T0 + 60_000, 10_000), 50);
    context.mock.timers.reset();
  }
});

test("the time left is never negative", () => {
  assert.equal(secondsUntil(ping(unsetClock(), 0, 1, 1), T0, 60_000), 0);
});

test("after sleep, when the monotonic clock stood still, the older samples are thrown away", () => {
  const before = ping(ping(unsetClock(), 0, 2, 2), 1000, 2, 2);
  const after = ping(before, 2000, 20, 20, 90_000);
  assert.equal(serverNow(after, 3000), T0 + 3000 + 90_000);
});

test("a slow sample that agrees within its round trip does not throw the quick ones away", () => {
  const clock = ping(ping(unsetClock(), 0, 2, 2), 1000, 900, 20);
  assert.equal(serverNow(clock, 3000), T0 + 3000);
});

test("a message that came unasked serves until the first ping", () => {
  const first = heard(unsetClock(), { receivedMono: 50, serverMs: T0 });
  assert.equal(serverNow(first, 50), T0);
  assert.equal(heard(ping(unsetClock(), 0, 1, 1), { receivedMono: 50, serverMs: T0 + 99_999 }).samples.length, 1);
});

test("a reading that is no instant is ignored", () => {
  assert.deepEqual(sampled(unsetClock(), { sentMono: 0, receivedMono: 1, serverMs: Number.NaN }), unsetClock());
});

test("a page that is loaded again without its server goes on from the last known time", () => {
  const kept = { serverMs: T0, wallMs: 5_000_000 };
  assert.equal(serverNow(recalled(kept, 5_042_000, 100), 1100), T0 + 43_000);
});

test("a wall clock that went back meanwhile gives nobody time", () => {
  assert.equal(serverNow(recalled({ serverMs: T0, wallMs: 5_000_000 }, 1_400_000, 100), 100), T0);
});

test("nothing readable kept means that the time is not known", () => {
  for (const kept of [undefined, null, {}, { serverMs: null, wallMs: 1 }]) assert.equal(serverNow(recalled(kept, 1, 1), 1), null);
});

test("the server's first word, asked for or not, replaces what was carried over", () => {
  const stale = recalled({ serverMs: T0 - 50_000, wallMs: 0 }, 0, 1000);
  assert.equal(serverNow(heard(stale, { receivedMono: 1000, serverMs: T0 + 1000 }), 2000), T0 + 2000);
  assert.equal(serverNow(ping(stale, 1000, 3, 3), 9000), T0 + 9000);
});
