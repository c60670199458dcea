/** The terminal's line joined to a model server over a link that cuts, loses and repeats. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TerminalLink } from "../../static/lib/terminal-link.js";
import { waitingCount } from "../../static/models/outbox.js";
import { FakeLine, FakeServer, HandClock, MemoryKeep, seeded, settled } from "./fake_server.mjs";

async function aTerminal({ server = new FakeServer(), clock = new HandClock(), random = seeded(1), keep = new MemoryKeep(), line } = {}) {
  line ??= new FakeLine(server, clock, random);
  const events = [];
  const link = new TerminalLink({
    openSocket: line.openSocket,
    getJson: line.getJson,
    postJson: line.postJson,
    keep,
    mono: () => clock.now,
    random,
    onEvent: (event) => events.push(event),
    onChange: () => {},
  });
  await link.start("pending", { digest: () => "f", isOpen: () => true });
  await settled();
  const run = async (milliseconds) => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      link.tick();
      await clock.advance(100);
    }
  };
  return { server, clock, line, keep, link, events, run };
}

const answer = (item, choice, doubt = false) => ({ item, choice, doubt });

test("an answer is recorded once and acknowledged", async () => {
  const { server, link, events, run } = await aTerminal();
  await run(1500);
  link.answer(answer("a", "x"));
  await run(500);
  assert.deepEqual(server.journal, [{ seq: 1, item: "a", choice: "x", doubt: false }]);
  assert.equal(waitingCount(link.outbox), 0);
  assert.ok(events.some((event) => event.type === "recorded" && event.item === "a"));
});

test("an answer whose acknowledgement was lost is not recorded twice", async () => {
  const { server, line, link, run } = await aTerminal();
  await run(1500);
  link.answer(answer("a", "x"));
  await settled();
  line.cut();
  await run(6000);
  assert.equal(server.journal.length, 1);
  assert.equal(waitingCount(link.outbox), 0);
  assert.equal(link.line.phase, "open");
});

test("while the socket stays away, answers go over HTTP on the same connection", async () => {
  const { server, line, link, run } = await aTerminal();
  await run(1500);
  line.socketsAllowed = false;
  line.cut();
  link.answer(answer("a", "x"));
  link.answer(answer("b", "y"));
  await run(3000);
  assert.equal(server.journal.length, 0, "not before four seconds");
  await run(4000);
  assert.deepEqual(server.journal.map(({ seq, item }) => [seq, item]), [[1, "a"], [2, "b"]]);
  assert.equal(server.connections, 1);
  assert.equal(link.reachable, true);
});

test("a terminal whose socket never comes up works over HTTP alone", async () => {
  const server = new FakeServer();
  const clock = new HandClock();
  const line = new FakeLine(server, clock, seeded(3));
  line.socketsAllowed = false;
  const { link, events, run } = await aTerminal({ server, clock, line });
  link.answer(answer("a", "x"));
  await run(8000);
  assert.equal(server.journal.length, 1);
  link.handIn();
  await run(4000);
  assert.ok(events.some((event) => event.type === "finished"));
});

test("a page that is loaded again sends what the earlier one had not got acknowledged", async () => {
  const first = await aTerminal();
  await first.run(1500);
  first.line.socketsAllowed = false;
  first.line.cut();
  first.link.answer(answer("a", "x"));
  await settled();
  first.link.leave();
  const { server, clock, keep } = first;
  const second = await aTerminal({ server, clock, keep });
  await second.run(2500);
  assert.deepEqual(server.journal.map(({ item, choice }) => [item, choice]), [["a", "x"]]);
});

test("the older of two terminals stops and sends nothing more", async () => {
  const first = await aTerminal();
  await first.run(1500);
  const { server, clock } = first;
  const second = await aTerminal({ server, clock });
  await second.run(1500);
  await first.run(200);
  assert.equal(first.link.line.stoppedBy, "replaced");
  first.link.answer(answer("a", "x"));
  await first.run(10_000);
  assert.equal(server.journal.length, 0);
  assert.equal(second.link.line.phase, "open");
});

test("a hello of its own that takes effect late is not taken for another terminal", async () => {
  const { server, line, link, run } = await aTerminal();
  await run(1500);
  line.losesUpward = true;
  line.cut();
  await run(3000);
  line.losesUpward = false;
  await run(8000);
  assert.equal(link.line.phase, "open");
  server.connect(); // the lost hello reaches the server after all and takes over
  await run(4000);
  assert.equal(link.line.phase, "open", "it comes back once more");
  server.connect();
  await run(4000);
  assert.equal(link.line.stoppedBy, "replaced", "but a second time it is another terminal");
});

test("a number that the server has used otherwise leads to a new welcome and another number", async () => {
  const { server, link, run } = await aTerminal();
  await run(1500);
  server.journal.push({ seq: 1, item: "f", choice: "q", doubt: false }); // a copied disk spoke in this terminal's name
  link.answer(answer("a", "x"));
  await run(4000);
  assert.deepEqual(server.journal.map(({ seq, item }) => [seq, item]), [[1, "f"], [2, "a"]]);
  assert.equal(server.connections, 2);
});

test("answers that wait while the attempt is paused are sent when it goes on", async () => {
  const { server, link, line, run } = await aTerminal();
  await run(1500);
  server.phase = "paused";
  link.answer(answer("a", "x"));
  await run(500);
  assert.equal(link.outbox.held, "attempt");
  server.phase = "running";
  line.cut(); // the resumed message is lost with the socket: the welcome says it as well
  await run(3000);
  assert.equal(server.journal.length, 1);
});

test("a full disk is asked again and again, and nothing is called saved meanwhile", async () => {
  const { server, link, events, run } = await aTerminal();
  await run(1500);
  server.refuseWith = "disk_full";
  link.answer(answer("a", "x"));
  await run(5000);
  assert.equal(waitingCount(link.outbox), 1);
  assert.ok(!events.some(({ type }) => type === "recorded"));
  server.refuseWith = null;
  await run(3000);
  assert.equal(server.journal.length, 1);
});

test("handing in waits until the last answer is acknowledged", async () => {
  const { line, link, events, run } = await aTerminal();
  await run(1500);
  link.answer(answer("a", "x"));
  link.handIn();
  await run(500);
  const types = line.sent.map(({ type }) => type).filter((type) => type !== "ping");
  assert.deepEqual(types, ["hello", "respond", "hand_in"]);
  assert.equal(events.at(-1).type, "stopped");
});

for (const loss of [0.02, 0.1, 0.25]) {
  test(`nothing acknowledged is lost and each item keeps its last answer at ${loss * 100} % loss, with reloads`, async () => {
    for (let seed = 1; seed <= 4; seed += 1) await aStormyExam(seed, loss);
  });
}

/** Answers, cuts, reloads and silent spells at random, then calm: the server must hold what the candidate last said. */
async function aStormyExam(seed, loss) {
  const random = seeded(seed);
  const server = new FakeServer();
  const clock = new HandClock();
  const keep = new MemoryKeep();
  let terminal = await aTerminal({ server, clock, keep, random });
  terminal.line.loss = loss;
  const said = {};
  const acknowledged = [];
  const items = [...server.items];
  for (let step = 0; step < 40; step += 1) {
    const item = items[Math.floor(random() * items.length)];
    said[item] = answer(item, random() < 0.1 ? null : "wxyz"[Math.floor(random() * 4)], random() < 0.2);
    await terminal.link.answer(said[item]);
    if (random() < 0.05) {
      terminal.link.leave();
      acknowledged.push(...terminal.events.filter(({ type }) => type === "recorded"));
      terminal = await aTerminal({ server, clock, keep, random });
      terminal.line.loss = loss;
    }
    if (random() < 0.1) terminal.line.socketsAllowed = !terminal.line.socketsAllowed;
    if (random() < 0.1) terminal.line.httpAllowed = !terminal.line.httpAllowed;
    await terminal.run(Math.floor(random() * 1500));
    for (const { item: recorded, choice } of terminal.events.filter(({ type }) => type === "recorded")) {
      assert.ok(server.journal.some((entry) => entry.item === recorded && entry.choice === choice), `acknowledged, not in the journal (seed ${seed})`);
    }
  }
  terminal.line.loss = 0;
  terminal.line.socketsAllowed = true;
  terminal.line.httpAllowed = true;
  await terminal.run(25_000);
  assert.equal(terminal.link.line.stoppedBy, null, `stopped though it is alone (seed ${seed})`);
  assert.equal(waitingCount(terminal.link.outbox), 0);
  for (const [item, { choice, doubt }] of Object.entries(said)) {
    assert.deepEqual([server.responses[item].choice, server.responses[item].doubt], [choice, doubt], `item ${item}, seed ${seed}`);
  }
  assert.deepEqual(server.journal.map(({ seq }) => seq), server.journal.map((_, place) => place + 1));
  assert.ok(!terminal.events.some(({ type }) => type === "notTaken" || type === "overruled"), `seed ${seed}`);
}

test("hello and every ping name the form that is here", async () => {
  const { line, link, run } = await aTerminal();
  await run(1500);
  link.tellForm();
  const named = line.sent.filter(({ type }) => type === "hello" || type === "ping").map(({ form }) => form);
  assert.ok(named.length >= 3);
  assert.deepEqual(new Set(named), new Set(["f"]));
});
