/** What a proctor does about a candidate whose screen is in question: one sentence for each state of a card. */
import { stateOf } from "./room.js";

const SAID = new Set(["expected", "absent", "arrived", "cleared", "waiting", "working", "disconnected", "paused", "out", "refused"]);

/** The key of the sentence, or null where nothing is to be done. @param {any} row @param {string} phase of the sitting */
export function adviceFor(row, phase) {
  const state = stateOf(row, phase);
  if (!SAID.has(state)) return null;
  if (state === "absent" || state === "arrived") return "advice.expected";
  if (state === "cleared") return row.pin_issued_at ? "advice.cleared_pin" : "advice.cleared";
  if (state === "out" && row.answers_while_out) return "advice.out_working";
  return `advice.${state}`;
}
