/** The line: when to try, when to take HTTP, when to stop. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as lines from "../../static/models/connection.js";

const open = (now = 0) => lines.opened(lines.connecting(lines.newLine(now), now), now);
const lost = (code, now = 0, random = 0.5) => lines.closed(open(now), code, now, random);

test("a new page tries at once", () => {
  assert.equal(lines.shouldTry(lines.newLine(7), 7), true);
});

for (const code of [1006, 1012, 1001, 4400, 4401, 4408, 4429]) {
  test(`after close ${code} the terminal comes back by itself`, () => {
    const line = lost(code);
    assert.equal(lines.shouldTry(line, 0 + 10_000), true);
    assert.equal(line.stoppedBy, null);
  });
}

for (const [code, why] of [[4409, "replaced"], [4410, "finished"], [4426, "version"]]) {
  test(`after close ${code} it stops for good (${why})`, () => {
    const line = lost(code);
    assert.equal(line.stoppedBy, why);
    assert.equal(lines.shouldTry(line, 1e9), false);
    assert.equal(lines.usesHttp(line, 1e9), false);
    assert.equal(lines.closed(line, 1006, 5, 0.5), line);
  });
}

test("restarted servers meet their terminals spread over a second", () => {
  const waits = [0, 0.25, 0.5, 0.999].map((random) => lines.waitMs(0, random));
  assert.deepEqual(waits, [0, 250, 500, 999]);
});

test("waits double up to eight seconds, shortened by up to half", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 50].map((tries) => lines.waitMs(tries, 0)), [1000, 2000, 4000, 8000, 8000, 8000]);
  assert.deepEqual([1, 4].map((tries) => lines.waitMs(tries, 1)), [500, 4000]);
});

test("who was too fast waits at least three seconds", () => {
  assert.equal(lines.shouldTry(lost(4429, 0, 0), 2999), false);
  assert.equal(lines.shouldTry(lost(4429, 0, 0), 3000), true);
});

test("plain HTTP is taken four seconds after the socket was lost, however often it was tried again meanwhile", () => {
  let line = lost(1006, 1000, 0);
  line = lines.closed(lines.connecting(line, 2000), 1006, 2500, 0);
  assert.equal(lines.usesHttp(line, 4999), false);
  assert.equal(lines.usesHttp(line, 5000), true);
  assert.equal(lines.usesHttp(lines.connecting(line, 5000), 5500), true);
  assert.equal(lines.usesHttp(lines.opened(line, 6000), 9000), false);
});

test("a line that answers nothing for eight seconds is dead, and one that was asked nothing is not", () => {
  const asked = lines.asked(open(), 100);
  assert.equal(lines.isDead(asked, 8099), false);
  assert.equal(lines.isDead(asked, 8100), true);
  assert.equal(lines.isDead(lines.heardSomething(asked, 5000), 60_000), false);
  assert.equal(lines.isDead(lines.asked(asked, 7000), 8100), true, "a second question does not hide the first");
});

test("pings come quickly at first, then every fifteen seconds", () => {
  let line = open(0);
  const at = [];
  for (let now = 0; now <= 20_000; now += 100) {
    if (!lines.shouldPing(line, now)) continue;
    at.push(now);
    line = lines.heardSomething(lines.pinged(line, now), now);
  }
  assert.deepEqual(at, [0, 700, 1500, 16_500]);
});

test("the browser's word that the network is back shortens the wait and wakes nothing that has stopped", () => {
  assert.equal(lines.shouldTry(lines.hurried(lost(1006, 0, 0.9), 1), 1), true);
  assert.equal(lines.shouldTry(lines.hurried(lost(4409), 1), 1), false);
});
