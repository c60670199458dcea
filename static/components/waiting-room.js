/** The wait for the start: a countdown by the server's clock, what will happen, how to work. View: `{exam, startAt, secondsLeft}`. */
import { ViewElement } from "../lib/element.js";
import { clockText, durationText, timeText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";

const RULES = [
  ["change", "edit"],
  ["saved", "saved"],
  ["cut", "disconnected"],
  ["doubt", "flag"],
  ["keys", "keyboard"],
];

export class WaitingRoom extends ViewElement {
  /** @param {{exam: any, startAt: number | null, secondsLeft: number | null}} view */
  draw({ exam, startAt, secondsLeft }) {
    const items = exam.sections.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.items, 0);
    return html`<section class="card stack" aria-labelledby="waiting-heading">
      <div class="waiting__top">
        <div class="stack stack--tight">
          <p class="eyebrow">${t("waiting.heading")}</p>
          <h1 id="waiting-heading">${pick(exam.title)}</h1>
        </div>
        <div class="waiting__clock">${countdown(startAt, secondsLeft)}</div>
      </div>
      <p class="note tone-accent">${icon("hourglass")}<span>${t("waiting.by_itself")}</span></p>
      <ul class="waiting__facts">
        <li>${icon("clock")}<span>${t("waiting.allowed", { duration: durationText(exam.allowed_s) })}</span></li>
        <li>${icon("list")}<span>${t("waiting.items", { count: items, sections: exam.sections.length })}: ${exam.sections
          .map((/** @type {any} */ { title, items: own }) => `${pick(title)} (${own})`)
          .join(", ")}</span></li>
      </ul>
      <h2 class="waiting__rules-heading">${t("rules.heading")}</h2>
      <ul class="waiting__rules">${RULES.map(([rule, drawing]) => html`<li>${icon(drawing)}<span>${t(`rules.${rule}`)}</span></li>`)}</ul>
    </section>`;
  }
}

/** @param {number | null} startAt @param {number | null} secondsLeft */
function countdown(startAt, secondsLeft) {
  if (startAt === null || secondsLeft === null) return html`<p class="waiting__soon">${t("waiting.no_time")}</p>`;
  if (secondsLeft <= 0) return html`<p class="waiting__soon">${t("waiting.any_moment")}</p>`;
  return html`<p class="quiet">${t("waiting.starts_in")}</p>
    <p class="waiting__figures figure" role="timer">${clockText(secondsLeft)}</p>
    <p class="quiet">${t("waiting.starts_at", { time: timeText(new Date(startAt)) })}</p>`;
}

export function defineWaitingRoom() {
  customElements.define("waiting-room", WaitingRoom);
}
