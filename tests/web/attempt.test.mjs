/** The attempt on screen: a fold of what the server said and the candidate did. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt, fromRecord, newAttempt, toRecord } from "../../static/models/attempt.js";
import { dispatched, emptyOutbox, given } from "../../static/models/outbox.js";
import { currentItem, itemStates, picturesOf, responseOf, saveState, sectionProgress } from "../../static/models/progress.js";
import { lineNotice, screenOf, unconfirmedCount } from "../../static/models/screen.js";
import { newLine, opened } from "../../static/models/connection.js";

const aForm = () => ({
  type: "form",
  digest: "d",
  sections: [{ id: "s", title: { id: "Satu", en: "One" }, items: 2 }, { id: "t", title: { id: "Dua", en: "Two" }, items: 1 }],
  items: [
    { id: "s-1", section: "s", stem: "?", picture: "/p/1", choices: [{ id: "b", text: "x", picture: null }, { id: "a", text: "y", picture: "/p/2" }] },
    { id: "s-2", section: "s", stem: "?", picture: null, choices: [{ id: "a", text: "x", picture: null }] },
    { id: "t-1", section: "t", stem: "?", picture: null, choices: [{ id: "a", text: "x", picture: null }] },
  ],
});
const aWelcome = (told = {}, responses = {}) => ({
  type: "welcome",
  connection: "c",
  now: "2024-10-16T01:00:00Z",
  attempt: { phase: "running", last_seq: 0, deadline_at: "2024-10-16T02:40:00Z", remaining_s: null, granted_s: 0, ...told },
  responses,
  start_at: "2024-10-16T01:00:00Z",
});
const after = (...events) => events.reduce(attempt, newAttempt());
const running = (...events) => after(aWelcome(), aForm(), ...events);

test("a waiting attempt starts when the server says so", () => {
  const state = after(aWelcome({ phase: "waiting", deadline_at: null }), { type: "started", deadline_at: "2024-10-16T02:40:00Z" });
  assert.equal(state.phase, "running");
  assert.equal(state.deadlineAt, Date.parse("2024-10-16T02:40:00Z"));
});

test("a welcome replaces what was believed to be recorded", () => {
  const state = running({ type: "recorded", item: "s-1", choice: "a", doubt: false }, aWelcome({}, { "s-2": { choice: "a", doubt: true, seq: 1 } }));
  assert.deepEqual(state.responses, { "s-2": { choice: "a", doubt: true } });
  assert.equal(state.form.digest, "d", "the form stays");
});

test("a pause shows what remains, and going on brings the new deadline", () => {
  const paused = running({ type: "paused", reason: "Listrik", remaining_s: 61 });
  assert.deepEqual([paused.phase, paused.remainingS, paused.pauseReason, paused.deadlineAt], ["paused", 61, "Listrik", null]);
  const on = attempt(paused, { type: "resumed", deadline_at: "2024-10-16T03:00:00Z" });
  assert.deepEqual([on.phase, on.remainingS, on.deadlineAt], ["running", null, Date.parse("2024-10-16T03:00:00Z")]);
});

test("granted time is told once with its seconds and reason", () => {
  const state = running({ type: "clock", deadline_at: "2024-10-16T02:45:00Z", granted_s: 300, reason: "Listrik" });
  assert.deepEqual(state.grant, { seconds: 300, reason: "Listrik", number: 1 });
  const again = attempt(state, aWelcome({ granted_s: 300 }));
  assert.equal(again.grant.number, 1, "a reconnect does not tell it again");
});

test("time granted while the terminal was away is told at the welcome", () => {
  assert.deepEqual(running(aWelcome({ granted_s: 120 })).grant, { seconds: 120, reason: "", number: 1 });
  assert.equal(after(aWelcome({ granted_s: 120 })).grant, null, "but not to a page that has only just begun");
});

test("time granted during a pause lengthens what remains", () => {
  const state = running({ type: "paused", reason: "", remaining_s: 60 }, { type: "clock", deadline_at: null, granted_s: 30, reason: "" });
  assert.equal(state.remainingS, 90);
});

test("each message is shown once, also when it is sent again", () => {
  const message = { type: "message", id: "m", text: "Halo", at: "2024-10-16T01:00:00Z" };
  const shown = running(message, message);
  assert.equal(shown.messages.length, 1);
  const read = attempt(shown, { type: "read", id: "m" });
  assert.deepEqual(attempt(read, message).messages, []);
  assert.deepEqual(attempt(newAttempt(["m"]), message).messages, [], "nor after a reload");
});

test("after the end nothing of the form is left, and nothing brings it back", () => {
  const ended = running({ type: "recorded", item: "s-1", choice: "a", doubt: false }, { type: "finished", outcome: { total: 5 } });
  assert.equal(ended.phase, "finished");
  assert.deepEqual([ended.form, ended.responses, ended.messages], [null, {}, []]);
  for (const late of [aForm(), aWelcome(), { type: "started", deadline_at: "2024-10-16T02:40:00Z" }]) assert.equal(attempt(ended, late), ended);
  assert.ok(!JSON.stringify(ended).includes("s-1"));
});

test("the end is known from a state read over HTTP as well", () => {
  const state = { attempt: { phase: "finished", outcome: { total: 9 } }, sitting: { start_at: null } };
  assert.equal(running({ type: "state", state }).outcome.total, 9);
});

test("what a newer server says besides is ignored", () => {
  const state = running();
  assert.equal(attempt(state, { type: "weather", text: "rain" }), state);
});

test("going beyond the ends stays at the ends", () => {
  assert.equal(running({ type: "went", index: -3 }).index, 0);
  assert.equal(running({ type: "went", index: 99 }).index, 2);
});

test("an answer that waits is what the candidate sees, and is marked as waiting", () => {
  const state = running({ type: "recorded", item: "s-1", choice: "a", doubt: false });
  const outbox = given(dispatched(given(emptyOutbox(), { item: "s-1", choice: "b", doubt: false })).outbox, { item: "s-1", choice: null, doubt: true });
  assert.deepEqual(responseOf(state, outbox, "s-1"), { choice: null, doubt: true });
  const [first, second] = itemStates(state, outbox);
  assert.deepEqual([first.answered, first.doubt, first.waiting], [false, true, true]);
  assert.equal(second.waiting, false);
});

test("sections are counted with their first unanswered item", () => {
  const [first, second] = sectionProgress(running({ type: "recorded", item: "s-1", choice: "a", doubt: true }), emptyOutbox());
  assert.deepEqual([first.answered, first.unanswered, first.inDoubt, first.firstUnanswered], [1, 1, 1, 1]);
  assert.deepEqual([second.first, second.firstUnanswered, second.items], [2, 2, 1]);
});

test("the item on screen knows its place within its section", () => {
  const { item, place, last } = currentItem(running({ type: "went", index: 2 }));
  assert.deepEqual([item.id, place, last], ["t-1", 1, true]);
});

test("all pictures of a form are found", () => {
  assert.deepEqual(picturesOf(running().form), ["/p/1", "/p/2"]);
});

test("saved is only said when nothing waits", () => {
  assert.deepEqual([saveState(0, false), saveState(1, true), saveState(1, false)], ["saved", "saving", "unsaved"]);
});

test("the screen follows the attempt", () => {
  const page = (state, more = {}) => ({ person: {}, screen: "loading", stoppedBy: "", attempt: state, ...more });
  assert.equal(screenOf(page(after(aWelcome({ phase: "waiting" })))), "waiting");
  assert.equal(screenOf(page(after(aWelcome()))), "loading", "running, but the form is still on its way");
  assert.equal(screenOf(page(running())), "exam");
  assert.equal(screenOf(page(running({ type: "paused", reason: "", remaining_s: 1 }))), "paused");
  assert.equal(screenOf(page(running(), { stoppedBy: "replaced" })), "stopped");
  assert.equal(screenOf({ ...page(running()), person: null, screen: "sign_in" }), "sign_in");
});

test("a short cut is not mentioned, a longer one is, and an open line never", () => {
  const known = { screen: "exam", line: newLine(0), outbox: emptyOutbox(), httpWorks: false, seconds: 60, now: 1999 };
  assert.equal(lineNotice(known), null);
  assert.equal(lineNotice({ ...known, now: 2000 }), "line.away");
  assert.equal(lineNotice({ ...known, now: 2000, httpWorks: true }), "line.http");
  assert.equal(lineNotice({ ...known, now: 2000, seconds: 0 }), "time.over_away");
  assert.equal(lineNotice({ ...known, now: 2000, line: opened(newLine(0), 0) }), null);
  assert.equal(lineNotice({ ...known, outbox: { ...emptyOutbox(), held: "server" } }), "line.held");
});

test("items whose answer came too late are counted once", () => {
  const late = (item) => ({ type: "notTaken", item, code: "too_late" });
  assert.equal(unconfirmedCount(running(late("s-1"), late("s-1"), late("s-2"), { type: "notTaken", item: "t-1", code: "unknown_choice" })), 2);
});

test("what is written down of an attempt is taken up again, without its form", () => {
  const state = running({ type: "recorded", item: "s-1", choice: "a", doubt: true }, { type: "message", id: "m", text: "Halo", at: "2024-10-16T01:00:00Z" });
  const record = toRecord(state);
  assert.ok(!JSON.stringify(record).includes("stem"));
  assert.deepEqual(fromRecord(structuredClone(record)), { ...state, form: null });
});

test("what is no attempt at work is not taken up", () => {
  const finished = running({ type: "finished", outcome: {} });
  for (const record of [null, undefined, 7, {}, { phase: "running" }, toRecord(finished)]) assert.equal(fromRecord(record), null);
});
