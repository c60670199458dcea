/** What may be decided on a result, given how it is withheld and who asks. */

/**
 * @typedef {{disqualified: boolean, proposal: {by: string} | null}} Withheld
 * @typedef {{action: "withhold" | "disqualify" | "release" | "agree" | "decline", allowed: boolean}} Way
 */

/** @param {Withheld | null} withheld @param {string} who @returns {Way[]} */
export function waysFor(withheld, who) {
  const may = (/** @type {Way["action"]} */ action) => ({ action, allowed: true });
  if (!withheld) return [may("withhold"), may("disqualify")];
  // Whoever proposed cannot agree as well.
  if (withheld.proposal) return [{ action: "agree", allowed: withheld.proposal.by !== who }, may("decline")];
  return withheld.disqualified ? [may("release")] : [may("release"), may("disqualify")];
}
