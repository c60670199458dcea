import assert from "node:assert/strict";
import { test } from "node:test";

import { freezeTold } from "../../static/models/board-freeze.js";
import { boardOf, publicRows } from "../../static/models/public-view.js";
import { waysFor } from "../../static/models/withholding.js";

const known = (number, name, rank, total) => ({ number, name, formation: "Analis", rank, total });

/** The board of [number, name, total, status] in order. */
function aBoard(...rows) {
  return boardOf({
    protocol: 1, version: 1, at: null, sitting: {}, summary: {}, lines: [],
    people: rows.map(([number, name], index) => [index + 1, number, name, "Analis", 10]),
    rows: rows.map(([, , total, status = "finished"], index) => [index + 1, 0, total, total === null ? [] : [total], 10, status, null]),
  });
}

test("a candidate is found on the board by the masked number and name", () => {
  const board = aBoard(["24-**-01", "S*** A*****", 50], ["24-**-02", "B*** S******", 40]);
  const seen = publicRows([known("24-77-01", "Siti Aminah", 1, 50), known("24-78-02", "Budi Santoso", 1, 90)], board);
  assert.equal(seen.get("24-77-01")?.row?.total, 50);
  assert.equal(seen.get("24-77-01")?.same, true);
  assert.equal(seen.get("24-78-02")?.same, false);
});

test("who cannot be told apart from outside is not guessed, and who is not there is absent", () => {
  const board = aBoard(["24-**-01", "", 50], ["24-**-01", "", 40]);
  const seen = publicRows([known("24-77-01", "Siti", 1, 50), known("24-77-09", "Budi", 2, 40)], board);
  assert.equal(seen.get("24-77-01")?.state, "alike");
  assert.equal(seen.get("24-77-09")?.state, "absent");
});

test("a withheld row is seen without total and without rank", () => {
  const seen = publicRows([known("24-01", "Siti", null, 50)], aBoard(["24-01", "", null, "under_review"]));
  assert.deepEqual([seen.get("24-01")?.row?.status, seen.get("24-01")?.row?.rank], ["under_review", null]);
});

test("a freeze is told with its instant, and after the exam in other words", () => {
  const sitting = (state, phase = "running") => ({ phase, freeze: { state, from_at: "10:40", until_at: "11:05" } });
  assert.deepEqual(freezeTold(sitting("frozen")), { key: "frozen", at: "10:40" });
  assert.deepEqual(freezeTold(sitting("frozen", "closed")), { key: "waiting", at: "10:40" });
  assert.deepEqual(freezeTold(sitting("revealing", "closed")), { key: "revealing", at: "11:05" });
  assert.equal(freezeTold(sitting("none")), null);
});

test("whoever proposed may decline the proposal and not agree to it", () => {
  const proposed = { disqualified: false, proposal: { by: "budi" } };
  assert.deepEqual(waysFor(proposed, "budi"), [{ action: "agree", allowed: false }, { action: "decline", allowed: true }]);
  assert.equal(waysFor(proposed, "citra")[0].allowed, true);
  assert.deepEqual(waysFor(null, "budi").map(({ action }) => action), ["withhold", "disqualify"]);
  assert.deepEqual(waysFor({ disqualified: true, proposal: null }, "budi").map(({ action }) => action), ["release"]);
});
