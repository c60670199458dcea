import assert from "node:assert/strict";
import { test } from "node:test";

import {
  afterEvent,
  arrivalCounters,
  deskAtRest,
  findCandidate,
  lastArrivals,
  numberFromScan,
  pinWindow,
  readablePin,
  stepFor,
} from "../../static/models/desk.js";
import { aComparison, aRow, seated } from "./rows.js";

const through = (...events) => events.reduce(afterEvent, deskAtRest());
const found = (changes) => ({ type: "found", row: aRow("7", changes) });
const answer = (outcome, changes = {}) => ({
  type: "compared",
  number: "7",
  answer: { outcome, findings: [], face: null, comparison: aComparison(), ...changes },
});
const PIN = { type: "pin", number: "7", pin: "482913", closes_at: "2025-03-03T00:55:00Z" };

test("a match leads from the scan to the PIN and on to the next candidate", () => {
  assert.equal(through(found()).step, "camera");
  assert.equal(through(found(), { type: "sent" }).step, "comparing");
  assert.equal(through(found(), { type: "sent" }, answer("match")).step, "outcome");
  const withPin = through(found(), { type: "sent" }, answer("match"), PIN);
  assert.equal(withPin.step, "pin");
  assert.equal(withPin.pin.pin, "482913");
  assert.deepEqual(afterEvent(withPin, { type: "next" }), deskAtRest());
});

test("the PIN is forgotten when the next candidate is found", () => {
  const next = through(found(), PIN, { type: "found", row: aRow("8") });
  assert.equal(next.pin, null);
  assert.equal(next.number, "8");
});

test("a referral waits for a person, here or at the console", () => {
  const referred = through(found(), { type: "sent" }, answer("referred"));
  assert.equal(referred.step, "deciding");
  const admitted = { type: "decided", row: aRow("7", { admission: "admitted" }) };
  assert.equal(afterEvent(referred, admitted).step, "outcome");
  const refused = { admission: "refused", decision: { decision: "refuse", at: "2025-03-03T00:20:00Z" } };
  assert.equal(afterEvent(referred, { type: "row", row: aRow("7", refused) }).step, "settled");
  assert.equal(afterEvent(referred, { type: "row", row: aRow("8", refused) }), referred);
  assert.equal(afterEvent(referred, { type: "row", row: aRow("7", { admission: "referred" }) }), referred);
});

test("second thoughts about a decided arrival stay open until somebody decides anew", () => {
  const decision = { decision: "refuse", at: "2025-03-03T00:20:00Z" };
  const row = aRow("7", { admission: "refused", decision });
  const again = through({ type: "found", row }, { type: "second_thoughts" });
  assert.equal(again.step, "deciding");
  assert.equal(afterEvent(again, { type: "row", row }), again);
  const later = { decision: "admit", at: "2025-03-03T00:30:00Z" };
  const admitted = aRow("7", { admission: "admitted", decision: later });
  assert.equal(afterEvent(again, { type: "row", row: admitted }).step, "outcome");
  assert.equal(afterEvent(again, { type: "decided", row: admitted }).decidedAt, later.at);
});

test("a matched arrival can still be doubted by a person", () => {
  assert.equal(through(found({ admission: "matched" }), { type: "second_thoughts" }).step, "deciding");
  assert.equal(through(found(), { type: "second_thoughts" }).step, "camera");
});

test("a match that the search for the same face refers afterwards asks for a person before a PIN", () => {
  const shown = ["found", "sent", "compared"].reduce(
    (desk, type) => afterEvent(desk, { type, number: "7", row: aRow("7"), answer: { outcome: "match" } }),
    deskAtRest(),
  );
  assert.equal(shown.step, "outcome");
  assert.equal(afterEvent(shown, { type: "row", row: aRow("7", { admission: "matched" }) }).step, "outcome");
  assert.equal(afterEvent(shown, { type: "row", row: aRow("7", { admission: "referred" }) }).step, "deciding");
  assert.equal(afterEvent(shown, { type: "row", row: aRow("8", { admission: "referred" }) }).step, "outcome");
});

test("a poor picture is taken again, with what to do", () => {
  const poor = through(found(), { type: "sent" }, answer("retake", { findings: [{ code: "too_dark" }] }));
  assert.equal(poor.step, "retake");
  assert.equal(poor.findings[0].code, "too_dark");
  assert.deepEqual(afterEvent(poor, { type: "again" }).findings, []);
});

test("an answer for the candidate before changes nothing", () => {
  const now = through(found(), { type: "sent" }, { type: "found", row: aRow("8") });
  assert.equal(afterEvent(now, answer("match")), now);
  assert.equal(afterEvent(now, PIN), now);
});

