import assert from "node:assert/strict";
import { test } from "node:test";

import { byPressure } from "../../static/models/board-formations.js";
import { lookAt } from "../../static/models/board-page.js";
import { applyMessage, emptyBoard } from "../../static/models/board.js";
import { readWish } from "../../static/models/overlay-address.js";

test("the overlay's address is read, and what makes no sense is as if it were not there", () => {
  assert.deepEqual(readWish("?sitting=s1&view=clock&lang=en&rows=6&side=right&theme=light&formation=Analis"), {
    sitting: "s1", view: "clock", lang: "en", rows: 6, side: "right", theme: "light", formation: "Analis",
  });
  assert.deepEqual(readWish("?view=chart&rows=-3&side=top&theme=pink"), {
    sitting: "", view: "table", lang: "", rows: 10, side: "left", theme: "dark", formation: "",
  });
  assert.equal(readWish("?view=ticker").rows, 4);
});

test("the formation where most are eligible for each place comes first", () => {
  const line = (places, eligible) => ({ places, eligible, goingOn: Math.min(places, eligible), total: null });
  const lines = new Map([["Guru", line(9, 9)], ["Auditor", line(3, 12)], ["Analis", line(9, 9)]]);
  assert.deepEqual(byPressure(lines).map(({ formation }) => formation), ["Auditor", "Analis", "Guru"]);
});

/** Three who passed and one between them who did not, for one vacancy with two places. */
function aBoard() {
  const row = (number, total, passed) => [number, 0, total, [total], 10, "finished", passed];
  return applyMessage(emptyBoard(), "snapshot", {
    protocol: 1, version: 1, at: null, summary: {},
    sitting: { go_on_multiple: 2, vacancies: { Analis: 1 } },
    lines: [["Analis", 2, 3, 2, 30]],
    people: [1, 2, 3, 4].map((number) => [number, `24-${number}`, "", "Analis", 10]),
    rows: [row(1, 50, true), row(2, 40, false), row(3, 30, true), row(4, 20, true)],
  });
}

test("the line is drawn below the last who goes on, and only in a formation", () => {
  const paging = { page: 0, size: 10 };
  const look = lookAt(aBoard(), { formation: "Analis", find: "" }, paging);
  assert.deepEqual(look.line, { below: 3, places: 2, multiple: 2, vacancies: 1 });
  assert.equal(lookAt(aBoard(), { formation: "", find: "" }, paging).line, null);
});

test("the row that changed last is known from a delta and not from a snapshot", () => {
  assert.equal(aBoard().latest, null);
  const delta = { protocol: 1, version: 2, at: null, summary: {}, people: [], places: [0], rows: [[3, 0, 60, [60], 10, "finished", true]] };
  assert.equal(applyMessage(aBoard(), "delta", delta).latest, 3);
});
