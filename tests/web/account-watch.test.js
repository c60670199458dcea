import assert from "node:assert/strict";
import { test } from "node:test";

import { watchAccount } from "../../static/lib/account-watch.js";
import { seated } from "./rows.js";

function aWatch() {
  const asked = [];
  const read = async (number, what) => {
    asked.push(`${number} ${what}`);
    return what === "events" ? { events: [number] } : { entries: [asked.length] };
  };
  let told = () => {};
  const page = { read, changed: () => told() };
  const brought = () => new Promise((resolve) => (told = resolve));
  return { watch: watchAccount(page), asked, brought };
}

test("the account is read once while nothing changes, and again when the row did", async () => {
  const { watch, asked, brought } = aWatch();
  const first = brought();
  assert.deepEqual(watch.of(seated("1"), 0), { events: null, ledger: null });
  await first;
  assert.deepEqual(watch.of(seated("1"), 60_000), { events: ["1"], ledger: [2] });
  assert.equal(asked.length, 2);
  watch.of(seated("1", { version: 2 }), 61_000);
  assert.equal(asked.length, 4);
});

test("a row that changes all the time is not read all the time", async () => {
  const { watch, asked } = aWatch();
  for (const second of [0, 1, 2, 3]) watch.of(seated("1", { version: second }), second * 1000);
  assert.equal(asked.length, 2);
  watch.of(seated("1", { version: 3 }), 4000);
  assert.equal(asked.length, 4);
});

test("another candidate's account never shows under this one", async () => {
  const { watch, asked, brought } = aWatch();
  watch.of(seated("1"), 0);
  const second = brought();
  assert.deepEqual(watch.of(seated("2"), 10), { events: null, ledger: null });
  await second;
  assert.deepEqual(watch.of(seated("2"), 20).events, ["2"]);
  assert.deepEqual(watch.of(null, 30), { events: null, ledger: null });
  assert.equal(asked.length, 4);
});
