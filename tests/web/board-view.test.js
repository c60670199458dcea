import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyBoard, applyMessage } from "../../static/models/board.js";
import { findRows, formationsOf, movements, pageOf, pageOfRow, shownRows } from "../../static/models/board-view.js";

/** A board of [number, formation, total, tied, passed, status] in order. */
function aBoard(entries, lines = []) {
  return applyMessage(emptyBoard(), "snapshot", {
    protocol: 1,
    version: 1,
    at: null,
    sitting: {},
    summary: {},
    lines,
    people: entries.map(([number, formation], index) => [index + 1, number, `Nama ${number}`, formation, 110]),
    rows: entries.map(([, , total, tied = 0, passed = null, status = "running"], index) => [index + 1, tied, total, [total], 10, status, passed]),
  });
}

const ranked = (rows) => rows.map(({ number, rank }) => [number, rank]);

test("equal ones share a rank and the next counts them all", () => {
  const board = aBoard([["a", "X", 30], ["b", "X", 20], ["c", "X", 20, 1], ["d", "X", 10]]);
  assert.deepEqual(ranked(shownRows(board)), [["a", 1], ["b", 2], ["c", 2], ["d", 4]]);
});

test("within a formation ranks are counted anew and ties across the others hold", () => {
  const board = aBoard([["a", "X", 30], ["b", "Y", 20], ["c", "X", 20, 1], ["d", "Y", 20, 1], ["e", "Y", 10]]);
  assert.deepEqual(ranked(shownRows(board, "Y")), [["b", 1], ["d", 1], ["e", 3]]);
  assert.deepEqual(ranked(shownRows(board, "X")), [["a", 1], ["c", 2]]);
});

test("who waits or is withheld has a place and no rank", () => {
  const board = aBoard([["a", "X", 0], ["b", "X", 0, 0, null, "waiting"], ["c", "X", null, 0, null, "under_review"]]);
  assert.deepEqual(ranked(shownRows(board)), [["a", 1], ["b", null], ["c", null]]);
});

test("the line takes the first who passed, in each formation its own number", () => {
  const board = aBoard(
    [["a", "X", 50, 0, false], ["b", "X", 40, 0, true], ["c", "Y", 30, 0, true], ["d", "X", 20, 0, true]],
    [["X", 1, 2, 1, 40], ["Y", 3, 1, 1, 30]],
  );
  const going = (rows) => rows.filter(({ goesOn }) => goesOn).map(({ number }) => number);
  assert.deepEqual(going(shownRows(board)), ["b", "c"]);
  assert.deepEqual(going(shownRows(board, "X")), ["b"]);
});

test("the formations are those that have a row, in alphabetical order", () => {
  assert.deepEqual(formationsOf(aBoard([["a", "Guru", 1], ["b", "Analis", 1], ["c", "Guru", 1]])), ["Analis", "Guru"]);
});

test("a page beyond the last is the last, and no rows make one empty page", () => {
  const rows = [1, 2, 3, 4, 5];
  assert.deepEqual(pageOf(rows, 1, 2), { page: 1, pages: 3, from: 2, rows: [3, 4] });
  assert.deepEqual(pageOf(rows, 9, 2).rows, [5]);
  assert.deepEqual(pageOf([], 0, 2), { page: 0, pages: 1, from: 0, rows: [] });
});

test("a row's page is found", () => {
  const rows = shownRows(aBoard([["a", "X", 3], ["b", "X", 2], ["c", "X", 1]]));
  assert.equal(pageOfRow(rows, 3, 2), 1);
});

const found = (board, query) => findRows(shownRows(board), query).map(({ number }) => number);

test("the exact number wins over numbers that hold it", () => {
  const board = aBoard([["2431-0001", "X", 1], ["0001", "X", 1]]);
  assert.deepEqual(found(board, "0001"), ["0001"]);
  assert.deepEqual(found(board, "24310001"), ["2431-0001"]);
  assert.deepEqual(found(board, "431"), ["2431-0001"]);
});

test("a partly shown number is found by whoever knows all of it", () => {
  const board = aBoard([["243****0123", "X", 1], ["243****0124", "X", 1]]);
  assert.deepEqual(found(board, "24310000123"), ["243****0123"]);
  assert.deepEqual(found(board, "99910000123"), []);
});

test("a name is found where the rules show it, and nothing is found by nothing", () => {
  const board = aBoard([["1", "X", 1], ["2", "X", 1]]);
  assert.deepEqual(found(board, "nama 2"), ["2"]);
  assert.deepEqual(found(board, "  "), []);
});

test("a movement is told in ranks, up above zero", () => {
  const before = shownRows(aBoard([["a", "X", 30], ["b", "X", 20], ["c", "X", 10]]));
  const after = [{ row: 3, rank: 1 }, { row: 1, rank: 2 }, { row: 2, rank: null }, { row: 9, rank: 4 }];
  assert.deepEqual([...movements(before, after)], [[3, 2], [1, -1]]);
});
