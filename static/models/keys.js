/**
 * What a key means while an item is on screen.
 *
 * Letters choose as long as the item has that choice. So "in doubt" is R (ragu-ragu, review) everywhere, and F or D
 * only where they are no choice's letter.
 */

/**
 * @typedef {{type: "choose", place: number} | {type: "doubt" | "next" | "previous" | "navigator" | "help" | "withdraw"}} Action
 * @param {{key: string, ctrlKey?: boolean, altKey?: boolean, metaKey?: boolean, shiftKey?: boolean}} event
 * @param {number} choices how many the item has
 * @param {boolean} letters whether single letters and digits are listened to (WCAG 2.1.4)
 * @returns {Action | null}
 */
export function actionFor({ key, ctrlKey, altKey, metaKey }, choices, letters = true) {
  if (ctrlKey || altKey || metaKey) return null;
  if (key === "ArrowRight" || key === "PageDown") return { type: "next" };
  if (key === "ArrowLeft" || key === "PageUp") return { type: "previous" };
  if (key === "Delete") return { type: "withdraw" };
  if (!letters || key.length !== 1) return null;
  const place = placeOf(key);
  if (place !== null && place < choices) return { type: "choose", place };
  switch (key.toLowerCase()) {
    case "r":
    case "f":
    case "d":
      return { type: "doubt" };
    case "g":
      return { type: "navigator" };
    case "?":
      return { type: "help" };
    default:
      return null;
  }
}

/** 1–8 and a–h as a place from 0. @param {string} key */
function placeOf(key) {
  if (/^[1-8]$/.test(key)) return Number(key) - 1;
  if (/^[a-h]$/i.test(key)) return key.toLowerCase().charCodeAt(0) - 97;
  return null;
}
