/** The time left of a sitting, by the server's clock as far as this page has heard it. */

/**
 * The server's clock minus ours, in milliseconds. A message that was long under way tells a smaller difference than
 * there is, never a larger one, so the largest of a connection is the best.
 * @param {number | null} known @param {string} serverNow @param {number} localNow_ms
 */
export function clockDifference(known, serverNow, localNow_ms) {
  const heard = Date.parse(serverNow) - localNow_ms;
  return known === null ? heard : Math.max(known, heard);
}

/**
 * What the board's clock says: before the start, how long until then; while the exam runs, how long it still does.
 * @param {{phase: string, start_at: string | null, end_at: string | null} | null} sitting
 * @param {number} now_ms by the server's clock
 * @returns {{state: "unknown" | "before" | "running" | "ended" | "closed", seconds: number | null}}
 */
export function timeShown(sitting, now_ms) {
  if (!sitting) return { state: "unknown", seconds: null };
  if (sitting.phase === "closed") return { state: "closed", seconds: null };
  const untilStart = secondsUntil(sitting.start_at, now_ms);
  if (untilStart !== null && untilStart > 0) return { state: "before", seconds: untilStart };
  if (sitting.phase !== "running") return { state: "before", seconds: null };
  const untilEnd = secondsUntil(sitting.end_at, now_ms);
  if (untilEnd === null) return { state: "running", seconds: null };
  return untilEnd > 0 ? { state: "running", seconds: untilEnd } : { state: "ended", seconds: null };
}

/** @param {string | null} instant @param {number} now_ms */
function secondsUntil(instant, now_ms) {
  return instant === null ? null : (Date.parse(instant) - now_ms) / 1000;
}
