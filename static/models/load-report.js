/** What a load report comes to: one state, and the rows worth showing. */

/** More rows help nobody mend a file; the count says how many there are. */
export const ROWS_SHOWN_MAX = 300;

/**
 * @typedef {{severity: "problem" | "warning", file: string, row: number | null, column: string | null, code: string,
 *   message: {id: string, en: string}, remedy: {id: string, en: string}}} Problem
 * @typedef {{report: {problems: Problem[], counts: Record<string, number>, changed: boolean}, loaded: boolean, id: string | null}} Answer
 */

/** @param {Answer} answer @returns {{state: "loaded" | "unchanged" | "problems" | "checked", tone: string, problems: number, warnings: number, rows: Problem[], more: number}} */
export function summaryOf(answer) {
  const { problems } = answer.report;
  const wrong = problems.filter(({ severity }) => severity === "problem");
  const counted = Math.max(wrong.length, answer.report.counts.problems ?? 0);
  const state = stateOf(answer, counted);
  return {
    state,
    tone: counted > 0 ? "negative" : state === "unchanged" ? "quiet" : "positive",
    problems: counted,
    warnings: problems.length - wrong.length,
    rows: problems.slice(0, ROWS_SHOWN_MAX),
    more: Math.max(0, counted + (problems.length - wrong.length) - Math.min(problems.length, ROWS_SHOWN_MAX)),
  };
}

/** The counts worth a word on the page, in their order. @param {Record<string, number>} counts */
export function factsOf(counts) {
  return Object.entries(counts).filter(([name, value]) => name !== "problems" && name !== "warnings" && value > 0);
}

/** @param {Answer} answer @param {number} problems */
function stateOf(answer, problems) {
  if (problems > 0) return "problems";
  if (!answer.loaded) return "checked";
  return answer.report.changed ? "loaded" : "unchanged";
}
