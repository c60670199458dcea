import assert from "node:assert/strict";
import { test } from "node:test";

import { toldEvents } from "../../static/models/history.js";
import { aComparison, aRow } from "./rows.js";

const ROW = aRow("1", {
  comparison: aComparison({ at: "2025-03-03T00:10:00Z", outcome: "referred" }),
  decision: { at: "2025-03-03T00:12:00Z", decision: "admit", by: "Ratna", reason: "KTP cocok" },
  pin_issued_at: "2025-03-03T00:13:00Z",
});

test("without an account the row tells what it remembers, newest first", () => {
  assert.deepEqual(
    toldEvents(ROW, null).map(({ type, by, words }) => [type, by, words]),
    [
      ["pin", "", ""],
      ["admit", "Ratna", "KTP cocok"],
      ["referred", "", ""],
    ],
  );
});

test("a row to which nothing happened tells nothing", () => {
  assert.deepEqual(toldEvents(aRow("1"), null), []);
});

test("of the account only this candidate's part is told, with who and why", () => {
  const events = [
    { at: "2025-03-03T01:00:00Z", number: "1", type: "pause", by: "Ratna", reason: "Listrik padam" },
    { at: "2025-03-03T01:00:00Z", number: "2", type: "pause", by: "Ratna", reason: "Listrik padam" },
    { at: "2025-03-03T01:05:00Z", number: "1", type: "message", by: "Ratna", text: "Silakan lanjut" },
    { at: "2025-03-03T01:04:00Z", number: "1", type: "resume", by: null },
  ];
  assert.deepEqual(toldEvents(ROW, events), [
    { at: "2025-03-03T01:05:00Z", type: "message", by: "Ratna", words: "Silakan lanjut" },
    { at: "2025-03-03T01:04:00Z", type: "resume", by: "", words: "" },
    { at: "2025-03-03T01:00:00Z", type: "pause", by: "Ratna", words: "Listrik padam" },
  ]);
});

test("of two events at the same instant the later one in the account stands first", () => {
  const at = "2025-03-03T01:00:00Z";
  const events = ["pause", "incident"].map((type) => ({ at, number: "1", type, by: "Ratna" }));
  assert.deepEqual(
    toldEvents(ROW, events).map(({ type }) => type),
    ["incident", "pause"],
  );
});
