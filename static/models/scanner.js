/** Tells a barcode scanner from a person at the keyboard: it types fast and ends with Enter. */

/** A scanner's next character comes within this; a person's hardly ever twice running. */
const GAP_MS_MAX = 50;
const LENGTH_MIN = 4;
const LENGTH_MAX = 256;

/** @typedef {{text: string, atMs: number}} Scan */

/** @returns {Scan} */
export function nothingScanned() {
  return { text: "", atMs: -Infinity };
}

/**
 * @param {Scan} scan @param {string} key as in KeyboardEvent.key @param {number} atMs
 * @returns {{scan: Scan, number: string | null, swallow: boolean}} the number once it is complete; whether
 *   the key belongs to a scan and should do nothing else on the page
 */
export function afterKey(scan, key, atMs) {
  const goesOn = atMs - scan.atMs <= GAP_MS_MAX;
  if (key === "Enter") {
    const complete = goesOn && scan.text.length >= LENGTH_MIN;
    return { scan: nothingScanned(), number: complete ? scan.text : null, swallow: complete };
  }
  if (key.length !== 1) return { scan: key === "Shift" ? scan : nothingScanned(), number: null, swallow: false };
  const text = goesOn ? (scan.text + key).slice(-LENGTH_MAX) : key;
  return { scan: { text, atMs }, number: null, swallow: goesOn };
}
