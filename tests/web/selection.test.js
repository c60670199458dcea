import assert from "node:assert/strict";
import { test } from "node:test";

import {
  choose,
  clear,
  destination,
  extendTo,
  hiddenCount,
  moveTo,
  nothingSelected,
  prune,
  selectAll,
  toggle,
} from "../../static/models/selection.js";

const ORDER = ["a", "b", "c", "d", "e", "f", "g"];
const chosen = (selection) => [...selection.chosen].sort();

test("space takes one in and out again", () => {
  const one = toggle(nothingSelected(), "c");
  assert.deepEqual(chosen(one), ["c"]);
  assert.equal(one.cursor, "c");
  assert.deepEqual(chosen(toggle(one, "c")), []);
});

test("shift extends from where the range began, in both directions", () => {
  const at = moveTo(nothingSelected(), "c");
  assert.deepEqual(chosen(extendTo(at, ORDER, "e")), ["c", "d", "e"]);
  assert.deepEqual(chosen(extendTo(at, ORDER, "a")), ["a", "b", "c"]);
});

test("a range keeps what was selected before", () => {
  const some = toggle(toggle(nothingSelected(), "g"), "a");
  assert.deepEqual(chosen(extendTo(some, ORDER, "b")), ["a", "b", "g"]);
});

test("a range whose beginning is filtered away takes only its end", () => {
  const at = moveTo(nothingSelected(), "c");
  assert.deepEqual(chosen(extendTo(at, ["a", "e"], "e")), ["e"]);
});

test("a range to a candidate who is not on the screen selects nobody", () => {
  assert.deepEqual(chosen(extendTo(moveTo(nothingSelected(), "a"), ["a"], "z")), []);
});

test("all on the screen joins what is selected; clearing keeps the place", () => {
  const some = toggle(nothingSelected(), "g");
  const all = selectAll(some, ["a", "b"]);
  assert.deepEqual(chosen(all), ["a", "b", "g"]);
  assert.deepEqual(chosen(clear(all)), []);
  assert.equal(clear(all).cursor, "g");
});

test("exactly those who failed can be selected again", () => {
  assert.deepEqual(chosen(choose(selectAll(nothingSelected(), ORDER), ["b"])), ["b"]);
});

test("who leaves the sitting leaves the selection and the place", () => {
  const some = toggle(toggle(nothingSelected(), "a"), "b");
  const left = prune(some, new Map([["a", {}]]));
  assert.deepEqual(chosen(left), ["a"]);
  assert.equal(left.cursor, null);
});

test("nobody leaving changes nothing", () => {
  const some = toggle(nothingSelected(), "a");
  assert.equal(prune(some, new Map([["a", {}]])), some);
});

test("hidden candidates are counted", () => {
  assert.equal(hiddenCount(selectAll(nothingSelected(), ORDER), ["a", "b"]), 5);
});

for (const [from, key, to] of [
  [null, "ArrowRight", "a"],
  ["a", "ArrowRight", "b"],
  ["a", "ArrowLeft", "a"],
  ["a", "ArrowUp", "a"],
  ["a", "ArrowDown", "d"],
  ["e", "ArrowDown", "e"],
  ["d", "ArrowDown", "g"],
  ["g", "ArrowRight", "g"],
  ["d", "ArrowUp", "a"],
  ["d", "Home", "a"],
  ["d", "End", "g"],
  ["d", "Tab", null],
]) {
  test(`in three columns ${key} leads from ${from ?? "nowhere"} to ${to ?? "nowhere"}`, () => {
    assert.equal(destination(moveTo(nothingSelected(), from), ORDER, key, 3), to);
  });
}

test("an empty screen leads nowhere", () => {
  assert.equal(destination(nothingSelected(), [], "ArrowDown", 3), null);
});
