import assert from "node:assert/strict";
import { test } from "node:test";

import { look, lookAfter } from "../../static/models/second-look.js";

const after = (...types) =>
  types.reduce((state, event) => lookAfter(state, typeof event === "string" ? { type: event } : event), look());

test("flipping shows the other photo, one in turn with the other", () => {
  const once = after("flip");
  assert.equal(once.shown, "arrival");
  assert.equal(once.inTurn, true);
  assert.equal(after("flip", "flip").shown, "registration");
});

test("both photos have one zoom, from whole to fivefold", () => {
  assert.equal(after("closer").zoom, 1.5);
  assert.equal(after("farther").zoom, 1);
  assert.equal(after({ type: "zoom", zoom: 40 }).zoom, 5);
  assert.equal(after("closer", "closer", "whole").zoom, 1);
});

test("a picture cannot be pushed out of its frame", () => {
  assert.equal(after("left").x, 0);
  const far = after({ type: "zoom", zoom: 2 }, { type: "pan", x: 9, y: -9 });
  assert.equal(far.x, 0.5);
  assert.equal(far.y, -0.5);
});

test("zooming out brings a shifted picture back", () => {
  const back = after({ type: "zoom", zoom: 3 }, { type: "pan", x: 1, y: 1 }, "whole");
  assert.deepEqual([back.x, back.y], [0, 0]);
});

test("arrows look where they point", () => {
  const near = after({ type: "zoom", zoom: 3 }, "right", "down");
  assert.ok(near.x < 0 && near.y < 0);
});

test("an unknown wish changes nothing", () => {
  const before = after("closer");
  assert.equal(lookAfter(before, { type: "dance" }), before);
});
