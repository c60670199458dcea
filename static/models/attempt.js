/**
 * One attempt as its terminal shows it: `attempt(state, event) → state`, without a clock, a socket or the page.
 *
 * Events are the server's messages as they come (docs/protocol.md) and what the candidate did on the page:
 * went, read, and `recorded`, `notTaken` from the outbox. Answers that wait in the outbox are laid over
 * the recorded ones by `models/progress.js`.
 */

import { gateTold } from "./gate.js";
import { newLines } from "./ledger.js";

/**
 * @typedef {{id: string, text: string, picture: string | null}} Choice
 * @typedef {{id: string, section: string, stem: string, picture: string | null, choices: Choice[]}} Item
 * @typedef {{digest: string, sections: {id: string, title: any, items: number}[], items: Item[]}} Form
 * @typedef {{choice: string | null, doubt: boolean}} Response
 * @typedef {object} Attempt
 * @property {"waiting" | "running" | "paused" | "finished"} phase
 * @property {Form | null} form
 * @property {number} index the item on screen
 * @property {Readonly<Record<string, Response>>} responses recorded by the server
 * @property {number | null} startAt
 * @property {number | null} deadlineAt
 * @property {number | null} remainingS while paused
 * @property {number} grantedS
 * @property {string | null} pauseReason
 * @property {{seconds: number, reason: string, number: number} | null} grant the latest, with its running number
 * @property {readonly import("./ledger.js").Line[] | null} ledger of lost and given time, null until the server has told it
 * @property {{lines: import("./ledger.js").Line[], number: number} | null} lost what ended since, with its running number
 * @property {{id: string, text: string, at: string}[]} messages not confirmed yet, oldest first
 * @property {readonly string[]} read ids of confirmed messages
 * @property {any} outcome
 * @property {import("./gate.js").Gate | null} gate the look at the face that the exam wants, perhaps later
 * @property {readonly {item: string, code: string}[]} notTaken answers that the server did not take
 */

const AT_WORK = new Set(["waiting", "running", "paused"]);

/** @param {readonly string[]} [read] @returns {Attempt} */
export function newAttempt(read = []) {
  return {
    phase: "waiting",
    form: null,
    index: 0,
    responses: {},
    startAt: null,
    deadlineAt: null,
    remainingS: null,
    grantedS: 0,
    pauseReason: null,
    grant: null,
    ledger: null,
    lost: null,
    messages: [],
    read,
    outcome: null,
    notTaken: [],
    gate: null,
  };
}

/** @param {Attempt} state @param {any} event @returns {Attempt} */
export function attempt(state, event) {
  // After the end nothing of the form comes back, whatever arrives late.
  if (state.phase === "finished") return event.type === "finished" ? finished(state, event) : state;
  switch (event.type) {
    case "welcome":
      return welcome(state, event);
    case "state":
      return stateRead(state, event);
    case "form":
      return { ...state, form: { digest: event.digest, sections: event.sections, items: event.items }, index: kept(state.index, event.items) };
    case "started":
      return { ...state, phase: "running", deadlineAt: instant(event.deadline_at) };
    case "clock":
      return clock(state, event);
    case "paused":
      return { ...state, phase: "paused", deadlineAt: null, remainingS: event.remaining_s, pauseReason: event.reason || null };
    case "resumed":
      return { ...entered(state, event.ledger, event.now), phase: "running", deadlineAt: instant(event.deadline_at), remainingS: null, pauseReason: null };
    case "gate":
      return { ...state, gate: gateTold(event.gate) };
    case "message":
      return message(state, event);
    case "finished":
      return finished(state, event);
    case "recorded":
      return { ...state, responses: { ...state.responses, [event.item]: { choice: event.choice, doubt: event.doubt } } };
    case "notTaken":
      return { ...state, notTaken: [...state.notTaken, { item: event.item, code: event.code }] };
    case "went":
      return { ...state, index: kept(event.index, state.form?.items ?? []) };
    case "read":
      return { ...state, read: [...state.read, event.id], messages: state.messages.filter(({ id }) => id !== event.id) };
    default:
      return state; // a newer server may say more
  }
}

/** What is written down at the terminal; the form has a place of its own. @param {Attempt} state */
export function toRecord({ phase, responses, startAt, deadlineAt, remainingS, grantedS, pauseReason, ledger = null, messages, read }) {
  return { phase, responses, startAt, deadlineAt, remainingS, grantedS, pauseReason, ledger, messages, read };
}

