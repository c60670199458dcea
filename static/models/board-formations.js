/** The lines of all formations in the order in which they are looked at. */

/** @typedef {import("./board.js").Line & {formation: string}} FormationLine */

/**
 * Where most are eligible for each place comes first; then by name.
 * @param {Map<string, import("./board.js").Line>} lines @returns {FormationLine[]}
 */
export function byPressure(lines) {
  const pressure = (/** @type {FormationLine} */ { eligible, places }) => (places > 0 ? eligible / places : 0);
  return [...lines]
    .map(([formation, line]) => ({ formation, ...line }))
    .sort((a, b) => pressure(b) - pressure(a) || a.formation.localeCompare(b.formation));
}
