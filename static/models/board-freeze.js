/** How a freeze is told: since when or until when not everything is shown. */

/** States of a freeze in which not everything is shown. */
export const HOLDING = new Set(["frozen", "revealing"]);

/**
 * Which words say it, and the instant in them; null where there is nothing to say.
 * @param {{freeze: {state: string, from_at: string | null, until_at?: string | null}, phase: string}} sitting
 * @returns {{key: "ahead" | "frozen" | "waiting" | "revealing", at: string} | null}
 */
export function freezeTold({ freeze: { state, from_at: from, until_at: until }, phase }) {
  if (state === "revealing") return { key: "revealing", at: until ?? "" };
  if (!from || (state !== "frozen" && state !== "ahead")) return null;
  // After the exam it no longer goes on, and it is the committee's word that is waited for.
  return { key: state === "frozen" && phase === "closed" ? "waiting" : state, at: from };
}
