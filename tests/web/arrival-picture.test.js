import assert from "node:assert/strict";
import { test } from "node:test";

import { gaugeOf, zoneOf } from "../../static/models/comparison.js";
import {
  adviceKey,
  firstAdvice,
  inOrder,
  mirrored,
  steadied,
} from "../../static/models/quality.js";
import { aComparison } from "./rows.js";

for (const [dissimilarity, zone] of [
  [0, "match"],
  [0.42, "match"],
  [0.4201, "between"],
  [0.5999, "between"],
  [0.6, "strong_non_match"],
  [1.3, "strong_non_match"],
]) {
  test(`a dissimilarity of ${dissimilarity} with limits 0.42 and 0.6 is ${zone}`, () => {
    assert.equal(zoneOf(aComparison({ dissimilarity })), zone);
  });
}

test("without a second limit nothing is a strong non-match", () => {
  assert.equal(zoneOf(aComparison({ dissimilarity: 2, strong_non_match_from: null })), "between");
});

test("the gauge keeps its places in order and inside, however far the number lies", () => {
  for (const dissimilarity of [0, 0.2, 0.42, 0.5, 0.7, 1, 1.4, 3]) {
    const gauge = gaugeOf(aComparison({ dissimilarity }));
    assert.ok(gauge.value >= 0 && gauge.value <= 1);
    assert.ok(gauge.matchEnd < gauge.strongStart && gauge.strongStart < 1);
    assert.equal(gauge.value <= gauge.matchEnd, dissimilarity <= 0.42);
  }
});

const findings = (...codes) => codes.map((code) => ({ code, value: 0, limit: 1 }));

test("somebody must be there before the light matters", () => {
  assert.equal(firstAdvice(findings("blurred", "too_dark", "no_face")).code, "no_face");
  assert.equal(firstAdvice([]), null);
});

test("advice is said where nothing is to be put right, and the picture will do all the same", () => {
  const advice = { code: "busy_behind", value: 20, limit: 16, advice: true };
  assert.equal(firstAdvice([advice, ...findings("new_code")]).code, "new_code");
  assert.equal(firstAdvice([advice]).code, "busy_behind");
  const start = { shown: "good", last: "good" };
  assert.deepEqual(steadied(steadied(start, [advice]), [advice]), { shown: "busy_behind", last: "busy_behind", advice: true });
  assert.equal(steadied({ shown: "busy_behind", last: "good", advice: true }, []).advice, false);
});

test("each finding is said once and unknown ones last", () => {
  assert.deepEqual(
    inOrder(findings("new_code", "blurred", "too_dark", "blurred")).map((one) => one.code),
    ["too_dark", "blurred", "new_code"],
  );
  assert.equal(adviceKey("new_code"), "quality.other");
  assert.equal(adviceKey("too_dark"), "quality.too_dark");
});

test("the frame follows the mirrored picture", () => {
  const face = mirrored({ x: 0.1, y: 0.2, width: 0.3, height: 0.4 });
  assert.ok(Math.abs(face.x - 0.6) < 1e-9);
  assert.equal(face.y, 0.2);
});

test("a hint is shown only when it was found twice running", () => {
  const start = { shown: "good", last: "good" };
  const once = steadied(start, findings("blurred"));
  assert.equal(once.shown, "good");
  assert.equal(steadied(once, findings("blurred")).shown, "blurred");
  assert.equal(steadied(once, []).shown, "good");
});
