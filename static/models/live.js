/** A face before the camera, view by view: whether to hold still, and when the picture may be taken by itself. */

/** Everything right for so long, and the face at rest. */
export const HOLD_MS = 1000;
/** Longer where glasses are advised to be taken off or put on: it can be done, and need not. */
export const HOLD_FOR_GLASSES_MS = 5000;
/** A face that moves by less than this share of the picture rests. */
export const REST_SHARE = 0.03;
/** Between two views a face at rest is seen again this soon; later nothing is known of the time between. */
export const GAP_MS = 900;
/** Advice that the automatic picture waits for: eyes open again after a blink. Whoever presses takes it at any moment. */
const WAITS_FOR = "eyes_closed";
const GLASSES = new Set(["glasses_added", "glasses_missing"]);

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Face in shares of the picture
 * @typedef {{findings: {code: string, advice?: boolean}[], face: Face | null, asked?: string | null, share?: number, outcome?: string | null, noticed?: string[]}} View
 * @typedef {{sinceMs: number | null, atMs: number, face: Face | null, forMs: number}} Hold
 */

/** @returns {Hold} */
export function noHold() {
  return { sinceMs: null, atMs: 0, face: null, forMs: HOLD_MS };
}

/** @param {Hold} hold @param {View} view @param {number} nowMs @returns {Hold} */
export function afterView(hold, view, nowMs) {
  const { face } = view;
  if (!face || view.findings.some(({ code, advice }) => !advice || code === WAITS_FOR)) return noHold();
  const rests = hold.face !== null && nowMs - hold.atMs <= GAP_MS && apart(hold.face, face) <= REST_SHARE;
  const wishes = isAboutGlasses(view.findings) ? HOLD_FOR_GLASSES_MS : HOLD_MS;
  const forMs = rests ? Math.max(hold.forMs, wishes) : wishes;
  return { sinceMs: rests ? (hold.sinceMs ?? nowMs) : nowMs, atMs: nowMs, face, forMs };
}

/** Whether only one of the two pictures has glasses. @param {readonly {code: string}[]} findings */
export function isAboutGlasses(findings) {
  return findings.some(({ code }) => GLASSES.has(code));
}

/** How much of the time is over, 0 to 1. @param {Hold} hold */
export function heldShare(hold) {
  return hold.sinceMs === null ? 0 : Math.min(1, (hold.atMs - hold.sinceMs) / hold.forMs);
}

/** Whether a challenge is under way. @param {View | null} view */
export function isAsking(view) {
  return Boolean(view?.asked);
}

/** A challenge that ended without having been passed. @param {View | null} view */
export function hasFailed(view) {
  return Boolean(view?.outcome) && view?.outcome !== "passed";
}

/**
 * Where the arrow points, as the picture shows it: on a mirrored picture the candidate's left is on the left.
 * @param {string | null | undefined} asked @param {boolean} looksAway
 * @returns {"left" | "right" | "centre"}
 */
export function arrowOf(asked, looksAway) {
  if (asked !== "left" && asked !== "right") return "centre";
  if (!looksAway) return asked;
  return asked === "left" ? "right" : "left";
}

/** @param {Face} one @param {Face} other */
function apart(one, other) {
  const middles = [one, other].map(({ x, y, width, height }) => [x + width / 2, y + height / 2]);
  return Math.max(Math.abs(middles[0][0] - middles[1][0]), Math.abs(middles[0][1] - middles[1][1]));
}
