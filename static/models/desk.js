/** One arrival at the desk, step by step: number, picture, outcome, decision, PIN, next. */

/**
 * @typedef {"search" | "camera" | "comparing" | "retake" | "outcome" | "deciding" | "pin" | "settled"} Step
 * @typedef {{step: Step, number: string | null, findings: ReadonlyArray<{code: string}>,
 *            face: object | null, shot: boolean, pin: {pin: string, closes_at: string} | null,
 *            decidedAt: string | null, error: string | null}} Desk
 */

/** @returns {Desk} */
export function deskAtRest() {
  return {
    step: "search",
    number: null,
    findings: [],
    face: null,
    shot: false,
    pin: null,
    decidedAt: null,
    error: null,
  };
}

/** Where a candidate's arrival goes on, whoever began it and at whichever desk. */
export function stepFor(row) {
  if (row.admission === "referred") return "deciding";
  if (row.admission === "refused" || row.attempt === "finished") return "settled";
  if (["seated", "out"].includes(row.admission)) return "settled";
  if (["matched", "admitted", "deferred"].includes(row.admission)) return "outcome";
  return "camera";
}

/**
 * What the desk does next. Events are what happened: a candidate was found, a picture was taken,
 * the server answered, another desk decided, the person at the desk went on.
 * @param {Desk} desk
 * @returns {Desk}
 */
export function afterEvent(desk, event) {
  switch (event.type) {
    case "found":
      return {
        ...deskAtRest(),
        number: event.row.number,
        step: stepFor(event.row),
        decidedAt: event.row.decision?.at ?? null,
      };
    case "again":
      return { ...desk, step: "camera", findings: [], face: null, shot: false, error: null };
    case "without_picture":
      return desk.step === "camera" || desk.step === "retake" ? { ...desk, step: "deciding" } : desk;
    case "second_thoughts":
      return ["outcome", "settled"].includes(desk.step) ? { ...desk, step: "deciding" } : desk;
    case "sent":
      return { ...desk, step: "comparing", shot: true, error: null };
    case "compared":
      return desk.number === event.number ? compared(desk, event.answer) : desk;
    case "decided":
      return {
        ...desk,
        step: stepFor(event.row),
        decidedAt: event.row.decision?.at ?? null,
        error: null,
      };
    case "pin":
      return desk.number === event.number
        ? { ...desk, step: "pin", pin: { pin: event.pin, closes_at: event.closes_at }, error: null }
        : desk;
    case "failed":
      return { ...desk, step: desk.step === "comparing" ? "camera" : desk.step, error: event.code };
    case "row":
      return followed(desk, event.row);
    case "next":
      return deskAtRest();
    default:
      return desk;
  }
}

function compared(desk, answer) {
  const steps = { match: "outcome", deferred: "outcome", referred: "deciding", retake: "retake" };
  return {
    ...desk,
    step: steps[answer.outcome],
    findings: answer.findings ?? [],
    face: answer.face ?? null,
  };
}

/**
 * Somebody else went on with this candidate, at the console or another desk: this desk goes on from
 * there. Second thoughts about somebody already decided on are left alone until decided here. The search for
 * the same face under another number ends after the match is shown, and may still call for a person.
 */
function followed(desk, row) {
  if (row.number !== desk.number) return desk;
  const decidedAt = row.decision?.at ?? null;
  if (desk.step === "deciding" && decidedAt !== null && decidedAt !== desk.decidedAt) {
    return { ...desk, step: stepFor(row), decidedAt };
  }
  if (desk.step === "outcome" && ["referred", "refused"].includes(row.admission)) {
    return { ...desk, step: stepFor(row), decidedAt, error: null };
  }
  return desk;
}

/** Symbology marks, control characters and blanks around what a scanner typed. */
const SCANNER_NOISE = /^\][A-Za-z][0-9]|[\p{Cc}\s]+/gu;
const NUMBER_LENGTH_MAX = 64;

/** The candidate number in what was typed, scanned or read from a QR link; "" when there is none. */
export function numberFromScan(text) {
  const cleaned = String(text).replace(SCANNER_NOISE, "");
  const inLink = /[?&](?:number|nomor)=([^&#]+)/u.exec(cleaned);
  const number = inLink ? decodeURIComponent(inLink[1]) : cleaned;
  return number.length > NUMBER_LENGTH_MAX ? "" : number;
}

/**
 * Who is meant: the exact number, else the numbers ending in what was typed, else names holding it.
 * @returns {{exact: object | null, candidates: object[]}} at most `limit` to choose from
 */
export function findCandidate(rows, typed, limit = 8) {
  const number = numberFromScan(typed);
  if (number === "") return { exact: null, candidates: [] };
  const all = [...rows];
  const exact = all.find((row) => row.number.toLowerCase() === number.toLowerCase()) ?? null;
  if (exact) return { exact, candidates: [exact] };
  const words = String(typed).trim().toLowerCase();
  const byNumber = all.filter((row) => number.length >= 3 && row.number.endsWith(number));
  const byName = all.filter((row) => words.length >= 2 && row.name.toLowerCase().includes(words));
  const candidates = [...new Set([...byNumber, ...byName])];
  return {
    exact: byNumber.length === 1 && byName.length === 0 ? byNumber[0] : null,
    candidates: candidates.slice(0, limit),
  };
}

/** Who has come and how it went; every candidate is in `all`, the rest overlap as people read them. */
export function arrivalCounters(rows) {
  const counts = { all: 0, expected: 0, arrived: 0, referred: 0, admitted: 0, refused: 0 };
  for (const row of rows) {
    counts.all += 1;
    if (row.admission === "expected") counts.expected += 1;
    else counts.arrived += 1;
    if (row.admission === "referred") counts.referred += 1;
    if (row.admission === "refused") counts.refused += 1;
    if (["matched", "admitted", "seated", "out"].includes(row.admission)) counts.admitted += 1;
  }
  return counts;
}

/** The last thing that happened to a candidate on the way in. */
export function lastStepAt(row) {
  const instants = [row.comparison?.at, row.decision?.at, row.pin_issued_at].filter(Boolean);
  return instants.length === 0 ? null : instants.reduce((a, b) => (a > b ? a : b));
}

/** The latest arrivals, newest first. */
export function lastArrivals(rows, limit = 12) {
  return [...rows]
    .filter((row) => lastStepAt(row) !== null)
    .sort((a, b) => (lastStepAt(a) < lastStepAt(b) ? 1 : -1))
    .slice(0, limit);
}

/** Whether PINs are given out at `nowMs`, and for how many seconds more; null without a closing. */
export function pinWindow(sitting, nowMs) {
  if (!sitting?.pin_closes_at) return { open: true, secondsLeft: null };
  const secondsLeft = Math.floor((Date.parse(sitting.pin_closes_at) - nowMs) / 1000);
  return { open: secondsLeft > 0, secondsLeft: Math.max(0, secondsLeft) };
}

/** A PIN in groups that are easy to read aloud: 482913 → "482 913", 8 digits → two fours. */
export function readablePin(pin) {
  const size = pin.length % 4 === 0 ? 4 : 3;
  return pin.match(new RegExp(`.{1,${size}}`, "gu"))?.join(" ") ?? pin;
}
