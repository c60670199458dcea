import assert from "node:assert/strict";
import { test } from "node:test";

import {
  STATES,
  applyRow,
  applyRows,
  applySitting,
  applySnapshot,
  counters,
  emptyRoom,
  progressOf,
  referralQueue,
  secondsLeft,
  secondsSince,
  stateOf,
} from "../../static/models/room.js";
import { aComparison, aRow, aSnapshot, seated, seededBelow } from "./rows.js";

const NUMBERS = ["1", "2", "3", "4", "5", "6", "7"];

/** A server that only counts: every change makes one row newer. */
function aServer(below) {
  const rows = new Map(NUMBERS.map((number) => [number, aRow(number)]));
  let version = 1;
  return {
    change() {
      const number = NUMBERS[below(NUMBERS.length)];
      version += 1;
      rows.set(number, { ...rows.get(number), version, answered: below(110) });
      return { version, now: `2025-03-03T00:00:${String(below(60)).padStart(2, "0")}Z`, number };
    },
    row: (number) => rows.get(number),
    snapshot: () => aSnapshot([...rows.values()], { version }),
  };
}

test("a snapshot and the rows after it equal a fresh snapshot", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const below = seededBelow(seed);
    const server = aServer(below);
    let room = applySnapshot(emptyRoom(), server.snapshot());
    for (let step = 0; step < 40; step += 1) {
      const { version, now, number } = server.change();
      room = applyRows(room, { version, now, rows: [server.row(number)] });
    }
    assert.deepEqual([...room.rows.values()], server.snapshot().rows);
    assert.equal(room.version, server.snapshot().version);
  }
});

test("rows that come late or twice change nothing", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const below = seededBelow(seed);
    const server = aServer(below);
    const sent = [];
    let room = applySnapshot(emptyRoom(), server.snapshot());
    for (let step = 0; step < 40; step += 1) {
      const { version, number } = server.change();
      sent.push({ version, rows: [server.row(number)] });
      room = applyRows(room, sent[sent.length - 1]);
      if (below(3) === 0) room = applyRows(room, sent[below(sent.length)]);
    }
    assert.deepEqual([...room.rows.values()], server.snapshot().rows);
    assert.equal(room.version, server.snapshot().version);
  }
});

test("a snapshot after a restart replaces rows although its versions are smaller", () => {
  const room = applySnapshot(emptyRoom(), aSnapshot([aRow("1", { version: 900 })], { version: 900 }));
  const after = applySnapshot(room, aSnapshot([aRow("1", { version: 2, answered: 7 })]));
  assert.equal(after.rows.get("1").answered, 7);
  assert.equal(after.version, 1);
});

test("the row in an answer is taken, and the stream's copy of it changes nothing more", () => {
  const room = applySnapshot(emptyRoom(), aSnapshot([aRow("1")]));
  const row = aRow("1", { version: 2, admission: "matched" });
  const after = applyRow(room, row);
  assert.deepEqual(applyRows(after, { version: 2, now: room.now, rows: [row] }).rows, after.rows);
});

test("presence may change without a new version", () => {
  const room = applySnapshot(emptyRoom(), aSnapshot([seated("1")]));
  const after = applyRows(room, { version: 1, rows: [seated("1", { connected: false })] });
  assert.equal(stateOf(after.rows.get("1")), "disconnected");
});

test("a candidate assigned while the page is open appears", () => {
  const room = applyRows(applySnapshot(emptyRoom(), aSnapshot([aRow("1")])), { rows: [aRow("2")] });
  assert.deepEqual([...room.rows.keys()], ["1", "2"]);
});

test("applying does not touch the room before it", () => {
  const room = applySnapshot(emptyRoom(), aSnapshot([aRow("1")]));
  applyRows(room, { rows: [aRow("1", { version: 5, answered: 9 })] });
  assert.equal(room.rows.get("1").answered, 0);
  assert.equal(applySitting(room, { phase: "running" }).sitting.phase, "running");
  assert.equal(room.sitting.phase, "open");
});

