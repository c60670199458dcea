/** What is remembered of an attempt: enough to go on, of one candidate only, and nothing after the end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { forgetEverything, forgetOthers, forgetReadable, recall, remember } from "../../static/lib/attempt-memory.js";
import { attempt, newAttempt } from "../../static/models/attempt.js";
import { heard, secondsUntil, unsetClock } from "../../static/models/clock.js";
import { MemoryKeep } from "./fake_server.mjs";

const T0 = Date.parse("2024-10-16T01:00:00Z");
const PERSON = { candidate: { number: "1", name: "Ani" } };

class NamedKeep extends MemoryKeep {
  async names(beginning) {
    return [...this.values.keys()].filter((name) => name.startsWith(beginning));
  }
  async forgetAll(beginning) {
    for (const name of await this.names(beginning)) this.values.delete(name);
  }
}

async function aKeep(state = attempt(newAttempt(), { type: "started", deadline_at: "2024-10-16T01:40:00Z" })) {
  const keep = new NamedKeep();
  const clock = heard(unsetClock(), { receivedMono: 500, serverMs: T0 });
  await remember(keep, "s1:1", { person: PERSON, attempt: state, clock, mono: 500, wallMs: 9000 });
  for (const name of ["form:s1:1", "read:s1:1", "place:s1:1", "pending:s1:1", "name"]) await keep.write(name, [name]);
  return keep;
}

test("the time left goes on from the last word of the server", async () => {
  const known = await recall(await aKeep(), 20, 9000 + 60_000);
  assert.equal(known.name, "s1:1");
  assert.deepEqual(known.person, PERSON);
  assert.equal(secondsUntil(known.clock, known.attempt.deadlineAt, 20), 39 * 60);
});

test("a terminal that nobody sat at has nothing to go on with", async () => {
  assert.equal(await recall(new NamedKeep(), 0, 0), null);
});

test("after the end only the machine's own name is left", async () => {
  const keep = await aKeep();
  await forgetEverything(keep);
  assert.deepEqual([...keep.values.keys()], ["name"]);
});

test("who is sent away leaves only answers that nobody else has", async () => {
  const keep = await aKeep();
  await forgetReadable(keep);
  assert.deepEqual([...keep.values.keys()], ["pending:s1:1", "name"]);
  assert.equal(await recall(keep, 0, 0), null);
});

test("the next candidate finds nothing that can be read of the one before", async () => {
  const keep = await aKeep();
  await keep.write("form:s1:2", ["own"]);
  await forgetOthers(keep, "s1:2");
  assert.deepEqual([...keep.values.keys()].sort(), ["current", "form:s1:2", "name", "pending:s1:1"]);
});
