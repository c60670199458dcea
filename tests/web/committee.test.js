import assert from "node:assert/strict";
import { test } from "node:test";
import { ROWS_SHOWN_MAX, factsOf, summaryOf } from "../../static/models/load-report.js";
import { attendance, toldLine, unfinished, untouched } from "../../static/models/account.js";
import { actionsFor, inOrderOfDay, likelySitting, numbersIn, seatsChanged, seatsTwice } from "../../static/models/sitting-day.js";

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

test("a sitting can only be moved on; of a closed one there is the account", () => {
  assert.equal(actionsFor("prepared")[0], "open");
  assert.equal(actionsFor("open")[0], "start");
  assert.ok(!actionsFor("running").includes("open"));
  assert.deepEqual(actionsFor("closed"), ["account"]);
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

const row = (number, admission, attempt, how = null) => ({ number, name: number, seat: null, admission, attempt, incidents: 0, finished: how && { how }, decision: null, granted_s: 0 });
const DAY = [
  row("1", "seated", "finished", "handed_in"),
  row("2", "seated", "finished", "closed"),
  row("3", "seated", "paused"),
  row("4", "out", "running"),
  row("5", "seated", "waiting"),
  row("6", "matched", "prepared"),
  row("7", "referred", "prepared"),
  row("8", "refused", "prepared"),
  row("9", "expected", "prepared"),
];

test("everybody of a sitting stands in exactly one line of the attendance", () => {
  const groups = attendance(DAY);
  assert.equal(Object.values(groups).flat().length, DAY.length);
  const numbers = Object.fromEntries(Object.entries(groups).map(([group, rows]) => [group, rows.map(({ number }) => number).join("")]));
  assert.deepEqual(numbers, { handed_in: "1", time_over: "", closed: "2", unfinished: "345", not_begun: "6", referred: "7", refused: "8", absent: "9" });
});

test("who waits, works or is paused keeps a sitting from closing, and nobody else", () => {
  assert.deepEqual(unfinished(DAY).map(({ number }) => number), ["3", "4", "5"]);
});

test("only who has not come can be taken out", () => {
  assert.deepEqual(DAY.filter(untouched).map(({ number }) => number), ["9"]);
});

const line = (type, values, more = {}) => ({ at: "2026-11-22T01:00:00Z", type, values, numbers: [], given_s: 0, ...more });

test("a line of the account says what, by whom and in whose words", () => {
  const told = toldLine(line("TimeGranted", { by: "ani", reason: "Bising", seconds: 300 }, { numbers: ["1", "2"] }));
  assert.deepEqual([told.name, told.values.minutes, told.by, told.words, told.numbers.length], ["time_granted", 5, "ani", "Bising", 2]);
  assert.equal(toldLine(line("ReferralDecided", { by: "ani", decision: "refuse", reason: "Orang lain" })).name, "referral_decided.refuse");
});

test("the clock is not a person", () => {
  const told = toldLine(line("SittingStarted", { by: "clock" }));
  assert.deepEqual([told.name, told.by], ["sitting_started.clock", ""]);
});

test("the machine's code for a referral is not told as somebody's words", () => {
  assert.equal(toldLine(line("ProbeCompared", { by: "ani", reason: "non_match" })).words, "");
});

test("a new sitting is likely in the fullest room that has none yet, with its seats, on a full hour", () => {
  const nowMs = Date.parse("2026-11-22T07:20:30Z");
  const rooms = { A: 30, B: 40, "": 99 };
  const first = likelySitting({ rooms, sittings: [], nowMs });
  assert.deepEqual([first.place, first.room, first.seats], [1, "B", 40]);
  assert.ok(first.start.getTime() > nowMs + 3_600_000);
  assert.equal(first.start.getMinutes() + first.start.getSeconds(), 0);
  const second = likelySitting({ rooms, sittings: [{ title: "Sesi 1", room: "B", seats: 40 }], nowMs });
  assert.deepEqual([second.place, second.room, second.seats], [2, "A", 30]);
  assert.deepEqual([likelySitting({ rooms: {}, sittings: [], nowMs }).room, likelySitting({ rooms: {}, sittings: [], nowMs }).seats], ["", ""]);
});
