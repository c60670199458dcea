/** What of the room is on the screen: the filter by state, the search and the order. */

import { needsLook } from "./gate.js";
import { STATES, progressOf, secondsLeft, stateOf } from "./room.js";

/**
 * @typedef {{states: ReadonlySet<string>, query: string, order: string, needsLook: boolean}} View
 */

export const ORDERS = Object.freeze(["seat", "number", "name", "urgency", "progress", "time"]);

/** @returns {View} */
export function wholeRoom() {
  return { states: new Set(), query: "", order: "seat", needsLook: false };
}

/** A click on a counter adds its state to the filter, a second click takes it away. */
export function toggleState(view, state) {
  const states = new Set(view.states);
  if (!states.delete(state)) states.add(state);
  return { ...view, states };
}

export function searching(view, query) {
  return { ...view, query };
}

export function ordering(view, order) {
  return { ...view, order: ORDERS.includes(order) ? order : "seat" };
}

/** Only those whose face needs a person, or everybody again. */
export function toggleNeedsLook(view) {
  return { ...view, needsLook: !view.needsLook };
}

export function isFiltered(view) {
  return view.states.size > 0 || view.needsLook || view.query.trim() !== "";
}

/** The rows to show, in order. Every word of the search must be found somewhere in the row. */
export function visibleRows(rows, view, { phase = "open", nowMs = 0 } = {}) {
  const words = plain(view.query).split(/\s+/u).filter(Boolean);
  const shown = [...rows].filter(
    (row) =>
      (view.states.size === 0 || view.states.has(stateOf(row, phase))) &&
      (!view.needsLook || needsLook(row, nowMs) !== null) &&
      words.every((word) => read(row).words.includes(word)),
  );
  const compare = comparison(view.order, phase, nowMs);
  return shown.sort((a, b) => compare(a, b) || compareText(read(a).number, read(b).number));
}

/** Whom Enter in the search means: who sits at just that seat, or whose number ends so, or else the first that is shown. */
export function meantBy(query, shown) {
  const wanted = plain(query.trim());
  return shown.find((row) => plain(row.seat ?? "") === wanted) ?? shown.find((row) => plain(row.number).endsWith(wanted)) ?? shown[0] ?? null;
}

function comparison(order, phase, nowMs) {
  switch (order) {
    case "number":
      return () => 0;
    case "name":
      return (a, b) => compareText(read(a).name, read(b).name);
    case "urgency":
      return (a, b) => urgency(a, phase, nowMs) - urgency(b, phase, nowMs) || bySeat(a, b);
    case "progress":
      return (a, b) => progressOf(a) - progressOf(b);
    case "time":
      return (a, b) => timeOrder(a, nowMs) - timeOrder(b, nowMs);
    default:
      return bySeat;
  }
}

/** Seats as a person counts them: A2 before A10; without a seat last. */
function bySeat(a, b) {
  if (!a.seat || !b.seat) return Number(!a.seat) - Number(!b.seat);
  return compareText(read(a).seat, read(b).seat);
}

function urgency(row, phase, nowMs) {
  return needsLook(row, nowMs) ? -1 : STATES.indexOf(stateOf(row, phase));
}

function timeOrder(row, nowMs) {
  return secondsLeft(row, nowMs) ?? Number.MAX_SAFE_INTEGER;
}

/**
 * What sorting and searching need of a row is read once: a room of hundreds is put in order several
 * times a second, and a row is never changed, only replaced.
 * @type {WeakMap<object, {seat: string, number: string, name: string, words: string}>}
 */
const readings = new WeakMap();

function read(row) {
  let reading = readings.get(row);
  if (reading === undefined) {
    const { number, name, seat, formation, category, terminal } = row;
    reading = {
      seat: counted(seat ?? ""),
      number: counted(number),
      name: plain(name),
      words: plain([number, name, seat, formation, category, terminal].join(" ")),
    };
    readings.set(row, reading);
  }
  return reading;
}

const DIGITS_MAX = 20;

/** Text whose order is that of a person counting: every run of digits is brought to one length. */
function counted(text) {
  return plain(text).replace(/\d+/gu, (digits) => digits.padStart(DIGITS_MAX, "0"));
}

function compareText(a, b) {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Lower case without marks, so that "andré" is found by "Andre". */
function plain(text) {
  return String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
