/**
 * What the server's clock says now, estimated from several pings and a monotonic clock.
 *
 * The terminal's wall clock is asked for one thing only: how long the page was away when it is loaded again. All `mono` values are milliseconds of one monotonic clock
 * (performance.now()); instants are milliseconds since 1970 on the server's clock.
 */

/** Samples that are kept; the quickest of them is trusted. */
export const SAMPLES_MAX = 8;
/** What a message that came unasked may be wrong by. */
const HEARD_ERROR_MS = 2000;
/** What the wall clock carried over a reload may be wrong by: any word of the server is better. */
const RECALLED_ERROR_MS = 60_000;
/** Beyond what the round trips explain, a contradiction of this size means that the monotonic clock stood still (sleep). */
const CONTRADICTION_MS = 250;

/**
 * @typedef {{offset: number, error: number}} Sample `error`: the estimate is wrong by at most this many milliseconds
 * @typedef {{samples: readonly Sample[]}} Clock newest last
 */

/** @returns {Clock} */
export function unsetClock() {
  return { samples: [] };
}

/**
 * A question and its answer: the server's clock was read somewhere between sending and receiving.
 * @param {Clock} clock @param {{sentMono: number, receivedMono: number, serverMs: number}} reading
 * @returns {Clock}
 */
export function sampled(clock, { sentMono, receivedMono, serverMs }) {
  if (!Number.isFinite(serverMs) || receivedMono < sentMono) return clock;
  const error = (receivedMono - sentMono) / 2;
  return withSample(clock, { offset: serverMs - (sentMono + error), error });
}

/**
 * A message that came unasked: the server's clock is at least this far. Only taken when nothing better is known.
 * @param {Clock} clock @param {{receivedMono: number, serverMs: number}} reading
 * @returns {Clock}
 */
export function heard(clock, { receivedMono, serverMs }) {
  const best = quickest(clock.samples);
  if ((best !== null && best.error <= HEARD_ERROR_MS) || !Number.isFinite(serverMs)) return clock;
  return withSample(clock, { offset: serverMs - receivedMono, error: HEARD_ERROR_MS });
}

/**
 * What the page knew before it was loaded again, carried on by the wall clock, until the server says better.
 * A wall clock that went back carries nothing.
 * @param {{serverMs: number, wallMs: number}} kept @param {number} wallMs now @param {number} mono @returns {Clock}
 */
export function recalled(kept, wallMs, mono) {
  if (!Number.isFinite(kept?.serverMs) || !Number.isFinite(kept.wallMs)) return unsetClock();
  const serverMs = kept.serverMs + Math.max(0, wallMs - kept.wallMs);
  return { samples: [{ offset: serverMs - mono, error: RECALLED_ERROR_MS }] };
}

/** The server's instant now, or null while it is not known. @param {Clock} clock @param {number} mono @returns {number | null} */
export function serverNow(clock, mono) {
  const best = quickest(clock.samples);
  return best ? mono + best.offset : null;
}

/** Seconds until an instant, never negative; null while the clock is not known. @param {Clock} clock @param {number} instantMs @param {number} mono */
export function secondsUntil(clock, instantMs, mono) {
  const now = serverNow(clock, mono);
  return now === null ? null : Math.max(0, (instantMs - now) / 1000);
}

/** @param {Clock} clock @param {Sample} sample @returns {Clock} */
function withSample(clock, sample) {
  const best = quickest(clock.samples);
  const contradicted = best !== null && Math.abs(sample.offset - best.offset) > sample.error + best.error + CONTRADICTION_MS;
  return { samples: contradicted ? [sample] : [...clock.samples, sample].slice(-SAMPLES_MAX) };
}

/** @param {readonly Sample[]} samples @returns {Sample | null} */
function quickest(samples) {
  return samples.reduce((/** @type {Sample | null} */ best, each) => (best === null || each.error < best.error ? each : best), null);
}
