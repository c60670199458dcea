/** When the time left is said aloud: once at each mark, also when the clock jumps over one. */

export const MARKS_S = [30 * 60, 10 * 60, 5 * 60, 60];
/** From here on the clock is shown with a word of caution. */
export const SHORT_S = 5 * 60;

/**
 * The mark that was passed between two looks at the clock, the smallest if several; null when none was.
 * @param {number | null} beforeS @param {number | null} nowS
 */
export function markPassed(beforeS, nowS) {
  if (beforeS === null || nowS === null) return null;
  return MARKS_S.findLast((mark) => beforeS > mark && nowS <= mark) ?? null;
}
