/**
 * The answers that the server has not acknowledged yet, in order, each with its number.
 *
 * An answer gets its number when it is first sent; from then on number and content belong together until it is
 * acknowledged or a welcome tells what was recorded. That is why an acknowledgement, whose only content is a number,
 * can never be taken for another answer's. Only answers that were never sent may be replaced by a later one of their item.
 */

/** As many as may be on their way unacknowledged over one socket. */
export const IN_FLIGHT_MAX = 16;
/** As many as one HTTP request carries. */
export const BATCH_MAX = 64;

const NUMBER_AGAIN = new Set(["seq_gap", "seq_conflict"]);
const WAIT_FOR_THE_ATTEMPT = new Set(["paused", "not_running"]);
const AFTER_THE_END = new Set(["too_late", "finished"]);
const WAIT_FOR_THE_SERVER = new Set(["disk_full", "busy", "store_away"]);

/**
 * @typedef {{item: string, choice: string | null, doubt: boolean}} Answer
 * @typedef {Answer & {seq: number | null, sent: boolean}} Pending
 * @typedef {object} Outbox
 * @property {number} lastSeq the highest number known to be recorded
 * @property {readonly Pending[]} pending in the order in which they were given
 * @property {null | "attempt" | "server"} held why nothing is sent at the moment
 * @property {boolean} resync the numbers are in doubt: only a new welcome helps
 */

/** @returns {Outbox} */
export function emptyOutbox() {
  return { lastSeq: 0, pending: [], held: null, resync: false };
}

/** The candidate gave, changed, doubted or withdrew an answer. @param {Outbox} outbox @param {Answer} answer @returns {Outbox} */
export function given(outbox, { item, choice, doubt }) {
  const others = outbox.pending.filter((each) => each.item !== item || each.seq !== null);
  return { ...outbox, pending: [...others, { item, choice, doubt, seq: null, sent: false }] };
}

/**
 * What to send now. Write the new outbox down before the responses go out.
 * @param {Outbox} outbox @param {number} [limit] as many as may be on their way
 * @returns {{outbox: Outbox, responses: (Answer & {seq: number})[]}}
 */
export function dispatched(outbox, limit = IN_FLIGHT_MAX) {
  if (outbox.held || outbox.resync) return { outbox, responses: [] };
  let room = limit - outbox.pending.filter((each) => each.sent).length;
  let highest = highestSeq(outbox);
  /** @type {(Answer & {seq: number})[]} */
  const responses = [];
  const pending = outbox.pending.map((each) => {
    if (each.sent || room <= 0) return each;
    room -= 1;
    const seq = each.seq ?? (highest += 1);
    responses.push({ seq, item: each.item, choice: each.choice, doubt: each.doubt });
    return { ...each, seq, sent: true };
  });
  return { outbox: { ...outbox, pending }, responses };
}

/**
 * Everything up to `seq` is on the server's disk.
 * @param {Outbox} outbox @param {number} seq
 * @returns {{outbox: Outbox, recorded: Pending[]}}
 */
export function acknowledged(outbox, seq) {
  const recorded = outbox.pending.filter((each) => each.seq !== null && each.seq <= seq);
  const pending = outbox.pending.filter((each) => each.seq === null || each.seq > seq);
  return { outbox: { ...outbox, lastSeq: Math.max(outbox.lastSeq, seq), pending }, recorded };
}

/**
 * @param {Outbox} outbox @param {{seq: number, code: string, last_seq: number}} refusal
 * @returns {{outbox: Outbox, givenUp: Pending | null}}
 */
export function refused(outbox, { seq, code, last_seq }) {
  const entry = outbox.pending.find((each) => each.seq === seq);
  if (!entry) return { outbox, givenUp: null };
  const again = unsentFrom(outbox, code === "seq_gap" ? last_seq + 1 : seq);
  if (NUMBER_AGAIN.has(code)) return { outbox: { ...again, resync: code === "seq_conflict" || hasHole(again, last_seq) }, givenUp: null };
  if (WAIT_FOR_THE_ATTEMPT.has(code)) return { outbox: { ...again, held: "attempt" }, givenUp: null };
  if (WAIT_FOR_THE_SERVER.has(code)) return { outbox: { ...again, held: "server" }, givenUp: null };
  const pending = outbox.pending.filter((each) => each !== entry);
  return { outbox: { ...outbox, pending, resync: !AFTER_THE_END.has(code) && pending.length > 0 }, givenUp: entry };
}

