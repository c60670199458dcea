/** The time left, by the server's clock. View: `{seconds, paused, away}`; says the marks aloud through the page. */
import { ViewElement } from "../lib/element.js";
import { clockText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { SHORT_S } from "../models/time-marks.js";

export class TimeLeft extends ViewElement {
  /** @param {{seconds: number | null, paused: boolean}} view */
  draw({ seconds, paused }) {
    if (seconds === null) return html``;
    const short = seconds <= SHORT_S && !paused;
    return html`<span class="time-left${short ? " tone-caution time-left--short" : ""}" role="timer" aria-live="off">
      ${icon(paused ? "pause" : short ? "alert" : "clock")}
      <span class="time-left__label">${t(seconds <= 0 ? "time.over" : "time.left")}</span>
      <span class="time-left__figures figure">${clockText(seconds)}</span>
    </span>`;
  }
}

export function defineTimeLeft() {
  customElements.define("time-left", TimeLeft);
}