test("without a camera a person decides without a picture", () => {
  assert.equal(through(found(), { type: "without_picture" }).step, "deciding");
  const atRest = deskAtRest();
  assert.equal(afterEvent(atRest, { type: "without_picture" }), atRest);
});

test("a picture that could not be sent leaves the camera ready, with the reason", () => {
  const failed = through(found(), { type: "sent" }, { type: "failed", code: "offline" });
  assert.equal(failed.step, "camera");
  assert.equal(failed.error, "offline");
  assert.equal(afterEvent(failed, { type: "sent" }).error, null);
});

for (const [admission, step] of [
  ["expected", "camera"],
  ["arrived", "camera"],
  ["referred", "deciding"],
  ["matched", "outcome"],
  ["admitted", "outcome"],
  ["refused", "settled"],
  ["seated", "settled"],
  ["out", "settled"],
]) {
  test(`a candidate who is ${admission} goes on at ${step}`, () => {
    assert.equal(stepFor(aRow("7", { admission })), step);
  });
}

for (const [typed, number] of [
  ["24100001", "24100001"],
  [" 24100001\r\n", "24100001"],
  ["]C124100001", "24100001"],
  ["24-1000 01", "24-100001"],
  ["https://ujian.example/kartu?nomor=24100001&x=1", "24100001"],
  ["", ""],
  ["9".repeat(65), ""],
]) {
  test(`a scan of ${JSON.stringify(typed.slice(0, 40))} means ${JSON.stringify(number)}`, () => {
    assert.equal(numberFromScan(typed), number);
  });
}

const ROOM = [
  aRow("24100001", { name: "Siti Aminah" }),
  aRow("24100012", { name: "Budi Santoso" }),
  aRow("24200012", { name: "Siti Nurhaliza" }),
];

test("the exact number finds its candidate", () => {
  assert.equal(findCandidate(ROOM, "24100012").exact.name, "Budi Santoso");
});

test("the last digits find a candidate when only one ends in them", () => {
  assert.equal(findCandidate(ROOM, "0001").exact.number, "24100001");
  const two = findCandidate(ROOM, "0012");
  assert.equal(two.exact, null);
  assert.equal(two.candidates.length, 2);
});

test("a name offers everybody it fits and chooses nobody", () => {
  const siti = findCandidate(ROOM, "siti");
  assert.equal(siti.exact, null);
  assert.deepEqual(
    siti.candidates.map((row) => row.number),
    ["24100001", "24200012"],
  );
});

test("nobody fits, nobody is offered", () => {
  assert.deepEqual(findCandidate(ROOM, "99999999"), { exact: null, candidates: [] });
  assert.deepEqual(findCandidate(ROOM, "  "), { exact: null, candidates: [] });
});

test("counters at the door add up", () => {
  const counts = arrivalCounters([
    aRow("1"),
    aRow("2", { admission: "referred" }),
    aRow("3", { admission: "matched" }),
    aRow("4", { admission: "refused" }),
    seated("5"),
    aRow("6", { admission: "arrived" }),
  ]);
  assert.deepEqual(counts, { all: 6, expected: 1, arrived: 5, referred: 1, admitted: 2, refused: 1 });
  assert.equal(counts.expected + counts.arrived, counts.all);
});

test("the latest arrival stands first, by the last thing that happened", () => {
  const at = (time) => `2025-03-03T00:${time}Z`;
  const rows = [
    aRow("1"),
    aRow("2", { comparison: aComparison({ at: at("10:00") }), pin_issued_at: at("30:00") }),
    aRow("3", { comparison: aComparison({ at: at("20:00") }) }),
    aRow("4", { decision: { decision: "admit", at: at("40:00") } }),
  ];
  assert.deepEqual(
    lastArrivals(rows).map((row) => row.number),
    ["4", "2", "3"],
  );
  assert.equal(lastArrivals(rows, 2).length, 2);
});

const CLOSES = { pin_closes_at: "2025-03-03T00:55:00Z" };
for (const [offset, open] of [
  [-1000, true],
  [-999, false],
  [0, false],
  [60_000, false],
]) {
  test(`${-offset} ms before PINs close the window is ${open ? "open" : "closed"}`, () => {
    assert.equal(pinWindow(CLOSES, Date.parse(CLOSES.pin_closes_at) + offset).open, open);
  });
}

test("a sitting without a closing time gives out PINs", () => {
  assert.deepEqual(pinWindow(null, 0), { open: true, secondsLeft: null });
});

for (const [pin, shown] of [
  ["482913", "482 913"],
  ["48291375", "4829 1375"],
  ["4829137", "482 913 7"],
]) {
  test(`PIN ${pin} is read as ${shown}`, () => {
    assert.equal(readablePin(pin), shown);
  });
}
