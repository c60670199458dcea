import assert from "node:assert/strict";
import { test } from "node:test";

import {
  isFiltered,
  meantBy,
  ordering,
  searching,
  toggleState,
  visibleRows,
  wholeRoom,
} from "../../static/models/room-view.js";
import { aRow, seated, seededBelow } from "./rows.js";

const ROOM = [
  seated("003", { name: "Citra Ayu", seat: "A10", answered: 20, deadline_at: "2025-03-03T01:10:00Z" }),
  aRow("001", { name: "Andre Wijaya", seat: "A2", admission: "referred" }),
  seated("002", { name: "Bagas", seat: null, formation: "Dokter", connected: false }),
  seated("010", { name: "André Putra", seat: "A1", answered: 90, deadline_at: "2025-03-03T01:00:00Z" }),
];

const shown = (view, rows = ROOM) =>
  visibleRows(rows, view, { phase: "running", nowMs: Date.parse("2025-03-03T00:00:00Z") }).map(
    (row) => row.number,
  );

test("seats stand as a person counts them, those without a seat last", () => {
  assert.deepEqual(shown(wholeRoom()), ["010", "001", "003", "002"]);
});

for (const [order, numbers] of [
  ["number", ["001", "002", "003", "010"]],
  ["name", ["010", "001", "002", "003"]],
  ["urgency", ["001", "002", "010", "003"]],
  ["progress", ["001", "002", "003", "010"]],
  ["time", ["010", "003", "001", "002"]],
]) {
  test(`ordered by ${order}`, () => {
    assert.deepEqual(shown(ordering(wholeRoom(), order)), numbers);
  });
}

test("an order that does not exist falls back to seats", () => {
  assert.equal(ordering(wholeRoom(), "shoe size").order, "seat");
});

test("the order does not depend on the order of arrival", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const below = seededBelow(seed);
    const mixed = [...ROOM];
    for (let at = mixed.length - 1; at > 0; at -= 1) {
      const other = below(at + 1);
      [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
    }
    for (const order of ["seat", "number", "name", "urgency", "progress", "time"]) {
      const view = ordering(wholeRoom(), order);
      assert.deepEqual(shown(view, mixed), shown(view));
    }
  }
});

test("a counter pressed once filters, pressed twice shows all again", () => {
  const filtered = toggleState(wholeRoom(), "working");
  assert.deepEqual(shown(filtered), ["010", "003"]);
  assert.deepEqual(shown(toggleState(filtered, "referred")), ["010", "001", "003"]);
  assert.deepEqual(shown(toggleState(filtered, "working")), shown(wholeRoom()));
  assert.equal(isFiltered(filtered), true);
  assert.equal(isFiltered(wholeRoom()), false);
});

test("search finds names without regard to case and marks", () => {
  assert.deepEqual(shown(searching(wholeRoom(), "andre")), ["010", "001"]);
  assert.deepEqual(shown(searching(wholeRoom(), "  ANDRÉ put ")), ["010"]);
});

test("search finds numbers, seats and formations, and every word must fit", () => {
  assert.deepEqual(shown(searching(wholeRoom(), "003")), ["003"]);
  assert.deepEqual(shown(searching(wholeRoom(), "a10")), ["003"]);
  assert.deepEqual(shown(searching(wholeRoom(), "dokter")), ["002"]);
  assert.deepEqual(shown(searching(wholeRoom(), "dokter andre")), []);
});

test("filter and search hold together", () => {
  const view = searching(toggleState(wholeRoom(), "working"), "a1");
  assert.deepEqual(shown(view), ["010", "003"]);
});

test("Enter in the search means the seat first, then the number's last digits, then whoever is shown first", () => {
  const rows = [aRow("24110100140", { seat: "17" }), aRow("24110100313", { seat: "40" }), aRow("24110100401", { seat: "51" })];
  assert.equal(meantBy(" 40 ", rows)?.seat, "40");
  assert.equal(meantBy("313", rows)?.seat, "40");
  assert.equal(meantBy("2411", rows)?.seat, "17");
  assert.equal(meantBy("40", []), null);
});
