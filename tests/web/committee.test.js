import assert from "node:assert/strict";
import { test } from "node:test";
import { ROWS_SHOWN_MAX, factsOf, summaryOf } from "../../static/models/load-report.js";
import { actionsFor, inOrderOfDay, numbersIn, seatsChanged, seatsTwice } from "../../static/models/sitting-day.js";

const problem = (severity = "problem") => ({ severity, file: "f", row: 1, column: null, code: "c", message: {}, remedy: {} });
const answer = (changes = {}) => ({ loaded: true, id: "x", ...changes, report: { problems: [], counts: {}, changed: true, ...changes.report } });

test("a report says whether the file was loaded, unchanged, checked or wrong", () => {
  assert.equal(summaryOf(answer()).state, "loaded");
  assert.equal(summaryOf(answer({ report: { changed: false } })).state, "unchanged");
  assert.equal(summaryOf(answer({ loaded: false })).state, "checked");
  assert.equal(summaryOf(answer({ loaded: false, report: { problems: [problem()] } })).state, "problems");
});

test("warnings alone do not make a file wrong", () => {
  const summary = summaryOf(answer({ report: { problems: [problem("warning")] } }));
  assert.deepEqual([summary.state, summary.problems, summary.warnings], ["loaded", 0, 1]);
});

test("a long report shows its first rows and says how many more there are", () => {
  const problems = Array.from({ length: ROWS_SHOWN_MAX + 5 }, () => problem());
  const summary = summaryOf(answer({ loaded: false, report: { problems, counts: { problems: 2500 } } }));
  assert.deepEqual([summary.rows.length, summary.more, summary.problems], [ROWS_SHOWN_MAX, 2500 - ROWS_SHOWN_MAX, 2500]);
});

test("counts of nothing and of problems are not facts", () => {
  assert.deepEqual(factsOf({ items: 110, pictures: 0, problems: 3 }), [["items", 110]]);
});

test("a sitting can only be moved on, and a closed one not at all", () => {
  assert.equal(actionsFor("prepared")[0], "open");
  assert.equal(actionsFor("open")[0], "start");
  assert.ok(!actionsFor("running").includes("open"));
  assert.deepEqual(actionsFor("closed"), []);
});

test("sittings to come stand before closed ones", () => {
  const sittings = [
    { id: "old", phase: "closed", start_at: "2026-01-01" },
    { id: "late", phase: "prepared", start_at: "2026-01-03" },
    { id: "soon", phase: "open", start_at: "2026-01-02" },
    { id: "older", phase: "closed", start_at: "2025-12-31" },
  ];
  assert.deepEqual(inOrderOfDay(sittings).map(({ id }) => id), ["soon", "late", "old", "older"]);
});

test("pasted numbers are taken from any mixture of separators, each once", () => {
  assert.deepEqual(numbersIn(" 001, 002;003\n001\t "), ["001", "002", "003"]);
  assert.deepEqual(numbersIn(" \n"), []);
});

test("only seats that differ are sent, and a seat for two is named", () => {
  const rows = [{ number: "1", seat: "A" }, { number: "2", seat: "B" }, { number: "3", seat: null }];
  assert.deepEqual(seatsChanged(rows, { 1: " A ", 2: "C", 3: "" }), { 2: "C" });
  assert.deepEqual(seatsTwice(rows, { 1: "B" }), ["B"]);
  assert.deepEqual(seatsTwice(rows, { 1: "B", 2: "A" }), []);
});