const WORDS = [
  ["expected", aRow("1"), "open"],
  ["absent", aRow("1"), "running"],
  ["absent", aRow("1"), "closed"],
  ["arrived", aRow("1", { admission: "arrived" }), "open"],
  ["arrived", aRow("1", { admission: "arrived" }), "running"],
  ["referred", aRow("1", { admission: "referred" }), "open"],
  ["cleared", aRow("1", { admission: "matched" }), "open"],
  ["cleared", aRow("1", { admission: "admitted" }), "open"],
  ["refused", aRow("1", { admission: "refused" }), "open"],
  ["waiting", seated("1", { attempt: "waiting" }), "open"],
  ["waiting", seated("1", { attempt: "prepared" }), "open"],
  ["working", seated("1"), "running"],
  ["disconnected", seated("1", { connected: false }), "running"],
  ["disconnected", seated("1", { connected: false, attempt: "waiting" }), "open"],
  ["paused", seated("1", { attempt: "paused", connected: false }), "running"],
  ["out", seated("1", { admission: "out", connected: false }), "running"],
  ["finished", seated("1", { attempt: "finished", connected: false }), "running"],
];
for (const [word, row, phase] of WORDS) {
  test(`${row.admission}, ${row.attempt}, ${row.connected ? "connected" : "away"} in a sitting that is ${phase} reads ${word}`, () => {
    assert.equal(stateOf(row, phase), word);
    assert.ok(STATES.includes(word));
  });
}

test("counters name every state and count every candidate once", () => {
  const rows = WORDS.map(([, row], index) => ({ ...row, number: String(index) }));
  const counts = counters(rows, "running");
  assert.deepEqual(Object.keys(counts), [...STATES]);
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    rows.length,
  );
});

const NOON = Date.parse("2025-03-03T05:00:00Z");
const AT_NOON = "2025-03-03T05:00:00Z";
for (const [left, offset] of [
  [1, -1000],
  [1, -1999],
  [0, -1],
  [0, 0],
  [0, 5000],
]) {
  test(`${-offset} ms before the deadline ${left} s are left`, () => {
    assert.equal(secondsLeft(seated("1", { deadline_at: AT_NOON }), NOON + offset), left);
  });
}

test("a paused clock stands where it stood", () => {
  const row = seated("1", { attempt: "paused", remaining_s: 754, deadline_at: AT_NOON });
  assert.equal(secondsLeft(row, NOON), 754);
  assert.equal(secondsLeft(row, NOON + 60_000), 754);
});

test("no clock runs before the start", () => {
  assert.equal(secondsLeft(seated("1", { attempt: "waiting" }), NOON), null);
});

test("an age is never negative, even when a clock differs", () => {
  assert.equal(secondsSince(AT_NOON, NOON + 61_000), 61);
  assert.equal(secondsSince(AT_NOON, NOON - 4000), 0);
  assert.equal(secondsSince(null, NOON), null);
});

test("progress is a share and no more than all", () => {
  assert.equal(progressOf(seated("1", { answered: 55 })), 0.5);
  assert.equal(progressOf(seated("1", { answered: 0, items: 0 })), 0);
});

test("referrals stand in the order in which they began", () => {
  const referred = (number, at) =>
    aRow(number, { admission: "referred", comparison: aComparison({ outcome: "referred", at }) });
  const again = { admission: "referred", referred_at: "2025-03-03T00:02:00Z" };
  const rows = [
    aRow("9", { ...again, comparison: aComparison({ at: "2025-03-03T00:30:00Z" }) }),
    referred("1", "2025-03-03T00:20:00Z"),
    aRow("2", { admission: "matched", comparison: aComparison() }),
    referred("3", "2025-03-03T00:05:00Z"),
    referred("0", "2025-03-03T00:20:00Z"),
  ];
  assert.deepEqual(
    referralQueue(rows).map((row) => row.number),
    ["9", "3", "0", "1"],
  );
});
