/** What the address of the overlay asks for; what makes no sense is as if it were not there. */

export const VIEWS = ["table", "ticker", "distribution", "clock"];
const SIDES = ["left", "right"];
const THEMES = ["dark", "light"];
const ROWS_MAX = 20;

/** @typedef {{sitting: string, view: string, lang: string, rows: number, side: string, theme: string, formation: string}} Wish */

/** @param {string} search @returns {Wish} */
export function readWish(search) {
  const given = new URLSearchParams(search);
  const oneOf = (/** @type {string} */ name, /** @type {string[]} */ words) => (words.includes(given.get(name) ?? "") ? String(given.get(name)) : words[0]);
  const rows = Number.parseInt(given.get("rows") ?? "", 10);
  const view = oneOf("view", VIEWS);
  return {
    sitting: given.get("sitting") ?? "",
    view,
    lang: given.get("lang") ?? "",
    rows: rows >= 1 && rows <= ROWS_MAX ? rows : view === "ticker" ? 4 : 10,
    side: oneOf("side", SIDES),
    theme: oneOf("theme", THEMES),
    formation: given.get("formation") ?? "",
  };
}
