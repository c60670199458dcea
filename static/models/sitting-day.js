/** What the committee may do with a sitting, and when a new one is likely. */

/** @typedef {"prepared" | "open" | "running" | "closed"} Phase */

/** A sitting made in the last minute still leaves an hour to seat people. */
const LEAD_MS = 7_200_000;

/** @type {Record<Phase, readonly string[]>} */
const ACTIONS = {
  prepared: ["open", "assign", "seats"],
  open: ["start", "assign", "seats", "close", "account"],
  running: ["close", "seats", "account"],
  closed: ["account"],
};

/** In the order of the day; the first is the one that moves it on. @param {Phase} phase */
export function actionsFor(phase) {
  return ACTIONS[phase] ?? [];
}

/** Those still to come or at work first, in order of start; closed ones after them, the latest first. @param {any[]} sittings */
export function inOrderOfDay(sittings) {
  const byStart = [...sittings].sort((a, b) => String(a.start_at).localeCompare(String(b.start_at)));
  return [...byStart.filter(({ phase }) => phase !== "closed"), ...byStart.filter(({ phase }) => phase === "closed").reverse()];
}

/**
 * What a new sitting is likely to be, so that little is left to type: the room most candidates are still without a
 * sitting in, as many seats as it has candidates (or the roster, where it names no room), the next full hour that leaves time to prepare.
 * @param {{rooms: Record<string, number>, sittings: {title: string, room: string, seats: number}[], nowMs: number}} known
 */
export function likelySitting({ rooms, sittings, nowMs }) {
  const used = new Set(sittings.map(({ room }) => room));
  const byCount = Object.entries(rooms).filter(([room]) => room).sort(([, a], [, b]) => b - a);
  const [room, candidates] = byCount.find(([name]) => !used.has(name)) ?? byCount[0] ?? [sittings.at(-1)?.room ?? "", 0];
  const start = new Date(nowMs + LEAD_MS);
  start.setMinutes(0, 0, 0);
  return { place: sittings.length + 1, room, seats: candidates || sittings.at(-1)?.seats || rooms[""] || "", start };
}

/** Numbers as a person pastes them: any mixture of lines, commas, semicolons and blanks. @param {string} text */
export function numbersIn(text) {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

/** The seats that differ from what they were. @param {{number: string, seat: string | null}[]} rows @param {Record<string, string>} typed */
export function seatsChanged(rows, typed) {
  const changed = rows.filter(({ number, seat }) => (typed[number] ?? "").trim() && typed[number].trim() !== seat);
  return Object.fromEntries(changed.map(({ number }) => [number, typed[number].trim()]));
}

/** Seats that two candidates would have. @param {{number: string, seat: string | null}[]} rows @param {Record<string, string>} typed */
export function seatsTwice(rows, typed) {
  const seats = rows.map(({ number, seat }) => (typed[number] ?? "").trim() || seat).filter(Boolean);
  return [...new Set(seats.filter((seat, index) => seats.indexOf(seat) !== index))];
}
