/** What stands over a board: exam, sitting, clock, whether it is live, and what holds it back. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { clockText, timeText } from "../lib/format.js";
import { timeShown } from "../models/board-clock.js";
import { HOLDING, freezeTold } from "../models/board-freeze.js";

/** @type {Record<string, [tone: string, drawing: string]>} */
const LIVE = {
  open: ["positive", "connected"],
  connecting: ["caution", "saving"],
  away: ["negative", "disconnected"],
  frozen: ["caution", "lock"],
  revealing: ["caution", "arrow-up"],
  over: ["quiet", "check"],
  outdated: ["negative", "refresh"],
};

/** @typedef {{sitting: any, line: "open" | "connecting" | "away" | "outdated", now_ms: number}} Told */

/** `tell({sitting, line, now_ms})` once a second and whenever one of them changes. */
export class BoardHead extends HTMLElement {
  /** @type {Told | null} */
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  /** @param {Told} told */
  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { sitting } = this.#told;
    render(
      this,
      html`<p class="board-head__exam">${sitting ? pick(sitting.exam_title) : t("title")}</p>
        <h2 class="board-head__title">${sitting ? titleOf(sitting) : ""}</h2>
        <div class="board-head__when">${liveChip(this.#told)}${clock(this.#told)}</div>
        ${sitting ? note(sitting) : null}`,
    );
  }
}

/** @param {any} sitting */
function titleOf(sitting) {
  const title = sitting.kind === "event" ? t("all_sittings") : pick(sitting.title);
  return [title, sitting.room].filter(Boolean).join(" · ");
}

/** @param {Told} told */
function liveChip({ sitting, line }) {
  const state = line === "open" ? stateOf(sitting) : line;
  const [tone, drawing] = LIVE[state];
  return html`<span role="status" class="chip board-head__live tone-${tone}" data-line="${line}">${icon(drawing)}<span>${t(`live.${state}`)}</span></span>`;
}

/** @param {any} sitting */
function stateOf(sitting) {
  if (!sitting) return "connecting";
  if (HOLDING.has(sitting.freeze.state)) return sitting.freeze.state;
  return sitting.phase === "closed" ? "over" : "open";
}

/** @param {Told} told */
function clock({ sitting, now_ms }) {
  const { state, seconds } = timeShown(sitting, now_ms);
  if (state === "unknown") return null;
  const word = seconds === null ? { running: "unlimited", before: "soon" }[state] ?? state : state;
  return html`<div class="board-head__clock" role="timer" aria-live="off"><span class="board-head__clock-word">${t(`clock.${word}`)}</span>
    ${seconds === null ? null : html`<strong class="board-head__figure">${clockText(seconds)}</strong>`}</div>`;
}

/** @param {any} sitting */
function note(sitting) {
  const delay = sitting.delay_s > 0 ? html`<p>${t("rules.delay", { seconds: sitting.delay_s })}</p>` : null;
  const told = freezeTold(sitting);
  const words = told ? t(`freeze.${told.key}`, { time: timeText(told.at) }) : "";
  if (!delay && !words) return null;
  const holding = HOLDING.has(sitting.freeze.state);
  return html`<div class="note board-head__note ${holding ? "tone-caution" : "tone-quiet"}">${icon(holding ? "lock" : "info")}<div>${words ? html`<p>${words}</p>` : null}${delay}</div></div>`;
}

export function defineBoardHead() {
  customElements.define("board-head", BoardHead);
}
