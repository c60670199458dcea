/** Which of the terminal's screens shows, and what has to be said about the line: pure functions of what is known. */

/** A short cut is over before anyone needs to read about it. */
const NOTICE_AFTER_MS = 2000;
const WORKING = new Set(["waiting", "exam", "paused"]);

/**
 * @param {{person: any, screen: string, stoppedBy: string, attempt: import("./attempt.js").Attempt}} page
 * @returns {string} loading, sign_in, waiting, exam, paused, outcome or stopped
 */
export function screenOf({ person, screen, stoppedBy, attempt }) {
  if (!person) return screen;
  if (stoppedBy) return "stopped";
  if (attempt.phase === "finished") return "outcome";
  if (attempt.phase === "running") return attempt.form ? "exam" : "loading";
  return attempt.phase;
}

/**
 * @param {object} known
 * @param {string} known.screen
 * @param {import("./connection.js").Line} known.line
 * @param {import("./outbox.js").Outbox} known.outbox
 * @param {boolean} known.httpWorks
 * @param {number | null} known.seconds left
 * @param {number} known.now
 * @returns {null | "line.away" | "line.http" | "line.held" | "time.over_away"}
 */
export function lineNotice({ screen, line, outbox, httpWorks, seconds, now }) {
  if (!WORKING.has(screen)) return null;
  if (outbox.held === "server") return "line.held";
  if (line.phase === "open" || now - line.awaySince < NOTICE_AFTER_MS) return null;
  if (seconds === 0) return "time.over_away";
  return httpWorks ? "line.http" : "line.away";
}

/** Items whose last answer was not confirmed before the end. @param {import("./attempt.js").Attempt} attempt */
export function unconfirmedCount({ notTaken }) {
  return new Set(notTaken.filter(({ code }) => code === "too_late" || code === "unconfirmed").map(({ item }) => item)).size;
}
