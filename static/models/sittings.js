/** Which sitting a page for staff begins with, and how the choice is ordered. */

/** The desk looks for a sitting that lets people in, the console for one that works. */
const WANTED = {
  desk: ["open", "running", "prepared", "closed"],
  console: ["running", "open", "prepared", "closed"],
};

/**
 * The one the address names, else the one whose phase fits the page best and which starts soonest.
 * @param {any[]} sittings @param {string | null} named @param {"desk" | "console"} page
 */
export function firstSitting(sittings, named, page) {
  return sittings.find(({ id }) => id === named) ?? inOrder(sittings, page)[0] ?? null;
}

/** @param {any[]} sittings @param {"desk" | "console"} page */
export function inOrder(sittings, page) {
  const place = (sitting) => WANTED[page].indexOf(sitting.phase);
  return [...sittings].sort(
    (a, b) => place(a) - place(b) || Date.parse(a.start_at) - Date.parse(b.start_at),
  );
}

/**
 * What the room's clock says: to the start, to the last deadline, or nothing.
 * @param {any} sitting @param {Iterable<any>} rows @param {number} nowMs
 * @returns {{kind: "start" | "end" | "none", at: string | null, seconds: number | null}}
 */
export function roomClock(sitting, rows, nowMs) {
  const none = { kind: "none", at: null, seconds: null };
  if (!sitting) return none;
  if (sitting.phase === "running") {
    const at = lastDeadline(rows) ?? sitting.end_at ?? null;
    return at ? { kind: "end", at, seconds: until(at, nowMs) } : none;
  }
  if (sitting.phase === "closed" || !sitting.start_at) return none;
  return { kind: "start", at: sitting.start_at, seconds: until(sitting.start_at, nowMs) };
}

function lastDeadline(rows) {
  let last = null;
  for (const { attempt, deadline_at: at } of rows) {
    if (attempt === "running" && at && (last === null || Date.parse(at) > Date.parse(last))) last = at;
  }
  return last;
}

function until(at, nowMs) {
  return Math.max(0, Math.ceil((Date.parse(at) - nowMs) / 1000));
}
