/** The receipt is asked for until it is in the log, and no longer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ReceiptWatch, WAITS_S } from "../../static/lib/receipt-watch.js";

function aWatch(answers) {
  const asked = [];
  const clock = { now: 0 };
  const getJson = async (url) => {
    asked.push({ url, at: clock.now });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const watch = new ReceiptWatch({ getJson, mono: () => clock.now, onChange: () => {} });
  const run = async (seconds, over = true) => {
    for (let tick = 0; tick < seconds * 4; tick += 1) {
      watch.tick(over);
      await Promise.resolve();
      await new Promise(setImmediate);
      clock.now += 250;
    }
  };
  return { watch, asked, run };
}

test("nothing is asked before the end", async () => {
  const { watch, asked, run } = aWatch([{ state: "logged", index: 1 }]);
  await run(10, false);
  assert.deepEqual([asked, watch.receipt], [[], null]);
});

test("a promise is asked after, ever less often, and a logged receipt never again", async () => {
  const { watch, asked, run } = aWatch([{ state: "promised" }, { state: "promised" }, { state: "logged", index: 7, page: "p", proof: "secret", opened: {} }]);
  await run(60);
  assert.deepEqual(asked.map(({ at }) => at), [0, 2000, 5000]);
  assert.deepEqual(watch.receipt, { state: "logged", index: 7, page: "p" }, "of the answers nothing is kept");
});

test("a server that is away or a log that is away is asked again, and given up at last", async () => {
  const away = Object.assign(new Error(), { code: "log_away" });
  const { watch, asked, run } = aWatch([new Error("unreachable"), away]);
  await run(1);
  assert.equal(watch.receipt?.state, "asking");
  await run(9);
  assert.equal(watch.receipt?.state, "log_away");
  await run(WAITS_S.reduce((sum, each) => sum + each) + 60);
  assert.equal(watch.receipt?.state, "given_up");
  assert.equal(asked.length, WAITS_S.length + 1);
});

test("who leaves takes the receipt along, and the next candidate's is asked for anew", async () => {
  const { watch, asked, run } = aWatch([{ state: "logged", index: 7 }]);
  await run(1);
  await run(1, false);
  assert.equal(watch.receipt, null);
  await run(1);
  assert.equal(asked.length, 2);
});
