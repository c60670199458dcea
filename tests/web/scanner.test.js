import assert from "node:assert/strict";
import { test } from "node:test";

import { afterKey, nothingScanned } from "../../static/models/scanner.js";

/** Type keys with a gap in ms before each; the last answer counts. */
function type(keys, gap, first = 0) {
  let atMs = first;
  let answer = { scan: nothingScanned(), number: null, swallow: false };
  for (const key of keys) {
    atMs += gap;
    answer = afterKey(answer.scan, key, atMs);
  }
  return answer;
}

test("digits typed faster than a hand and Enter are a scan", () => {
  assert.equal(type([..."24100012", "Enter"], 8).number, "24100012");
});

for (const [gap, number] of [
  [50, "24100012"],
  [51, null],
]) {
  test(`with ${gap} ms between the keys it ${number ? "is" : "is not"} a scan`, () => {
    assert.equal(type([..."24100012", "Enter"], gap).number, number);
  });
}

test("a person's Enter on a button is no scan", () => {
  assert.deepEqual(afterKey(nothingScanned(), "Enter", 1000).number, null);
  assert.equal(type([" ", "Enter"], 10).swallow, false);
});

test("keys of a scan do nothing else on the page, the first key of a person does", () => {
  assert.equal(type(["2"], 8).swallow, false);
  assert.equal(type(["2", "4"], 8).swallow, true);
  assert.equal(type([..."2410", "Enter"], 8).swallow, true);
});

test("capital letters come with Shift between the characters", () => {
  assert.equal(type(["Shift", "A", "Shift", "B", "1", "2", "Enter"], 8).number, "AB12");
});

test("a scan after a pause begins anew", () => {
  const before = type(["9", "9"], 8);
  assert.equal(afterKey(before.scan, "2", 5000).scan.text, "2");
});
