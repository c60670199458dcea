/** Sizes of files in words of the page's language. */
import { numberText } from "./format.js";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** @param {number} bytes */
export function sizeText(bytes) {
  const step = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return numberText(bytes / 1000 ** step, { style: "unit", unit: UNITS[step], unitDisplay: "short", maximumFractionDigits: step > 1 ? 1 : 0 });
}
