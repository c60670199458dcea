/** The account of a sitting: who came, how it ended for whom, and each line of it as words and values. */

/**
 * @typedef {{at: string, type: string, values: Record<string, any>, numbers: string[], given_s: number}} Line
 * @typedef {{number: string, name: string, seat: string | null, admission: string, attempt: string, incidents: number,
 *   finished: {how: string} | null, decision: any, granted_s: number}} Row
 */

const UNFINISHED = new Set(["waiting", "running", "paused"]);
const NEVER_CAME = new Set(["expected"]);

/** Those whose attempt keeps the sitting from closing. @param {Row[]} rows */
export function unfinished(rows) {
  return rows.filter(({ attempt }) => UNFINISHED.has(attempt));
}

/** Those who may be taken out of the sitting: nothing of theirs has begun. @param {{admission: string, attempt: string}} row */
export function untouched({ admission, attempt }) {
  return NEVER_CAME.has(admission) && attempt === "prepared";
}

/**
 * Everybody of the sitting in exactly one of these groups, in the order of the day.
 * @param {Row[]} rows
 */
export function attendance(rows) {
  /** @type {Record<string, Row[]>} */
  const groups = { handed_in: [], time_over: [], closed: [], unfinished: [], not_begun: [], referred: [], refused: [], absent: [] };
  for (const row of rows) groups[groupOf(row)].push(row);
  return groups;
}

/** @param {Row} row */
function groupOf(row) {
  if (row.finished) return row.finished.how;
  if (UNFINISHED.has(row.attempt)) return "unfinished";
  if (row.admission === "refused") return "refused";
  if (row.admission === "referred") return "referred";
  return NEVER_CAME.has(row.admission) ? "absent" : "not_begun";
}

/** The door goes without saying. @param {string | undefined} gate */
const atGate = (gate) => (gate && gate !== "arrival" ? `.${gate}` : "");

/** What is told under more than one name. @type {Record<string, (values: Record<string, any>) => string>} */
const NAMES = {
  ProbeCompared: ({ gate }) => `probe_compared${atGate(gate)}`,
  ReferralDecided: ({ decision, gate }) => `referral_decided.${decision}${atGate(gate)}`,
  TimeLost: ({ cause }) => `time_lost.${cause}`,
  SittingStarted: ({ by }) => (by === "clock" ? "sitting_started.clock" : "sitting_started"),
};

/**
 * A line as the page tells it: the name of its words, what they need, by whom, and what a person wrote.
 * @param {Line} line
 */
export function toldLine({ at, type, values, numbers, given_s: given }) {
  return {
    at,
    name: NAMES[type]?.(values) ?? inWords(type),
    values: {
      minutes: Math.round((values.seconds ?? 0) / 60),
      seconds: Math.round(given),
      class: values.incident_class ?? "",
      version: String(values.key_version ?? ""),
    },
    by: values.by === "clock" ? "" : (values.by ?? ""),
    words: type === "ProbeCompared" ? "" : values.text || values.reason || values.question || values.words || "",
    numbers,
  };
}

/** `AttemptPaused` as the key of its words: `attempt_paused`. @param {string} type */
function inWords(type) {
  return type.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
