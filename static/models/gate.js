/** The gates as pages see them: which look a terminal asks for now, and who in the room needs one. */
import { isAboutGlasses } from "./live.js";

/** A terminal with a camera asks by itself; somebody without one is worth a proctor's way after this. */
const GRACE_MS = 45_000;
/** A server that is away this long follows nobody: the candidate works meanwhile. */
const LINE_AWAY_MS = 5000;
const GATES = new Set(["seat", "return", "presence"]);
/** Where a candidate can be asked: not while signing in, and not after the end. */
const ASKS = new Set(["waiting", "exam", "paused"]);

/** @typedef {{gate: string, dueAt: number, required: boolean}} Gate */

/** @param {any} told the server's GATE @returns {Gate | null} */
export function gateTold(told) {
  const dueAt = Date.parse(told?.due_at ?? "");
  return GATES.has(told?.gate) && !Number.isNaN(dueAt) ? { gate: told.gate, dueAt, required: told.required === true } : null;
}

/**
 * What the terminal asks for, in this moment.
 * @param {{gate: Gate | null, screen: string, secondsUntilDue: (dueAt: number) => number | null}} known
 * @returns {Gate | null}
 */
export function gateWanted({ gate, screen, secondsUntilDue }) {
  return gate !== null && ASKS.has(screen) && secondsUntilDue(gate.dueAt) === 0 ? gate : null;
}

/** Whether a look makes no sense now, and must not stand before the exam. @param {{reachable: boolean, awaySince: number, now: number}} line */
export function cannotLook({ reachable, awaySince, now }) {
  return !reachable && now - awaySince >= LINE_AWAY_MS;
}

/** What a candidate alone at a terminal can do something about, the most useful first. */
const SAYABLE = ["no_face", "several_faces", "too_small", "too_large", "off_centre", "not_frontal", "lower_face_covered", "eyes_hidden", "too_dark", "too_bright", "eyes_closed"];

/**
 * What to say of the live picture; nothing keeps it from being taken.
 * @param {{shown: string, advice?: boolean}} hint @returns {{code: string, advice: boolean} | null}
 */
export function liveToSay({ shown, advice }) {
  if (!shown || shown === "good") return null;
  if (!advice) return { code: firstToSay([{ code: shown }]), advice: false };
  return isAboutGlasses([{ code: shown }]) ? { code: shown, advice: true } : null;
}

/** The one thing to say about a picture that is to be taken again. @param {readonly {code: string}[]} findings @returns {string} */
export function firstToSay(findings) {
  const found = new Set(findings.map(({ code }) => code));
  return SAYABLE.find((code) => found.has(code)) ?? "other";
}

/** Whether it is the same look that is asked for; the same gate a second time is another. @param {Gate | null} a @param {Gate | null} b */
export function sameGate(a, b) {
  return a?.gate === b?.gate && a?.dueAt === b?.dueAt;
}

/**
 * Why somebody's face needs a person: a referral that is open, or a look that nobody has taken.
 * Nor may answers come from the seat of somebody who is out.
 * @returns {{why: "referred" | "due" | "out", gate: string, reason: string | null, sinceMs: number} | null}
 */
export function needsLook(row, nowMs) {
  if (row.attempt === "finished" || row.admission === "refused") return null;
  if (row.referral) return { why: "referred", gate: row.referral.gate, reason: row.referral.reason, sinceMs: Date.parse(row.referral.at) };
  if (row.admission === "referred") return { why: "referred", gate: "arrival", reason: row.comparison?.reason ?? null, sinceMs: Date.parse(row.referred_at ?? row.comparison?.at ?? "") };
  if (row.admission === "out" && row.answers_while_out) return { why: "out", gate: "working", reason: null, sinceMs: Date.parse(row.out_at ?? "") };
  if (!row.due?.required) return null;
  const sinceMs = Date.parse(row.due.due_at);
  const grace = row.due.gate === "return" ? 0 : GRACE_MS;
  return nowMs >= sinceMs + grace ? { why: "due", gate: row.due.gate, reason: null, sinceMs } : null;
}

const ORDER = ["referred", "out", "due"];

/** Everybody who needs a look, whom a machine referred first, then the longest waiting. */
export function lookList(rows, nowMs) {
  return [...rows]
    .map((row) => ({ row, need: needsLook(row, nowMs) }))
    .filter(({ need }) => need !== null)
    .sort((a, b) => ORDER.indexOf(a.need.why) - ORDER.indexOf(b.need.why) || a.need.sinceMs - b.need.sinceMs || (a.row.number < b.row.number ? -1 : 1));
}

/** Who left the room and is not back, the longest gone first; after the end nobody is waited for. */
export function outList(rows) {
  return [...rows]
    .filter((row) => row.admission === "out" && row.attempt !== "finished" && !row.answers_while_out)
    .map((row) => ({ row, sinceMs: Date.parse(row.out_at ?? "") }))
    .sort((a, b) => (a.sinceMs || 0) - (b.sinceMs || 0) || (a.row.number < b.row.number ? -1 : 1));
}

/** A look whose time has come, though the terminal may still ask by itself. @returns {string | null} the gate */
export function wantedNow(row, nowMs) {
  return row.due && nowMs >= Date.parse(row.due.due_at) ? row.due.gate : null;
}

/** At which gate a picture of this candidate is taken now. @param {any} row @returns {string} */
export function gateForPicture(row) {
  if (row.referral) return row.referral.gate;
  if (["expected", "deferred", "matched", "referred", "admitted"].includes(row.admission)) return "arrival";
  return row.due?.gate ?? "presence";
}

/** The marks of a candidate's gates, in the order they are passed. @returns {{gate: string, state: string, at: string | null}[]} */
export function gateMarks(row, nowMs) {
  const need = needsLook(row, nowMs);
  const marks = ["seat", "return", "presence"]
    .filter((gate) => row.gates?.[gate])
    .map((gate) => ({ gate, state: row.gates[gate].state, at: row.gates[gate].at }));
  const arrival = arrivalMark(row);
  const all = arrival ? [arrival, ...marks] : marks;
  if (need?.why !== "due") return all;
  return [...all.filter(({ gate }) => gate !== need.gate), { gate: need.gate, state: "due", at: null }];
}

function arrivalMark(row) {
  const referred = row.referral?.gate === "arrival" || row.admission === "referred";
  const at = row.comparison?.gate === "arrival" ? row.comparison.at : null;
  if (referred) return { gate: "arrival", state: "referred", at };
  if (row.deferred || row.admission === "deferred") return { gate: "arrival", state: "deferred", at: null };
  if (row.admission === "expected" || row.admission === "refused") return null;
  return { gate: "arrival", state: row.decision && row.decision.decision === "admit" ? "admitted" : "match", at };
}
