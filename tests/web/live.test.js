/** Holding still, arrows, and what is said of a look. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { glassesSaid, liveSaid } from "../../static/models/comparison.js";
import { GAP_MS, HOLD_FOR_GLASSES_MS, HOLD_MS, afterView, arrowOf, hasFailed, heldShare, isAsking, noHold } from "../../static/models/live.js";

const FACE = { x: 0.4, y: 0.3, width: 0.2, height: 0.3 };
const good = (face = FACE) => ({ findings: [], face });

function seen(views, everyMs = 200) {
  return views.reduce((hold, view, index) => afterView(hold, view, index * everyMs), noHold());
}

test("a face at rest with nothing amiss may be taken after a second", () => {
  const frames = HOLD_MS / 200;
  assert.ok(heldShare(seen(Array(frames).fill(good()))) < 1);
  assert.equal(heldShare(seen(Array(frames + 1).fill(good()))), 1);
});

test("a finding, a face that is gone and one that moves begin the second anew", () => {
  const moved = good({ ...FACE, x: FACE.x + 0.05 });
  for (const breaks of [{ findings: [{ code: "too_dark" }], face: FACE }, { findings: [], face: null }, moved]) {
    const hold = seen([...Array(5).fill(good()), breaks, good()]);
    assert.ok(heldShare(hold) < 0.3, JSON.stringify(breaks));
  }
});

test("advice keeps no picture from being taken, and the automatic one waits for open eyes", () => {
  const advised = (code) => ({ findings: [{ code, advice: true }], face: FACE });
  assert.equal(heldShare(seen(Array(6).fill(advised("busy_behind")))), 1);
  assert.equal(heldShare(seen(Array(6).fill(advised("eyes_closed")))), 0);
});

test("where glasses are advised, the automatic picture leaves time for it, and is taken all the same", () => {
  for (const code of ["glasses_added", "glasses_missing"]) {
    const advised = { findings: [{ code, advice: true }], face: FACE };
    const frames = HOLD_FOR_GLASSES_MS / 200;
    assert.ok(heldShare(seen(Array(frames).fill(advised))) < 1);
    assert.equal(heldShare(seen(Array(frames + 1).fill(advised))), 1);
    assert.ok(heldShare(seen([...Array(8).fill(advised), good()])) < 1, "a frame that tells nothing does not shorten it");
    const taken = good({ ...FACE, x: FACE.x + 0.05 });
    assert.equal(heldShare(seen([...Array(8).fill(advised), ...Array(HOLD_MS / 200 + 1).fill(taken)])), 1, "they are off");
  }
});

test("nothing is known of the time between two views far apart", () => {
  assert.equal(heldShare(seen(Array(4).fill(good()), GAP_MS + 1)), 0);
});

test("the arrow points where the picture shows the turn", () => {
  assert.equal(arrowOf("left", false), "left");
  assert.equal(arrowOf("left", true), "right");
  assert.equal(arrowOf("centre", true), "centre");
});

test("a challenge is under way, passed or failed", () => {
  assert.deepEqual([isAsking({ asked: "left" }), isAsking({ asked: null }), isAsking(null)], [true, false, false]);
  assert.deepEqual([hasFailed({ outcome: "too_slow" }), hasFailed({ outcome: "passed" }), hasFailed({ outcome: null })], [true, false, false]);
});

test("nothing noticed is not said: it would be taken for a proof", () => {
  assert.equal(liveSaid(null).heading, "");
  assert.equal(liveSaid({ outcome: "nothing_seen", cues: [] }).heading, "");
});

test("what looks like a picture is said before anything else", () => {
  assert.equal(liveSaid({ outcome: "suspected", cues: ["screen_pattern"] }).tone, "caution");
  assert.equal(liveSaid({ outcome: "failed", cues: [] }).heading, "live.failed");
  assert.equal(liveSaid({ outcome: "passed", cues: ["virtual_camera"] }).heading, "live.passed_said");
  assert.equal(liveSaid({ outcome: "nothing_seen", cues: ["virtual_camera"] }).heading, "live.hint");
});

test("whoever decides is told of glasses that only one of the photos has", () => {
  assert.equal(glassesSaid({ findings: ["people_behind", "glasses_added"] }), "comparison.glasses_added");
  assert.equal(glassesSaid({ findings: ["glasses_missing"] }), "comparison.glasses_missing");
  assert.equal(glassesSaid({ findings: ["too_dark"] }), null);
  assert.equal(glassesSaid({}), null);
});
