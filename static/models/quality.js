/** What the quality gate found in a picture, in the order a person can act on it. */

/** Most useful advice first: somebody must be there before the light matters. */
const BY_USE = [
  "no_face",
  "several_faces",
  "too_small",
  "too_large",
  "off_centre",
  "not_frontal",
  "lower_face_covered",
  "eyes_hidden",
  "too_dark",
  "too_bright",
  "low_contrast",
  "blurred",
  "looks_flat",
  "eyes_closed",
  "glasses_added",
  "glasses_missing",
  "people_behind",
  "glare_behind",
  "busy_behind",
];

/** What keeps the picture from being taken: all but mere advice. @param {readonly {code: string, advice?: boolean}[]} findings */
export function toPutRight(findings) {
  return findings.filter(({ advice }) => !advice);
}

/** The finding to say aloud, or null when there is none; advice only where nothing is to be put right. */
export function firstAdvice(findings) {
  return inOrder(toPutRight(findings))[0] ?? inOrder(findings)[0] ?? null;
}

/** All findings, most useful first, each code once; an unknown code comes last. */
export function inOrder(findings) {
  const rank = (code) => (BY_USE.includes(code) ? BY_USE.indexOf(code) : BY_USE.length);
  const seen = new Set();
  return [...findings]
    .sort((a, b) => rank(a.code) - rank(b.code))
    .filter((finding) => !seen.has(finding.code) && seen.add(finding.code));
}

/** The i18n key of a finding; a code this page does not know still says something. */
export function adviceKey(code) {
  return BY_USE.includes(code) ? `quality.${code}` : "quality.other";
}

/** The face frame on a mirrored preview, in shares of the width and height. */
export function mirrored(face) {
  return { ...face, x: 1 - face.x - face.width };
}

/**
 * Hints calm down: a new hint is shown only when it was found twice running, so that the words
 * do not flicker while somebody moves.
 * @param {{shown: string, last: string, advice?: boolean}} hint codes, "good" when there is nothing to say; `advice`: the picture will do all the same
 */
export function steadied(hint, findings) {
  const first = firstAdvice(findings);
  const code = first?.code ?? "good";
  if (code !== hint.last) return { ...hint, last: code };
  return { shown: code, last: code, advice: Boolean(first?.advice) };
}