/** The hindrance is over: the attempt runs again, or the server is to be asked again. @param {Outbox} outbox @returns {Outbox} */
export function released(outbox) {
  return { ...outbox, held: null };
}

/** The line was cut: what was on its way may or may not have arrived. @param {Outbox} outbox @returns {Outbox} */
export function interrupted(outbox) {
  return unsentFrom(outbox, 0);
}

/**
 * A welcome tells the truth. Answers recorded meanwhile are done; what another terminal recorded later stands;
 * everything else keeps its order and is numbered again.
 * @param {Outbox} outbox
 * @param {number} lastSeq
 * @param {Record<string, Answer & {seq: number}>} responses
 * @returns {{outbox: Outbox, overruled: Pending[]}}
 */
export function welcomed(outbox, lastSeq, responses) {
  /** @type {Pending[]} */
  const overruled = [];
  const kept = outbox.pending.filter((each, place) => {
    const record = responses[each.item];
    if (!record || record.seq <= outbox.lastSeq) return true;
    const own = outbox.pending.findIndex((other) => other.seq === record.seq && sameAnswer(other, { ...record, item: each.item }));
    if (own < 0) overruled.push(each);
    return own >= 0 && place > own;
  });
  const pending = latestOfEachItem(kept).map((each) => ({ ...each, seq: null, sent: false }));
  return { outbox: { lastSeq, pending, held: null, resync: false }, overruled };
}

/** The newest answer of an item that still waits. @param {Outbox} outbox @param {string} item @returns {Pending | undefined} */
export function pendingOf(outbox, item) {
  return outbox.pending.findLast((each) => each.item === item);
}

/** How many items wait. @param {Outbox} outbox */
export function waitingCount(outbox) {
  return new Set(outbox.pending.map((each) => each.item)).size;
}

/** What is written down at the terminal. @param {Outbox} outbox */
export function toRecord({ lastSeq, pending }) {
  return { lastSeq, pending: pending.map(({ item, choice, doubt, seq }) => ({ item, choice, doubt, seq })) };
}

/** @param {any} record anything that was found at the terminal @returns {Outbox} */
export function fromRecord(record) {
  if (!Number.isInteger(record?.lastSeq) || !Array.isArray(record.pending)) return emptyOutbox();
  const pending = record.pending
    .filter((/** @type {any} */ each) => typeof each?.item === "string" && (each.choice === null || typeof each.choice === "string"))
    .map((/** @type {any} */ each) => ({
      item: each.item,
      choice: each.choice,
      doubt: each.doubt === true,
      seq: Number.isInteger(each.seq) ? each.seq : null,
      sent: false,
    }));
  return { lastSeq: record.lastSeq, pending, held: null, resync: false };
}

/** @param {Answer} a @param {Answer} b */
export function sameAnswer(a, b) {
  return a.item === b.item && a.choice === b.choice && a.doubt === b.doubt;
}

/** @param {Outbox} outbox */
function highestSeq(outbox) {
  return outbox.pending.reduce((highest, each) => Math.max(highest, each.seq ?? 0), outbox.lastSeq);
}

/** @param {Outbox} outbox @param {number} seq @returns {Outbox} */
function unsentFrom(outbox, seq) {
  return { ...outbox, pending: outbox.pending.map((each) => (each.seq !== null && each.seq >= seq ? { ...each, sent: false } : each)) };
}

/** Whether the number after the server's last is missing here, so that sending again cannot close the gap. @param {Outbox} outbox @param {number} lastSeq */
function hasHole(outbox, lastSeq) {
  return !outbox.pending.some((each) => each.seq === lastSeq + 1);
}

/** @param {readonly Pending[]} pending */
function latestOfEachItem(pending) {
  return pending.filter((each, place) => !pending.slice(place + 1).some((later) => later.item === each.item));
}
