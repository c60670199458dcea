/** A comparison in words and as places on a gauge. The number is a dissimilarity: smaller is more alike. */

/** The gauge ends here unless the number lies beyond it. */
const GAUGE_END = 1;

/**
 * @returns {"match" | "between" | "strong_non_match"} which of the policy's three zones it lies in
 */
export function zoneOf(comparison) {
  if (comparison.dissimilarity <= comparison.match_at_most) return "match";
  const strongFrom = comparison.strong_non_match_from;
  return strongFrom != null && comparison.dissimilarity >= strongFrom
    ? "strong_non_match"
    : "between";
}

/**
 * Shares of the gauge's width, 0 to 1: where the number stands and where the zones end.
 */
export function gaugeOf(comparison) {
  const strong = comparison.strong_non_match_from ?? comparison.match_at_most;
  const end = Math.max(GAUGE_END, comparison.dissimilarity * 1.05, strong * 1.05);
  const share = (value) => Math.min(1, Math.max(0, value / end));
  return {
    end,
    value: share(comparison.dissimilarity),
    matchEnd: share(comparison.match_at_most),
    strongStart: share(strong),
  };
}

/** Why the distance may be large though it is the same person; the key of the sentence, or null. @param {{findings?: readonly string[]}} comparison */
export function glassesSaid({ findings = [] }) {
  const differ = findings.find((code) => code === "glasses_added" || code === "glasses_missing");
  return differ ? `comparison.${differ}` : null;
}

/** Cues that alone lead to no referral. */
const HINTS = ["virtual_camera"];

/**
 * What to say of whether a person stood there; no heading where there is nothing to say.
 * @param {{outcome: string, cues: string[]} | null | undefined} live
 * @returns {{heading: string, cues: string[], tone: "caution" | "positive" | "quiet"}}
 */
export function liveSaid(live) {
  const cues = live?.cues ?? [];
  const strong = cues.some((cue) => !HINTS.includes(cue));
  if (strong) return { heading: "live.noticed", cues, tone: "caution" };
  if (live?.outcome === "failed") return { heading: "live.failed", cues, tone: "caution" };
  if (live?.outcome === "passed") return { heading: "live.passed_said", cues, tone: "positive" };
  if (cues.length > 0) return { heading: "live.hint", cues, tone: "quiet" };
  return { heading: live?.outcome === "not_judged" ? "live.not_judged" : "", cues, tone: "quiet" };
}
