import assert from "node:assert/strict";
import { test } from "node:test";

import { firstSitting, inOrder, roomClock } from "../../static/models/sittings.js";
import { aRow, seated } from "./rows.js";

const sitting = (id, phase, start_at) => ({ id, phase, start_at, end_at: null });
const DAY = [
  sitting("over", "closed", "2025-03-03T01:00:00Z"),
  sitting("works", "running", "2025-03-03T03:30:00Z"),
  sitting("later", "open", "2025-03-03T08:30:00Z"),
  sitting("next", "open", "2025-03-03T06:00:00Z"),
];

test("the desk begins with the next sitting that lets people in, the console with the one that works", () => {
  assert.equal(firstSitting(DAY, null, "desk").id, "next");
  assert.equal(firstSitting(DAY, null, "console").id, "works");
});

test("the address decides, unless it names a sitting that is not there", () => {
  assert.equal(firstSitting(DAY, "over", "desk").id, "over");
  assert.equal(firstSitting(DAY, "gone", "desk").id, "next");
  assert.equal(firstSitting([], "gone", "desk"), null);
});

test("sittings stand in the order in which the page needs them", () => {
  assert.deepEqual(
    inOrder(DAY, "desk").map(({ id }) => id),
    ["next", "later", "works", "over"],
  );
});

const NOW = Date.parse("2025-03-03T04:00:00Z");

test("before the start the clock counts to the start", () => {
  assert.deepEqual(roomClock(DAY[3], [], NOW), { kind: "start", at: DAY[3].start_at, seconds: 7200 });
});

test("while it runs the clock counts to the last deadline in the room", () => {
  const rows = [
    seated("1", { deadline_at: "2025-03-03T05:10:00Z" }),
    seated("2", { deadline_at: "2025-03-03T05:40:00Z" }),
    seated("3", { deadline_at: "2025-03-03T09:00:00Z", attempt: "finished" }),
    aRow("4"),
  ];
  const clock = roomClock(DAY[1], rows, NOW);
  assert.equal(clock.at, "2025-03-03T05:40:00Z");
  assert.equal(clock.seconds, 6000);
});

test("with nobody at work it falls back to the planned end, or says nothing", () => {
  assert.equal(roomClock({ ...DAY[1], end_at: "2025-03-03T05:10:00Z" }, [], NOW).kind, "end");
  assert.equal(roomClock(DAY[1], [], NOW).kind, "none");
  assert.equal(roomClock(DAY[0], [], NOW).kind, "none");
  assert.equal(roomClock(null, [], NOW).kind, "none");
});

test("a start that has passed leaves nothing, not less than nothing", () => {
  assert.equal(roomClock(sitting("late", "open", "2025-03-03T03:59:00Z"), [], NOW).seconds, 0);
});