/** @param {any} record anything that was found at the terminal @returns {Attempt | null} null where it is no attempt at work */
export function fromRecord(record) {
  if (!AT_WORK.has(record?.phase) || typeof record.responses !== "object" || !Array.isArray(record.read) || !Array.isArray(record.messages)) return null;
  return { ...newAttempt(record.read), ...toRecord(record) };
}

/** @param {Attempt} state @param {any} event */
function welcome(state, event) {
  const responses = Object.fromEntries(
    Object.entries(event.responses ?? {}).map(([item, { choice, doubt }]) => [item, { choice, doubt }]),
  );
  // A gate is told after the welcome, where there is one.
  return { ...timed(state, event.attempt, event.now), gate: null, responses, startAt: event.start_at === undefined ? state.startAt : instant(event.start_at) };
}

/** A state read over plain HTTP. @param {Attempt} state @param {any} event @returns {Attempt} */
function stateRead(state, event) {
  const { attempt: told, sitting } = event.state;
  if (told.phase === "finished") return finished(state, { outcome: told.outcome, ledger: told.ledger });
  return { ...timed(state, told, event.state.now), gate: gateTold(event.state.gate), startAt: instant(sitting.start_at) };
}

/** @param {Attempt} state @param {any} told @param {string} now @returns {Attempt} */
function timed(state, told, now) {
  const phase = told.phase === "running" || told.phase === "paused" || told.phase === "finished" ? told.phase : "waiting";
  const granted = told.granted_s ?? 0;
  const grownBy = state.deadlineAt === null ? 0 : granted - state.grantedS;
  return {
    ...entered(granting(state, told.ledger, now, grownBy, ""), told.ledger, now),
    // The end is only shown with its outcome.
    phase: phase === "finished" ? state.phase : phase,
    deadlineAt: instant(told.deadline_at),
    remainingS: phase === "paused" ? (told.remaining_s ?? null) : null,
    pauseReason: phase === "paused" ? state.pauseReason : null,
    grantedS: granted,
  };
}

/** @param {Attempt} state @param {any} event @returns {Attempt} */
function clock(state, event) {
  const seconds = event.granted_s - state.grantedS;
  return {
    ...entered(granting(state, event.ledger, event.now, seconds, event.reason ?? ""), event.ledger, event.now),
    deadlineAt: instant(event.deadline_at),
    remainingS: state.phase === "paused" ? (event.remaining_s ?? (state.remainingS ?? 0) + seconds) : null,
    grantedS: event.granted_s,
  };
}

/**
 * What a person added. A ledger tells it from what the rule gave back; without one all of it counts.
 * @param {Attempt} state @param {any} ledger @param {string} now @param {number} grownBy @param {string} reason @returns {Attempt}
 */
function granting(state, ledger, now, grownBy, reason) {
  const added = ledger ? newLines(state.ledger, ledger, Date.parse(now)).filter(({ cause }) => cause === "granted") : [];
  const seconds = ledger ? added.reduce((sum, { given_s: given }) => sum + given, 0) : grownBy;
  return seconds > 0 ? { ...state, grant: { seconds, reason, number: (state.grant?.number ?? 0) + 1 } } : state;
}

/** The ledger as the server tells it, and what in it is news. @param {Attempt} state @param {any} ledger @param {string} now @returns {Attempt} */
function entered(state, ledger, now) {
  if (!ledger) return state;
  const lines = newLines(state.ledger, ledger, Date.parse(now)).filter(({ cause }) => cause !== "granted");
  return { ...state, ledger, lost: lines.length > 0 ? { lines, number: (state.lost?.number ?? 0) + 1 } : state.lost };
}

/** @param {Attempt} state @param {any} event @returns {Attempt} */
function message(state, { id, text, at }) {
  const known = state.read.includes(id) || state.messages.some((each) => each.id === id);
  return known ? state : { ...state, messages: [...state.messages, { id, text, at }] };
}

/** Nothing readable of the form stays. @param {Attempt} state @param {any} event @returns {Attempt} */
function finished(state, event) {
  return {
    ...newAttempt(state.read),
    phase: "finished",
    outcome: event.outcome ?? state.outcome,
    ledger: event.ledger ?? state.ledger,
    notTaken: state.notTaken,
    messages: [],
  };
}

/** @param {number} index @param {readonly unknown[]} items */
function kept(index, items) {
  return Math.max(0, Math.min(index, items.length - 1));
}

/** @param {string | null | undefined} text @returns {number | null} */
function instant(text) {
  const value = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(value) ? null : value;
}
