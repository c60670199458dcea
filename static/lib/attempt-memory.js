/** What a page that is loaded again without its server needs to go on: who sits here, what was recorded, and the time. */
import { fromRecord, toRecord } from "../models/attempt.js";
import { recalled, serverNow } from "../models/clock.js";

/** @typedef {import("../models/attempt.js").Attempt} Attempt */
/** @typedef {import("../models/clock.js").Clock} Clock */

const CURRENT = "current";
const ATTEMPT = "attempt:";
/** What belongs to one attempt begins with one of these and goes on with the attempt's name. */
export const READABLE = ["form:", ATTEMPT, "read:", "place:"];
const EVERYTHING = [...READABLE, "pending:"];

/** @typedef {typeof import("./keep.js")} Keep */

/**
 * @param {Keep} keep @param {string} name of the attempt
 * @param {{person: any, attempt: Attempt, clock: Clock, mono: number, wallMs: number}} known
 */
export async function remember(keep, name, { person, attempt, clock, mono, wallMs }) {
  const kept = { person, attempt: toRecord(attempt), time: { serverMs: serverNow(clock, mono), wallMs } };
  await Promise.all([keep.write(ATTEMPT + name, kept), keep.write(CURRENT, name)]);
}

/**
 * The attempt that was last at work here.
 * @param {Keep} keep @param {number} mono @param {number} wallMs
 * @returns {Promise<{name: string, person: any, attempt: Attempt, clock: Clock} | null>}
 */
export async function recall(keep, mono, wallMs) {
  const name = await keep.read(CURRENT);
  const kept = typeof name === "string" ? await keep.read(ATTEMPT + name) : null;
  const attempt = fromRecord(kept?.attempt);
  return attempt && kept.person ? { name, person: kept.person, attempt, clock: recalled(kept.time, wallMs, mono) } : null;
}

/** After the end nothing of any attempt stays. @param {Keep} keep */
export async function forgetEverything(keep) {
  await Promise.all([keep.forget(CURRENT), ...EVERYTHING.map((beginning) => keep.forgetAll(beginning))]);
}

/** Nothing that can be read stays; answers that could not be sent do, because nobody else has them. @param {Keep} keep */
export async function forgetReadable(keep) {
  await Promise.all([keep.forget(CURRENT), ...READABLE.map((beginning) => keep.forgetAll(beginning))]);
}

/** Somebody sits down: what an earlier candidate left is wiped. @param {Keep} keep @param {string} name of the attempt that stays */
export async function forgetOthers(keep, name) {
  for (const beginning of READABLE) {
    const others = (await keep.names(beginning)).filter((each) => each !== beginning + name);
    await Promise.all(others.map((each) => keep.forget(each)));
  }
}
