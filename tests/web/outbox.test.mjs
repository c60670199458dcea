/** The outbox: numbers and content belong together, nothing leaves before it is settled. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as box from "../../static/models/outbox.js";

const answer = (item, choice = "a", doubt = false) => ({ item, choice, doubt });
const filled = (...answers) => answers.reduce(box.given, box.emptyOutbox());
const items = (outbox) => outbox.pending.map(({ item, choice, seq }) => [item, choice, seq]);
const sent = (outbox, limit) => box.dispatched(outbox, limit).outbox;

test("answers are numbered from one in the order in which they were given", () => {
  const { responses } = box.dispatched(filled(answer("x"), answer("y")));
  assert.deepEqual(responses.map(({ seq, item }) => [seq, item]), [[1, "x"], [2, "y"]]);
});

test("a later answer takes the place of an earlier one that was never sent", () => {
  assert.deepEqual(items(filled(answer("x", "a"), answer("y"), answer("x", "b"))), [["y", "a", null], ["x", "b", null]]);
});

test("an answer that was sent is never changed: the later one stands behind it", () => {
  const outbox = box.given(sent(filled(answer("x", "a"))), answer("x", "b"));
  assert.deepEqual(items(outbox), [["x", "a", 1], ["x", "b", null]]);
});

test("no more than the limit are on their way", () => {
  const { outbox, responses } = box.dispatched(filled(answer("x"), answer("y"), answer("z")), 2);
  assert.equal(responses.length, 2);
  assert.equal(box.dispatched(outbox, 2).responses.length, 0);
});

test("an acknowledgement settles everything up to its number and nothing that has none", () => {
  const outbox = box.given(sent(filled(answer("x"), answer("y"), answer("z"))), answer("w"));
  const after = box.acknowledged(outbox, 2);
  assert.deepEqual(after.recorded.map(({ item }) => item), ["x", "y"]);
  assert.deepEqual(items(after.outbox), [["z", "a", 3], ["w", "a", null]]);
  assert.equal(after.outbox.lastSeq, 2);
});

test("after a cut the same content is sent under the same number", () => {
  const outbox = box.given(box.interrupted(sent(filled(answer("x", "a")))), answer("x", "b"));
  assert.deepEqual(box.dispatched(outbox).responses.map(({ seq, choice }) => [seq, choice]), [[1, "a"], [2, "b"]]);
});

test("a gap is closed by sending again from the server's last number", () => {
  const outbox = sent(filled(answer("x"), answer("y"), answer("z")));
  const after = box.refused(outbox, { seq: 3, code: "seq_gap", last_seq: 1 });
  assert.equal(after.outbox.resync, false);
  assert.deepEqual(box.dispatched(after.outbox).responses.map(({ seq }) => seq), [2, 3]);
});

test("a gap whose missing number is not here asks for a welcome, and so does a conflict", () => {
  const outbox = { ...sent(filled(answer("x"))), lastSeq: 4 };
  assert.equal(box.refused(outbox, { seq: 1, code: "seq_conflict", last_seq: 4 }).outbox.resync, true);
  const numbered = sent({ ...filled(answer("x")), lastSeq: 4 });
  assert.equal(box.refused(numbered, { seq: 5, code: "seq_gap", last_seq: 2 }).outbox.resync, true);
  assert.equal(box.dispatched(box.interrupted(numbered)).responses.length, 1);
  assert.equal(box.dispatched({ ...box.interrupted(numbered), resync: true }).responses.length, 0);
});

test("a refusal for a number that is not here changes nothing", () => {
  const outbox = sent(filled(answer("x")));
  assert.equal(box.refused(outbox, { seq: 9, code: "seq_gap", last_seq: 0 }).outbox, outbox);
});

for (const code of ["paused", "not_running", "disk_full", "busy", "store_away"]) {
  test(`refused as ${code}, the answer stays and goes out again under its number once released`, () => {
    const { outbox, givenUp } = box.refused(sent(filled(answer("x"))), { seq: 1, code, last_seq: 0 });
    assert.equal(givenUp, null);
    assert.equal(box.dispatched(outbox).responses.length, 0);
    assert.deepEqual(box.dispatched(box.released(outbox)).responses.map(({ seq }) => seq), [1]);
  });
}

for (const code of ["too_late", "unknown_item", "unknown_choice"]) {
  test(`refused as ${code}, the answer is given up and named`, () => {
    const { outbox, givenUp } = box.refused(sent(filled(answer("x"))), { seq: 1, code, last_seq: 0 });
    assert.equal(givenUp.item, "x");
    assert.equal(box.waitingCount(outbox), 0);
  });
}

test("after the end each answer on its way is given up without asking for a welcome", () => {
  const outbox = sent(filled(answer("x"), answer("y")));
  for (const code of ["too_late", "finished"]) assert.equal(box.refused(outbox, { seq: 1, code, last_seq: 0 }).outbox.resync, false);
  assert.equal(box.refused(outbox, { seq: 1, code: "unknown_item", last_seq: 0 }).outbox.resync, true);
});

test("at a welcome, what was recorded is done and what was not is numbered again in order", () => {
  const outbox = box.interrupted(sent(filled(answer("x"), answer("y"), answer("z"))));
  const { outbox: after, overruled } = box.welcomed(outbox, 1, { x: { choice: "a", doubt: false, seq: 1 } });
  assert.deepEqual(overruled, []);
  assert.deepEqual(box.dispatched(after).responses.map(({ seq, item }) => [seq, item]), [[2, "y"], [3, "z"]]);
});

test("at a welcome, an answer that our own later one replaced is done", () => {
  const outbox = sent(box.given(sent(filled(answer("x", "a"))), answer("x", "b")));
  const { outbox: after, overruled } = box.welcomed(outbox, 2, { x: { choice: "b", doubt: false, seq: 2 } });
  assert.deepEqual([after.pending, overruled], [[], []]);
});

test("at a welcome, what another terminal recorded meanwhile stands and the candidate can be told", () => {
  const outbox = sent(filled(answer("x", "a"), answer("y", "a")));
  const { outbox: after, overruled } = box.welcomed(outbox, 3, { x: { choice: "c", doubt: false, seq: 3 } });
  assert.deepEqual(overruled.map(({ item }) => item), ["x"]);
  assert.deepEqual(box.dispatched(after).responses, [{ seq: 4, item: "y", choice: "a", doubt: false }]);
});

test("an answer from before that was changed while away is not mistaken for another terminal's", () => {
  const known = box.acknowledged(sent(filled(answer("x", "a"))), 1).outbox;
  const { outbox, overruled } = box.welcomed(box.given(known, answer("x", "b")), 1, { x: { choice: "a", doubt: false, seq: 1 } });
  assert.deepEqual(overruled, []);
  assert.deepEqual(items(outbox), [["x", "b", null]]);
});

test("what is written down comes back as it was, not on its way", () => {
  const outbox = box.given(sent(filled(answer("x", null, true))), answer("y"));
  const back = box.fromRecord(JSON.parse(JSON.stringify(box.toRecord(outbox))));
  assert.deepEqual(items(back), [["x", null, 1], ["y", "a", null]]);
  assert.deepEqual(box.dispatched(back).responses.map(({ seq }) => seq), [1, 2]);
});

for (const rubbish of [null, 7, {}, { lastSeq: "1", pending: [] }, { lastSeq: 1, pending: "x" }]) {
  test(`a record that is ${JSON.stringify(rubbish)} is an empty outbox`, () => {
    assert.deepEqual(box.fromRecord(rubbish), box.emptyOutbox());
  });
}

test("an acknowledgement that comes late does not turn the numbers back", () => {
  const outbox = box.acknowledged(sent(filled(answer("x"), answer("y"))), 2).outbox;
  assert.equal(box.acknowledged(outbox, 1).outbox.lastSeq, 2);
});

test("after a welcome that knows nothing of them only the latest answer of each item is numbered again", () => {
  const outbox = box.given(box.given(sent(filled(answer("x", "a"), answer("y"))), answer("x", "b")), answer("y", "c"));
  const { outbox: after } = box.welcomed(outbox, 0, {});
  assert.deepEqual(after.pending.map(({ item, choice }) => [item, choice]), [["x", "b"], ["y", "c"]]);
});
