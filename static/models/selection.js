/** Which candidates are selected: one, some or all, by pointer or by keyboard. */

/**
 * `cursor` is where the keyboard is, `anchor` where a range begins. `order` is always the list of
 * numbers as they stand on the screen; a selection outlives a filter that hides part of it.
 * @typedef {{chosen: ReadonlySet<string>, cursor: string | null, anchor: string | null}} Selection
 */

/** @returns {Selection} */
export function nothingSelected() {
  return { chosen: new Set(), cursor: null, anchor: null };
}

/** One in or out; the keyboard's place moves there and a range would begin there. */
export function toggle(selection, number) {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(number)) chosen.add(number);
  return { chosen, cursor: number, anchor: number };
}

/** The keyboard's place moves; what is selected stays. */
export function moveTo(selection, number) {
  return { ...selection, cursor: number, anchor: number };
}

/** Everything between the anchor and `number` joins the selection. */
export function extendTo(selection, order, number) {
  const from = order.indexOf(selection.anchor ?? number);
  const to = order.indexOf(number);
  if (to === -1) return selection;
  if (from === -1) return toggleOn(selection, number);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return {
    chosen: new Set([...selection.chosen, ...range]),
    cursor: number,
    anchor: selection.anchor ?? number,
  };
}

function toggleOn(selection, number) {
  return { chosen: new Set([...selection.chosen, number]), cursor: number, anchor: number };
}

/** All that is on the screen joins the selection. */
export function selectAll(selection, order) {
  return { ...selection, chosen: new Set([...selection.chosen, ...order]) };
}

export function clear(selection) {
  return { ...selection, chosen: new Set(), anchor: selection.cursor };
}

/** Exactly these, as after "select the ones that failed". */
export function choose(selection, numbers) {
  return { ...selection, chosen: new Set(numbers) };
}

/** Candidates who have left the sitting leave the selection. */
export function prune(selection, known) {
  const chosen = [...selection.chosen].filter((number) => known.has(number));
  const kept = (number) => (number !== null && known.has(number) ? number : null);
  if (chosen.length === selection.chosen.size && kept(selection.cursor) === selection.cursor) {
    return selection;
  }
  return {
    chosen: new Set(chosen),
    cursor: kept(selection.cursor),
    anchor: kept(selection.anchor),
  };
}

/**
 * Where an arrow key leads in a grid of `columns`: it stays inside, and Home and End go to the ends.
 * @returns {string | null} the number to go to, or null for a key that does not move
 */
export function destination(selection, order, key, columns) {
  if (order.length === 0) return null;
  const at = order.indexOf(selection.cursor);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (key === "Home") return order[0];
  if (key === "End") return order[order.length - 1];
  if (step === undefined) return null;
  if (at === -1) return order[0];
  const to = at + step;
  return to < 0 || to >= order.length ? order[at] : order[to];
}

/** How many selected candidates a filter hides at present. */
export function hiddenCount(selection, order) {
  const shown = new Set(order);
  return [...selection.chosen].filter((number) => !shown.has(number)).length;
}
