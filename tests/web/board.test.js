import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { applyMessage, emptyBoard, ranksOf } from "../../static/models/board.js";

const { cases } = JSON.parse(await readFile(new URL("../data/board-cases.json", import.meta.url), "utf8"));

/** The same comparable value as `Viewer.view` in tests/unit/scoreboard/viewer.py. */
function viewOf(board) {
  return {
    version: board.version,
    sitting: board.sitting,
    summary: board.summary,
    lines: Object.fromEntries(
      [...board.lines].map(([formation, { places, eligible, goingOn, total }]) => [formation, [places, eligible, goingOn, total]]),
    ),
    rows: board.order.map((number) => {
      const { number: candidate, name, formation, items } = board.people.get(number);
      const { tied, total, points, answered, status, passed } = board.rows.get(number);
      return [candidate, name, formation, items, Number(tied), total, points, answered, status, passed];
    }),
    ranks: ranksOf(board),
  };
}

for (const { name, steps } of cases) {
  test(`every message makes the view the server has: ${name}`, () => {
    assert.ok(steps.length > 2);
    let board = emptyBoard();
    for (const { event, message, view } of steps) {
      board = applyMessage(board, event, message);
      assert.deepEqual(viewOf(board), view);
    }
  });
}

const [{ steps }] = cases;
const upTo = (count) => steps.slice(0, count).reduce((board, { event, message }) => applyMessage(board, event, message), emptyBoard());

test("a delta that does not follow is not applied, and nothing helps but a snapshot", () => {
  const before = upTo(3);
  const missed = applyMessage(before, "delta", steps[4].message);
  assert.equal(missed.missed, true);
  assert.equal(missed.version, before.version);
  assert.equal(applyMessage(missed, "delta", steps[3].message).missed, true);
  const last = steps.at(-1);
  assert.deepEqual(viewOf(applyMessage(missed, "snapshot", last.message)), last.view);
  assert.equal(applyMessage(missed, "snapshot", last.message).missed, false);
});

test("a delta before any snapshot is not applied", () => {
  assert.equal(applyMessage(emptyBoard(), "delta", steps[1].message).missed, true);
});

test("a later protocol is not guessed at", () => {
  const board = applyMessage(upTo(2), "delta", { ...steps[2].message, protocol: 2 });
  assert.equal(board.outdated, true);
  assert.equal(board.version, 1);
});

test("an event that is no message changes nothing", () => {
  const board = upTo(2);
  assert.equal(applyMessage(board, "clock", { now: "2026-09-01T01:00:00Z" }), board);
});

test("a message never changes the board it is applied to", () => {
  const before = upTo(3);
  const view = structuredClone(viewOf(before));
  applyMessage(before, steps[3].event, steps[3].message);
  assert.deepEqual(viewOf(before), view);
});
