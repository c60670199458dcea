/** The look of each state in the room: tone and drawing, beside its word. Only what needs a person has a colour. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/html.js";

/** @type {Record<string, [tone: string, drawing: string]>} */
const LOOKS = {
  expected: ["quiet", "circle-dashed"],
  absent: ["quiet", "circle-dashed"],
  arrived: ["accent", "person"],
  referred: ["caution", "eye"],
  cleared: ["quiet", "check"],
  waiting: ["accent", "hourglass"],
  working: ["accent", "edit"],
  disconnected: ["negative", "disconnected"],
  paused: ["caution", "pause"],
  out: ["caution", "out"],
  finished: ["positive", "check-circle"],
  refused: ["quiet", "cross-circle"],
};

/** @param {string} state */
export function toneOf(state) {
  return (LOOKS[state] ?? LOOKS.expected)[0];
}

/** @param {string} state */
export function drawingOf(state) {
  return (LOOKS[state] ?? LOOKS.expected)[1];
}

/** Icon and word. @param {string} state */
export function stateMark(state) {
  return html`<span class="room-state tone-${toneOf(state)}">${icon(drawingOf(state))}<span>${t(`room_state.${state}`)}</span></span>`;
}
