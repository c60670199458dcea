/**
 * The line to the server: when to try again, when to take plain HTTP, when to take the line for dead, when to stop.
 *
 * All times are milliseconds of one monotonic clock. Chance comes in as a number from 0 to 1.
 */

/** After this long without the socket, answers go over plain HTTP. */
export const HTTP_AFTER_MS = 4000;
/** Something was asked and nothing at all was heard for this long: the line is dead, whatever the socket says. */
export const SILENCE_MS = 8000;
export const PING_EVERY_MS = 15_000;
/** The first pings come quicker, to read the clock. */
const FIRST_PINGS_MS = [0, 700, 1500];
const WAIT_MS_FIRST = 1000;
const WAIT_MS_MAX = 8000;
const WAIT_MS_TOO_FAST = 3000;

/** @type {Record<number, "replaced" | "finished" | "version">} */
const STOPS = { 4409: "replaced", 4410: "finished", 4426: "version" };

/**
 * @typedef {object} Line
 * @property {"away" | "connecting" | "open" | "stopped"} phase
 * @property {number} awaySince when it was last open, or when the page began
 * @property {number} phaseSince
 * @property {number} tries since it was last open
 * @property {number} retryAt
 * @property {number} heardAt the last message of any kind
 * @property {number | null} askedAt the oldest question that is still without any message after it
 * @property {number} pings sent on this socket
 * @property {number} pingAt
 * @property {null | "replaced" | "finished" | "version" | "signed_out"} stoppedBy
 */

/** A page that begins tries at once. @param {number} now @returns {Line} */
export function newLine(now) {
  return { phase: "away", awaySince: now, phaseSince: now, tries: 0, retryAt: now, heardAt: now, askedAt: null, pings: 0, pingAt: now, stoppedBy: null };
}

/** @param {Line} line @param {number} now @returns {Line} */
export function connecting(line, now) {
  return { ...line, phase: "connecting", phaseSince: now, tries: line.tries + 1, askedAt: now };
}

/** The welcome came. @param {Line} line @param {number} now @returns {Line} */
export function opened(line, now) {
  return { ...line, phase: "open", phaseSince: now, tries: 0, heardAt: now, askedAt: null, pings: 0, pingAt: now };
}

/** @param {Line} line @param {number} code a close code; 0 where there was none @param {number} now @param {number} random @returns {Line} */
export function closed(line, code, now, random) {
  if (line.phase === "stopped") return line;
  if (code in STOPS) return stopped(line, STOPS[code], now);
  const wait = Math.max(waitMs(line.tries, random), code === 4429 ? WAIT_MS_TOO_FAST : 0);
  const awaySince = line.phase === "open" ? now : line.awaySince;
  return { ...line, phase: "away", phaseSince: now, awaySince, retryAt: now + wait, askedAt: null };
}

/** @param {Line} line @param {NonNullable<Line["stoppedBy"]>} why @param {number} now @returns {Line} */
export function stopped(line, why, now) {
  return { ...line, phase: "stopped", phaseSince: now, stoppedBy: why, askedAt: null };
}

/** The browser says that the network is back. @param {Line} line @param {number} now @returns {Line} */
export function hurried(line, now) {
  return line.phase === "away" ? { ...line, retryAt: Math.min(line.retryAt, now) } : line;
}

/** @param {Line} line @param {number} now @returns {Line} */
export function heardSomething(line, now) {
  return { ...line, heardAt: now, askedAt: null };
}

/** Something was sent that the server answers. @param {Line} line @param {number} now @returns {Line} */
export function asked(line, now) {
  return { ...line, askedAt: line.askedAt ?? now };
}

/** @param {Line} line @param {number} now @returns {Line} */
export function pinged(line, now) {
  const next = FIRST_PINGS_MS[line.pings + 1];
  const wait = next === undefined ? PING_EVERY_MS : next - FIRST_PINGS_MS[line.pings];
  return { ...asked(line, now), pings: line.pings + 1, pingAt: now + wait };
}

/** @param {Line} line @param {number} now */
export function shouldTry(line, now) {
  return line.phase === "away" && now >= line.retryAt;
}

/** @param {Line} line @param {number} now */
export function shouldPing(line, now) {
  return line.phase === "open" && now >= line.pingAt;
}

/** @param {Line} line @param {number} now */
export function isDead(line, now) {
  return (line.phase === "open" || line.phase === "connecting") && line.askedAt !== null && now - line.askedAt >= SILENCE_MS;
}

/** @param {Line} line @param {number} now */
export function usesHttp(line, now) {
  return (line.phase === "away" || line.phase === "connecting") && now - line.awaySince >= HTTP_AFTER_MS;
}

/**
 * The wait before the next try: a random part of a second at first, so that a restarted server meets its terminals
 * spread out, then doubling, each shortened by up to half.
 * @param {number} tries @param {number} random
 */
export function waitMs(tries, random) {
  if (tries <= 0) return WAIT_MS_FIRST * random;
  return Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** (tries - 1)) * (1 - random / 2);
}
