/**
 * The candidate's ledger of lost and given time (docs/protocol.md, "Lost time"): what is new in it, and its sums.
 *
 * @typedef {{cause: string, from_at: string, until_at: string | null, lost_s: number, given_s: number, by: string, reason?: string}} Line
 */

/** A loss that ended so recently is news to a page that was just loaded. */
const RECENT_MS = 30_000;
/** A cut nobody noticed is in the ledger, and no reason to speak to somebody at work. */
const WORTH_SAYING_S = 5;
/** A page that was loaded again, a line that blinked: in the account, and no news even where it was given back. */
const BLINK_S = 2;

/**
 * Lines that have come to their end since the ledger was last seen; pauses are left out, they have a screen of their own.
 * @param {readonly Line[] | null} seen null where none was seen yet @param {readonly Line[]} ledger @param {number} nowMs the server's
 * @returns {Line[]}
 */
export function newLines(seen, ledger, nowMs) {
  const ended = ledger.filter(({ until_at: until, cause }) => until !== null && cause !== "paused");
  if (seen === null) return ended.filter((line) => worthSaying(line) && nowMs - Date.parse(/** @type {string} */ (line.until_at)) < RECENT_MS);
  const known = new Set(seen.filter(({ until_at: until }) => until !== null).map(nameOf));
  return ended.filter((line) => worthSaying(line) && !known.has(nameOf(line)));
}

/** @param {readonly Line[]} ledger */
export function sums(ledger) {
  return {
    lostS: ledger.reduce((sum, { lost_s: lost }) => sum + lost, 0),
    givenS: ledger.reduce((sum, { given_s: given }) => sum + given, 0),
  };
}

/** @param {Line} line */
function worthSaying({ cause, lost_s: lost, given_s: given }) {
  return lost >= WORTH_SAYING_S || (given > 0 && (lost > BLINK_S || cause === "granted"));
}

/** @param {Line} line */
function nameOf({ cause, from_at: from, given_s: given }) {
  return `${cause} ${from} ${given}`;
}
