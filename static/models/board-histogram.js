/** The distribution of totals as bars: shares and edges, ready to be drawn at any size. */

/**
 * @typedef {{from: number, to: number, count: number, height: number, above: boolean}} Bar
 *   height is a share of the highest; above a cut of the total, never above a sum of section cuts, which parts nobody
 * @typedef {{bars: Bar[], highest: number, cut: number | null, own: number | null, ranked: number}} Histogram
 *   cut and own are places from 0 to 1 along the axis
 */

/**
 * The cut of the total that the rules name, else the sum of the section cuts (whoever passed has at least that).
 * @param {any} sitting @returns {{value: number, exact: boolean} | null}
 */
export function totalCut(sitting) {
  const rule = sitting?.cuts?.[0];
  if (!rule) return null;
  if (rule.total !== null) return { value: rule.total, exact: true };
  const sections = Object.values(rule.sections).map(Number);
  return sections.length > 0 ? { value: sections.reduce((sum, cut) => sum + cut, 0), exact: false } : null;
}

/** @param {any} sitting @param {any} summary @param {number | null} [ownTotal] @returns {Histogram} */
export function histogram(sitting, summary, ownTotal = null) {
  const width = sitting.bin_width;
  const counts = /** @type {number[]} */ (summary.bins);
  const end = counts.length * width;
  const highest = Math.max(1, ...counts);
  const cut = totalCut(sitting);
  const place = (/** @type {number} */ total) => Math.min(1, Math.max(0, total / end));
  return {
    bars: counts.map((count, index) => ({
      from: index * width,
      to: Math.min((index + 1) * width, sitting.total_max),
      count,
      height: count / highest,
      above: cut !== null && cut.exact && index * width >= cut.value,
    })),
    highest,
    cut: cut === null ? null : place(cut.value),
    own: ownTotal === null ? null : place(ownTotal),
    ranked: counts.reduce((sum, count) => sum + count, 0),
  };
}
