/** The room as the server tells it: a snapshot, then changed rows; counters, filters and order are read from it. */

/**
 * One candidate in one sitting, as on the wire (`ROW` in docs/protocol.md).
 * @typedef {Record<string, any> & {number: string, name: string, version: number}} Row
 * @typedef {{version: number, now: string | null, sitting: Record<string, any> | null,
 *            reasons: ReadonlyArray<{code: string, title: {id: string, en: string}}>,
 *            categories: ReadonlyArray<{id: string, title: {id: string, en: string}}>,
 *            rows: ReadonlyMap<string, Row>}} Room
 */

/** Every state a card can show, the one that needs a person first first. */
export const STATES = Object.freeze([
  "referred",
  "disconnected",
  "paused",
  "out",
  "working",
  "waiting",
  "cleared",
  "arrived",
  "expected",
  "absent",
  "finished",
  "refused",
]);

/** @returns {Room} */
export function emptyRoom() {
  return { version: 0, now: null, sitting: null, reasons: [], categories: [], rows: new Map() };
}

/** A snapshot replaces everything: after a restart the server's count may begin again. */
export function applySnapshot(_room, snapshot) {
  return {
    version: snapshot.version,
    now: snapshot.now,
    sitting: snapshot.sitting,
    reasons: snapshot.reasons ?? [],
    categories: snapshot.categories ?? [],
    rows: new Map(snapshot.rows.map((row) => [row.number, row])),
  };
}

/**
 * Changed rows replace the rows of the same number. A row that is older than the one held came
 * late and is dropped; one of the same version is taken, since presence changes without an event.
 */
export function applyRows(room, delta) {
  const rows = new Map(room.rows);
  for (const row of delta.rows) {
    const held = rows.get(row.number);
    if (held === undefined || row.version >= held.version) rows.set(row.number, row);
  }
  return {
    ...room,
    version: Math.max(room.version, delta.version ?? 0),
    now: delta.now ?? room.now,
    rows,
  };
}

/** The row in the answer to an action; the stream brings the same one a moment later. */
export function applyRow(room, row) {
  return applyRows(room, { rows: [row] });
}

export function applySitting(room, sitting) {
  return { ...room, sitting };
}

const ADMITTED = new Set(["matched", "admitted"]);
const AT_WORK = new Set(["waiting", "running"]);

/** The one word a card shows. What ended it comes first, then what needs a person. */
export function stateOf(row, phase = "open") {
  if (row.attempt === "finished") return "finished";
  if (row.admission === "refused") return "refused";
  if (row.admission === "referred") return "referred";
  if (row.admission === "out") return "out";
  if (row.attempt === "paused") return "paused";
  const sits = row.admission === "seated" || AT_WORK.has(row.attempt);
  if (sits && !row.connected) return "disconnected";
  if (row.attempt === "running") return "working";
  if (sits) return "waiting";
  if (ADMITTED.has(row.admission)) return "cleared";
  if (row.admission === "deferred") return row.pin_issued_at ? "cleared" : "arrived";
  if (row.admission === "arrived") return "arrived";
  return phase === "running" || phase === "closed" ? "absent" : "expected";
}

/** How many rows are in each state; every state is named, also with none. */
export function counters(rows, phase) {
  const counts = Object.fromEntries(STATES.map((state) => [state, 0]));
  for (const row of rows) counts[stateOf(row, phase)] += 1;
  return counts;
}

/** Seconds left on a candidate's clock at `nowMs`, or null where no clock runs yet. */
export function secondsLeft(row, nowMs) {
  if (row.attempt === "paused") return row.remaining_s ?? null;
  if (row.attempt !== "running" || !row.deadline_at) return null;
  return Math.max(0, Math.floor((Date.parse(row.deadline_at) - nowMs) / 1000));
}

/** Seconds since an instant on the wire, never negative; null where there is none. */
export function secondsSince(at, nowMs) {
  return at ? Math.max(0, Math.floor((nowMs - Date.parse(at)) / 1000)) : null;
}

/** @returns {number} share of items answered, 0 to 1 */
export function progressOf(row) {
  return row.items > 0 ? Math.min(1, row.answered / row.items) : 0;
}

/** Whether a person has to decide on somebody's face, at whichever gate. */
export function isReferred(row) {
  return row.admission === "referred" || (Boolean(row.referral) && row.admission !== "refused");
}

/** Who waits for a decision, the one who has waited longest first. */
export function referralQueue(rows) {
  return [...rows]
    .filter(isReferred)
    .sort((a, b) => compareText(referredAt(a), referredAt(b)) || compareText(a.number, b.number));
}

/** Since when a referred candidate has been waiting for a person. */
export function referredAt(row) {
  return row.referred_at ?? row.comparison?.at ?? "";
}

/** Plain code-unit order: instants and numbers sort the same in every browser. */
function compareText(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
