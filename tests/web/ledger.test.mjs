/** The ledger of lost and given time, and what the candidate is told of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, fromRecord, newAttempt, toRecord } from "../../static/models/attempt.js";
import { newLines, sums } from "../../static/models/ledger.js";

const NOW = "2024-10-16T01:10:00Z";
const line = (changes = {}) => ({
  cause: "terminal_away",
  from_at: "2024-10-16T01:08:00Z",
  until_at: "2024-10-16T01:09:50Z",
  lost_s: 110,
  given_s: 110,
  by: "rule",
  ...changes,
});
const aWelcome = (ledger, granted = 0) => ({
  type: "welcome",
  connection: "c",
  now: NOW,
  attempt: { phase: "running", last_seq: 0, deadline_at: "2024-10-16T02:40:00Z", remaining_s: null, granted_s: granted, ledger },
  responses: {},
});
const aClock = (ledger, granted, reason = "") => ({ type: "clock", deadline_at: "2024-10-16T02:42:00Z", granted_s: granted, reason, now: NOW, ledger });
const after = (...events) => events.reduce(attempt, newAttempt());

test("a loss that came to its end is told once, and not as a grant", () => {
  const state = after(aWelcome([]), aWelcome([line()], 110), aClock([line()], 110));
  assert.deepEqual(state.lost, { lines: [line()], number: 1 });
  assert.equal(state.grant, null);
  assert.deepEqual(state.ledger, [line()]);
});

test("time that a person added is told with its reason, beside what the rule gave back", () => {
  const granted = line({ cause: "granted", by: "staff", lost_s: 0, given_s: 300 });
  const state = after(aWelcome([]), aClock([line(), granted], 410, "Listrik"));
  assert.deepEqual(state.grant, { seconds: 300, reason: "Listrik", number: 1 });
  assert.deepEqual(state.lost.lines, [line()]);
});

test("a page just loaded tells what ended a moment ago and nothing older", () => {
  assert.equal(after(aWelcome([line({ until_at: "2024-10-16T01:09:30Z" })])).lost, null);
  assert.equal(after(aWelcome([line({ until_at: "2024-10-16T01:09:31Z" })])).lost.lines.length, 1);
});

for (const [what, changes] of [
  ["still going on", { until_at: null, given_s: 0 }],
  ["a pause", { cause: "paused", by: "staff" }],
  ["a moment that the rule does not give back", { lost_s: 4.9, given_s: 0 }],
  ["a blink of the line that was given back", { lost_s: 2, given_s: 2 }],
]) {
  test(`no word is said of what is ${what}`, () => assert.deepEqual(newLines([], [line(changes)], 0), []));
}

test("a loss that the rule does not give back is told all the same", () => {
  assert.equal(newLines([], [line({ lost_s: 5, given_s: 0 })], 0).length, 1);
});

test("a line seen while it was going on is news when it ends", () => {
  assert.equal(newLines([line({ until_at: null, given_s: 0 })], [line()], 0).length, 1);
});

test("what was given adds up over all causes", () => {
  assert.deepEqual(sums([line(), line({ cause: "granted", lost_s: 0, given_s: 300 })]), { lostS: 110, givenS: 410 });
});

test("a page that was loaded again has its ledger back and does not say it again", () => {
  const known = after(aWelcome([line()], 110));
  const again = attempt(fromRecord(JSON.parse(JSON.stringify(toRecord(known)))), aWelcome([line()], 110));
  assert.equal(again.lost, null);
});

test("the ledger stays after the end", () => {
  assert.deepEqual(after(aWelcome([line()]), { type: "finished", outcome: { total: 5 } }).ledger, [line()]);
});
