/** Which look a terminal asks for, and who in the room needs one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cannotLook, firstToSay, gateForPicture, gateMarks, gateTold, gateWanted, liveToSay, lookList, needsLook, outList, sameGate, wantedNow } from "../../static/models/gate.js";
import { handAfter, handAtRest, waitsOn, withPicture } from "../../static/models/handheld.js";
import { queueWords } from "../../static/models/face-queue.js";
import { attempt, newAttempt } from "../../static/models/attempt.js";
import { referralQueue } from "../../static/models/room.js";
import { aComparison, aRow, seated } from "./rows.js";

const EIGHT = Date.parse("2025-03-03T01:00:00Z");
const at = (seconds) => new Date(EIGHT + seconds * 1000).toISOString();
const due = (gate, seconds = 0, required = true) => ({ gate, due_at: at(seconds), required });
const referral = (gate, seconds = 0, reason = "non_match") => ({ gate, reason, at: at(seconds) });

test("a look is asked for when its time has come, and only where somebody sits", () => {
  const gate = gateTold(due("seat"));
  const wanted = (screen, seconds) => gateWanted({ gate, screen, secondsUntilDue: () => seconds });
  assert.equal(wanted("waiting", 0), gate);
  assert.equal(wanted("exam", 0), gate);
  assert.equal(wanted("exam", 1), null);
  assert.equal(wanted("exam", null), null, "the server's clock is not known yet");
  assert.equal(wanted("outcome", 0), null);
  assert.equal(gateWanted({ gate: null, screen: "exam", secondsUntilDue: () => 0 }), null);
});

test("of a live picture a candidate hears what to put right and of glasses, not what a room looks like", () => {
  assert.deepEqual(liveToSay({ shown: "too_dark", advice: false }), { code: "too_dark", advice: false });
  assert.deepEqual(liveToSay({ shown: "glasses_added", advice: true }), { code: "glasses_added", advice: true });
  assert.equal(liveToSay({ shown: "busy_behind", advice: true }), null);
  assert.equal(liveToSay({ shown: "good" }), null);
  assert.equal(liveToSay({ shown: "" }), null);
});

test("while the server is away for more than a moment nobody is kept before the camera", () => {
  const away = { reachable: false, awaySince: 1000 };
  assert.equal(cannotLook({ ...away, now: 3000 }), false);
  assert.equal(cannotLook({ ...away, now: 9000 }), true);
  assert.equal(cannotLook({ ...away, reachable: true, now: 9000 }), false);
});

test("what a newer server may say asks for nothing here", () => {
  assert.equal(gateTold({ gate: "iris", due_at: at(0) }), null);
  assert.equal(gateTold({ gate: "seat", due_at: "soon" }), null);
  assert.equal(gateTold(null), null);
});

test("the same gate a second time is another look", () => {
  assert.ok(sameGate(gateTold(due("return", 5)), gateTold(due("return", 5))));
  assert.ok(!sameGate(gateTold(due("return", 5)), gateTold(due("return", 9))));
  assert.ok(sameGate(null, null));
});

test("a welcome forgets the gate, and the message after it tells the new one", () => {
  const told = attempt(newAttempt(), { type: "gate", gate: due("seat") });
  assert.equal(told.gate?.gate, "seat");
  const welcome = { type: "welcome", attempt: { phase: "waiting", ledger: [] }, responses: {}, now: at(0) };
  assert.equal(attempt(told, welcome).gate, null);
});

test("the advice is the most useful one a candidate alone can follow", () => {
  assert.equal(firstToSay([{ code: "too_dark" }, { code: "no_face" }]), "no_face");
  assert.equal(firstToSay([{ code: "something_new" }]), "other");
});

test("a referral needs a person at once, a look only when no terminal has taken it", () => {
  assert.equal(needsLook(seated("1", { due: due("seat") }), EIGHT + 44_000), null);
  assert.equal(needsLook(seated("1", { due: due("seat") }), EIGHT + 45_000)?.gate, "seat");
  assert.equal(needsLook(seated("1", { due: due("return") }), EIGHT)?.gate, "return");
  assert.equal(needsLook(seated("1", { due: due("seat", 0, false) }), EIGHT + 900_000), null, "optional");
  assert.equal(needsLook(seated("1", { referral: referral("seat") }), EIGHT)?.why, "referred");
  assert.equal(needsLook(seated("1", { referral: referral("seat"), attempt: "finished" }), EIGHT), null);
});

test("who was referred comes first, then the longest waiting", () => {
  const rows = [
    seated("1", { due: due("return", -600) }),
    seated("2", { referral: referral("seat", -60) }),
    seated("3", { referral: referral("return", -300) }),
    aRow("4", { admission: "referred", referred_at: at(-30), comparison: aComparison({ outcome: "referred" }) }),
    seated("5"),
  ];
  assert.deepEqual(lookList(rows, EIGHT).map(({ row }) => row.number), ["3", "2", "4", "1"]);
  assert.deepEqual(referralQueue(rows.map((row) => ({ ...row, referred_at: row.referral?.at ?? row.referred_at }))).map(({ number }) => number), ["3", "2", "4"]);
});

test("a picture is taken for the gate that needs it", () => {
  assert.equal(gateForPicture(aRow("1")), "arrival");
  assert.equal(gateForPicture(seated("1", { due: due("return") })), "return");
  assert.equal(gateForPicture(seated("1", { referral: referral("presence"), due: null })), "presence");
  assert.equal(gateForPicture(seated("1")), "presence", "a look of the proctor's own accord");
});

test("the marks tell each gate once, the wanted one last", () => {
  const row = seated("1", { gates: { seat: { state: "match", at: at(0) }, return: { state: "match", at: at(60) } }, due: due("return", 120), comparison: aComparison() });
  assert.deepEqual(gateMarks(row, EIGHT).map(({ gate, state }) => `${gate} ${state}`), ["arrival match", "seat match", "return match"]);
  assert.deepEqual(gateMarks(row, EIGHT + 120_000).map(({ gate, state }) => `${gate} ${state}`), ["arrival match", "seat match", "return due"]);
});

test("the hand goes from list to camera to decision and back", () => {
  let hand = handAfter(handAtRest(), { type: "found", row: seated("7", { due: due("return") }) });
  assert.deepEqual([hand.step, hand.gate], ["camera", "return"]);
  hand = handAfter(hand, { type: "sent" });
  hand = handAfter(hand, { type: "compared", number: "7", answer: { outcome: "retake", findings: [{ code: "blurred" }] } });
  assert.equal(hand.step, "retake");
  hand = handAfter(handAfter(hand, { type: "sent" }), { type: "compared", number: "7", answer: { outcome: "referred" } });
  assert.equal(hand.step, "deciding");
  assert.deepEqual(handAfter(hand, { type: "back" }), handAtRest());
});

test("an answer about somebody else changes nothing in the hand", () => {
  const hand = handAfter(handAtRest(), { type: "found", row: seated("7") });
  assert.equal(handAfter(hand, { type: "compared", number: "8", answer: { outcome: "match" } }), hand);
});

test("a camera that failed at the seat is answered by a picture, a referral with one by a decision", () => {
  const without = seated("7", { referral: referral("seat", 0, "no_camera"), comparison: aComparison() });
  assert.equal(handAfter(handAtRest(), { type: "found", row: without }).step, "camera");
  const pictured = seated("7", { referral: referral("seat"), comparison: aComparison({ outcome: "referred" }) });
  assert.equal(handAfter(handAtRest(), { type: "found", row: pictured }).step, "deciding");
});

test("who is out comes back before a picture is taken, and is listed with the longest gone first", () => {
  const gone = (number, seconds, changes = {}) => seated(number, { admission: "out", out_at: at(seconds), ...changes });
  assert.equal(handAfter(handAtRest(), { type: "found", row: gone("7", 0) }).step, "out");
  assert.equal(handAfter(handAtRest(), { type: "found", row: seated("7", { due: due("return") }) }).step, "camera");
  const rows = [gone("1", 60), gone("2", 0), seated("3"), gone("4", -60, { attempt: "finished" })];
  assert.deepEqual(outList(rows).map(({ row }) => row.number), ["2", "1"]);
});

test("answers from the seat of somebody who is out need a look, before any look that is due", () => {
  const gone = seated("2", { admission: "out", out_at: at(60), answers_while_out: true });
  assert.equal(needsLook({ ...gone, answers_while_out: false }, EIGHT), null);
  const rows = [seated("1", { due: due("return", 0) }), gone, seated("3", { referral: referral("seat", 90) })];
  assert.deepEqual(lookList(rows, EIGHT + 100_000).map(({ row, need }) => `${row.number} ${need.why}`), ["3 referred", "2 out", "1 due"]);
  assert.deepEqual(outList(rows), []);
  assert.equal(needsLook({ ...gone, attempt: "finished" }, EIGHT), null);
});

test("a look whose time has come is told before it is worth a proctor's way", () => {
  const row = seated("7", { due: due("seat", 10) });
  assert.equal(wantedNow(row, EIGHT), null);
  assert.equal(wantedNow(row, EIGHT + 10_000), "seat");
  assert.equal(needsLook(row, EIGHT + 10_000), null);
});

test("a picture waits on without a network, a server or a sign-in, and not where it was refused", () => {
  assert.deepEqual([0, 401, 429, 500, 503].map((status) => waitsOn({ status })), Array(5).fill(true));
  assert.deepEqual([404, 409, 413, 422].map((status) => waitsOn({ status })), Array(4).fill(false));
});

test("the newest picture of one look waits for the network, not all of them", () => {
  const shot = (number, gate, size) => ({ number, gate, accept: true, picture: { size } });
  const waiting = [shot("1", "seat", 1), shot("2", "seat", 2)].reduce(withPicture, []);
  assert.deepEqual(withPicture(waiting, shot("1", "seat", 3)).map(({ number, picture }) => [number, picture.size]), [["2", 2], ["1", 3]]);
});

test("the queue is told as what it means for the line", () => {
  const words = (told) => queueWords({ waiting: 0, later: 0, seat_first: false, ...told }).key;
  assert.equal(queueWords(null).key, "face_queue.unknown");
  assert.equal(words({}), "face_queue.none");
  assert.equal(words({ waiting: 2 }), "face_queue.waiting");
  assert.equal(words({ later: 3 }), "face_queue.later");
  assert.equal(words({ waiting: 30, later: 9, seat_first: true }), "face_queue.seat_first");
});
