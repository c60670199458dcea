/** How a candidate's gates went, as small marks: drawing, word and colour at once. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/html.js";
import { timeText } from "../lib/format.js";
import { gateMarks } from "../models/gate.js";

/** @type {Record<string, [tone: string, drawing: string]>} */
const LOOKS = {
  match: ["positive", "check"],
  admitted: ["positive", "check-circle"],
  refused: ["negative", "cross"],
  referred: ["caution", "eye"],
  due: ["caution", "camera"],
  deferred: ["accent", "hourglass"],
  passed_by: ["quiet", "minus"],
};

/** Nothing to do any more: on a card the drawing is enough. */
const SETTLED = new Set(["match", "admitted", "refused", "passed_by"]);

/** Every gate that was used or is wanted, with its time. @param {any} row @param {number} nowMs */
export function gateList(row, nowMs) {
  const marks = gateMarks(row, nowMs);
  if (marks.length === 0) return null;
  return html`<ul class="gate-marks">${marks.map(
    ({ gate, state, at }) => html`<li class="gate-mark tone-${look(state)[0]}" data-key="${gate}">${icon(look(state)[1])}<span>${t(`gate_name.${gate}`)}: ${t(`gate_state.${state}`)}${at ? ` · ${timeText(at)}` : ""}</span></li>`,
  )}</ul>`;
}

/** On a card: the gate where something is to be done, else a drawing for each. @param {any} row @param {number} nowMs */
export function gateRow(row, nowMs) {
  const marks = gateMarks(row, nowMs);
  const open = marks.filter(({ state }) => !SETTLED.has(state));
  return (open.length > 0 ? open.slice(-1) : marks).map(
    ({ gate, state }) => html`<span class="gate-mark gate-mark--small tone-${look(state)[0]}" data-key="${gate}" title="${t(`gate_name.${gate}`)}: ${t(`gate_state.${state}`)}">
      ${icon(look(state)[1])}<span class="${SETTLED.has(state) ? "visually-hidden" : ""}">${t(`gate_short.${gate}`)}</span><span class="visually-hidden">${t(`gate_state.${state}`)}</span></span>`,
  );
}

/** @param {string} state */
function look(state) {
  return LOOKS[state] ?? LOOKS.passed_by;
}
