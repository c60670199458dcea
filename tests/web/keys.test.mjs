/** Keys, and the marks at which the time is said aloud. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { actionFor } from "../../static/models/keys.js";
import { markPassed } from "../../static/models/time-marks.js";

const act = (key, choices = 5, letters = true, more = {}) => actionFor({ key, ...more }, choices, letters);

test("digits and letters choose as far as the item has choices", () => {
  assert.deepEqual(act("1"), { type: "choose", place: 0 });
  assert.deepEqual(act("E"), { type: "choose", place: 4 });
  assert.equal(act("6"), null);
  assert.deepEqual(act("8", 8), { type: "choose", place: 7 });
});

test("D is the fourth choice where there is one, and in doubt where there is none; R is always in doubt", () => {
  assert.deepEqual(act("d", 5), { type: "choose", place: 3 });
  assert.deepEqual(act("d", 3), { type: "doubt" });
  assert.deepEqual(act("f", 5), { type: "doubt" });
  assert.deepEqual(act("f", 8), { type: "choose", place: 5 });
  assert.deepEqual(act("r", 8), { type: "doubt" });
});

test("G is the list unless it is a choice's letter", () => {
  assert.deepEqual(act("g", 5), { type: "navigator" });
  assert.deepEqual(act("g", 8), { type: "choose", place: 6 });
});

test("arrows and pages move", () => {
  assert.deepEqual([act("ArrowRight"), act("PageDown")].map(({ type }) => type), ["next", "next"]);
  assert.deepEqual([act("ArrowLeft"), act("PageUp")].map(({ type }) => type), ["previous", "previous"]);
});

test("the browser's own shortcuts stay the browser's", () => {
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) assert.equal(act("a", 5, true, more), null);
});

test("single letters can be switched off, moving stays", () => {
  assert.equal(act("a", 5, false), null);
  assert.equal(act("?", 5, false), null);
  assert.deepEqual(act("ArrowRight", 5, false), { type: "next" });
});

test("each mark is said once when it is passed", () => {
  assert.equal(markPassed(1800.2, 1800), 1800);
  assert.equal(markPassed(1800, 1799.8), null);
  assert.equal(markPassed(301, 300), 300);
  assert.equal(markPassed(61, 59.9), 60);
});

test("a clock that jumps over several marks says the smallest, and one that jumps up says none", () => {
  assert.equal(markPassed(2000, 250), 300);
  assert.equal(markPassed(50, 700), null);
  assert.equal(markPassed(null, 700), null);
});
