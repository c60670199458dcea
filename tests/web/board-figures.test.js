import assert from "node:assert/strict";
import { test } from "node:test";

import { readAddress, sittingToShow, writeAddress } from "../../static/models/board-address.js";
import { clockDifference, timeShown } from "../../static/models/board-clock.js";
import { histogram, totalCut } from "../../static/models/board-histogram.js";

const CUTS = [{ categories: ["general"], sections: { twk: 65, tiu: 80 }, total: null }];
const SITTING = { bin_width: 50, total_max: 220, cuts: CUTS };

test("bars are shares of the highest and know their edges", () => {
  const { bars, highest, ranked } = histogram(SITTING, { bins: [0, 4, 2, 1, 0] });
  assert.deepEqual(bars.map(({ height }) => height), [0, 1, 0.5, 0.25, 0]);
  assert.deepEqual([bars[4].from, bars[4].to], [200, 220]);
  assert.deepEqual([highest, ranked], [4, 7]);
});

test("without anybody ranked no bar has a height", () => {
  assert.ok(histogram(SITTING, { bins: [0, 0, 0, 0, 0] }).bars.every(({ height }) => height === 0));
});

test("the cut of the total is the rule's, or at least the sum of its sections", () => {
  assert.deepEqual(totalCut(SITTING), { value: 145, exact: false });
  assert.deepEqual(totalCut({ cuts: [{ sections: {}, total: 311 }] }), { value: 311, exact: true });
  assert.equal(totalCut({ cuts: [] }), null);
  assert.equal(totalCut({ cuts: [{ sections: {}, total: null }] }), null);
});

test("cut and own total have their place on the axis, and stay on it", () => {
  const own = (total) => histogram(SITTING, { bins: [0, 0, 0, 0, 0] }, total).own;
  assert.deepEqual([own(125), own(-5), own(400), own(null)], [0.5, 0, 1, null]);
  assert.equal(histogram(SITTING, { bins: [0, 0, 0, 0, 0] }).cut, 145 / 250);
});

test("the server's clock is known best from the message that was fastest", () => {
  const server = (seconds) => new Date(1_000_000 + seconds * 1000).toISOString();
  const first = clockDifference(null, server(10), 1_003_000);
  assert.equal(first, 7000);
  assert.equal(clockDifference(first, server(20), 1_015_000), 7000);
  assert.equal(clockDifference(first, server(20), 1_012_000), 8000);
});

const START = "2026-09-01T01:00:00Z";
const END = "2026-09-01T02:40:00Z";
const at = (instant) => Date.parse(instant);

for (const [phase, now, state, seconds] of [
  ["prepared", "2026-09-01T00:59:00Z", "before", 60],
  ["open", "2026-09-01T01:00:01Z", "before", null],
  ["running", "2026-09-01T00:59:59Z", "before", 1],
  ["running", "2026-09-01T01:00:00Z", "running", 6000],
  ["running", "2026-09-01T02:39:59Z", "running", 1],
  ["running", "2026-09-01T02:40:00Z", "ended", null],
  ["closed", "2026-09-01T02:00:00Z", "closed", null],
]) {
  test(`a sitting that is ${phase} at ${now} shows ${state}`, () => {
    assert.deepEqual(timeShown({ phase, start_at: START, end_at: END }, at(now)), { state, seconds });
  });
}

test("a clock without a sitting or an end says so", () => {
  assert.deepEqual(timeShown(null, 0), { state: "unknown", seconds: null });
  assert.deepEqual(timeShown({ phase: "running", start_at: START, end_at: null }, at(START)), { state: "running", seconds: null });
});

test("the address says what is looked at, and nothing it need not", () => {
  const choice = { sitting: "s 1", view: "hall", formation: "Analis & Data", find: "2431", theme: "dark" };
  assert.deepEqual(readAddress(new URL(writeAddress(choice), "http://x").search), choice);
  assert.equal(writeAddress(readAddress("?view=upside-down&theme=pink")), "/results");
});

test("without a wish the board that lives is shown, of several the later one", () => {
  const sittings = [
    { id: "closed", phase: "closed", start_at: "2026-09-02T01:00:00Z" },
    { id: "early", phase: "running", start_at: "2026-09-01T01:00:00Z" },
    { id: "late", phase: "running", start_at: "2026-09-01T03:00:00Z" },
  ];
  assert.equal(sittingToShow(sittings, ""), "late");
  assert.equal(sittingToShow(sittings, "closed"), "closed");
  assert.equal(sittingToShow(sittings, "gone"), "");
  assert.equal(sittingToShow([], ""), "");
});
