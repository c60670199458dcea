import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ACTIONS,
  MINUTES_MAX,
  applicable,
  missing,
  requestFor,
  summarise,
} from "../../static/models/actions.js";
import { aRow, seated } from "./rows.js";

const EVERYBODY = {
  expected: aRow("1"),
  referred: aRow("2", { admission: "referred" }),
  waiting: seated("3", { attempt: "waiting" }),
  working: seated("4"),
  paused: seated("5", { attempt: "paused" }),
  out: seated("6", { admission: "out" }),
  finished: seated("7", { attempt: "finished" }),
};

for (const [action, words] of [
  ["pause", ["working", "out"]],
  ["resume", ["paused"]],
  ["grant_time", ["waiting", "working", "paused", "out"]],
  ["message", ["waiting", "working", "paused", "out"]],
  ["out", ["waiting", "working", "paused"]],
  ["back", ["out"]],
  ["move", ["waiting", "working", "paused", "out"]],
  ["incident", Object.keys(EVERYBODY)],
  ["close", ["waiting", "working", "paused", "out"]],
]) {
  test(`${action} applies to ${words.join(", ")} and nobody else`, () => {
    const numbers = words.map((word) => EVERYBODY[word].number);
    assert.deepEqual(
      applicable(action, Object.values(EVERYBODY)).map((row) => row.number),
      numbers,
    );
  });
}

test("what can be undone is undone by an action that undoes back", () => {
  for (const [name, { undo }] of Object.entries(ACTIONS)) {
    if (undo) assert.equal(ACTIONS[undo].undo, name);
  }
});

test("what is done without a dialog has a way back", () => {
  for (const { straight, undo } of Object.values(ACTIONS)) assert.ok(!straight || undo);
});

for (const [minutes, fits] of [
  [0, false],
  [1, true],
  [MINUTES_MAX, true],
  [MINUTES_MAX + 1, false],
  [2.5, false],
  [undefined, false],
]) {
  test(`${minutes} minutes ${fits ? "can" : "cannot"} be granted`, () => {
    assert.equal(missing("grant_time", { minutes, reason: "Listrik padam" }).length === 0, fits);
  });
}

test("blank reasons and unknown classes are missing", () => {
  assert.deepEqual(missing("close", { reason: "   " }), ["reason"]);
  assert.deepEqual(missing("incident", { class: "weather", text: "Hujan" }), ["class"]);
  assert.deepEqual(missing("resume", {}), []);
});

test("a request carries what the action asks for and nothing else", () => {
  const fields = { minutes: 5, reason: " Listrik padam ", text: "x", class: "technical" };
  assert.deepEqual(requestFor("grant_time", ["1", "2"], fields, "a1"), {
    action: "grant_time",
    numbers: ["1", "2"],
    minutes: 5,
    reason: "Listrik padam",
    request: "a1",
  });
  assert.deepEqual(requestFor("resume", ["1"], fields, "a2"), { action: "resume", numbers: ["1"], reason: "", request: "a2" });
});

test("an answer is sorted into done, not done and new PINs", () => {
  assert.deepEqual(
    summarise([
      { number: "1", ok: true, code: null },
      { number: "2", ok: false, code: "not_running" },
      { number: "3", ok: true, code: null, pin: "482913" },
    ]),
    {
      done: ["1", "3"],
      failed: [{ number: "2", code: "not_running" }],
      pins: [{ number: "3", pin: "482913", closes_at: null }],
    },
  );
});
