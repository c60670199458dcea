import assert from "node:assert/strict";
import { test } from "node:test";

import { toldEvents } from "../../static/models/history.js";
import { aComparison, aRow } from "./rows.js";

const ROW = aRow("1", {
  comparison: aComparison({ at: "2025-03-03T00:10:00Z", outcome: "referred" }),
  decision: { at: "2025-03-03T00:12:00Z", decision: "admit", by: "ratna", reason: "KTP cocok" },
  pin_issued_at: "2025-03-03T00:13:00Z",
});

const event = (type, minute, more = {}) => ({ type, at: `2025-03-03T01:${minute}:00Z`, ...more });
const brief = (events) => toldEvents(ROW, events).map(({ word, by, words }) => [word, by, words]);

test("without an account the row tells what it remembers, newest first", () => {
  assert.deepEqual(brief(null), [
    ["event.pin_arrival", "", ""],
    ["event.admit", "ratna", "KTP cocok"],
    ["event.referred", "", ""],
  ]);
});

test("a row to which nothing happened tells nothing", () => {
  assert.deepEqual(toldEvents(aRow("1"), null), []);
});

test("the account is told with who and why, newest first", () => {
  const events = [
    event("AttemptPaused", "00", { by: "ratna", reason: "Listrik padam" }),
    event("MessageSent", "05", { by: "ratna", text: "Silakan lanjut", message: "a1" }),
    event("AttemptResumed", "04", { by: "ratna", reason: "" }),
  ];
  assert.deepEqual(brief(events), [
    ["event.message", "ratna", "Silakan lanjut"],
    ["event.resumed", "ratna", ""],
    ["event.paused", "ratna", "Listrik padam"],
  ]);
});

test("the clock and the candidate are not named as persons", () => {
  const over = event("AttemptFinished", "00", { how: "time_over", by: "clock", reason: "" });
  const handed = event("AttemptFinished", "01", { how: "handed_in", by: "candidate", reason: "" });
  assert.deepEqual(brief([over, handed]), [
    ["event.handed_in", "", ""],
    ["event.time_over", "", ""],
  ]);
});

test("seconds granted are told in minutes, a comparison with its number, not its reason's code", () => {
  const [granted, compared] = toldEvents(ROW, [
    event("ProbeCompared", "00", { outcome: "referred", by: "ratna", dissimilarity: 0.61, reason: "dissimilar" }),
    event("TimeGranted", "01", { by: "ratna", reason: "Listrik padam", seconds: 300 }),
  ]);
  assert.equal(granted.values.minutes, 5);
  assert.equal(compared.values.distance, 0.61);
  assert.equal(compared.words, "");
});

test("an event this page does not know is told by its own name", () => {
  const [told] = toldEvents(ROW, [event("SealBroken", "00")]);
  assert.equal(told.word, "event.other");
  assert.equal(told.values.type, "SealBroken");
});

test("of two events at the same instant the later one in the account stands first", () => {
  assert.deepEqual(
    brief([event("AttemptPaused", "00"), event("IncidentRecorded", "00")]).map(([word]) => word),
    ["event.incident", "event.paused"],
  );
});
