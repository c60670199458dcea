/** Whose opinion is asked for: everybody's but the one's who asks, and nobody's twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isAskedOf } from "../../static/lib/decision-helps.js";

const asked = (changes) => ({ opinion: { open: true, asked_by: "ani", given: [], ...changes } });

test("the others are asked, and not the one who asks", () => {
  assert.equal(isAskedOf("budi", asked({})), true);
  assert.equal(isAskedOf("ani", asked({})), false);
});

test("who has given an opinion is not asked again", () => {
  const row = asked({ given: [{ by: "budi", says: "same" }] });
  assert.equal(isAskedOf("budi", row), false);
  assert.equal(isAskedOf("siti", row), true);
});

test("after the decision, and where nobody asked, nobody is asked", () => {
  assert.equal(isAskedOf("budi", asked({ open: false })), false);
  assert.equal(isAskedOf("budi", { opinion: null }), false);
});
