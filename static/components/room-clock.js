/** The server's time, and how long until the sitting starts or its last clock ends. */
import { LANGUAGE_EVENT, language, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { clockText, timeText } from "../lib/format.js";
import { roomClock } from "../models/sittings.js";

/** `tell({sitting, rows, nowMs})` once a second. */
export class RoomClock extends HTMLElement {
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    this.setAttribute("role", "timer");
    window.addEventListener(LANGUAGE_EVENT, this.#update);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  /** @param {{sitting: any, rows: Iterable<any>, nowMs: number}} told */
  tell(told) {
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told?.sitting) return;
    const { sitting, rows, nowMs } = this.#told;
    const clock = roomClock(sitting, rows, nowMs);
    const said = clock.kind === "none" ? null : this.#said(clock);
    render(
      this,
      html`<span class="room-clock__now"><span class="eyebrow">${t("clock.now")}</span>
        <span class="room-clock__time">${wallClock(nowMs)}</span></span>${said}`,
    );
  }

  #said({ kind, at, seconds }) {
    return html`<span class="room-clock__left"><span class="eyebrow">${t(`clock.${kind}`, { time: timeText(at) })}</span>
      <strong class="room-clock__figure">${clockText(seconds)}</strong></span>`;
  }
}

function wallClock(nowMs) {
  return new Intl.DateTimeFormat(language(), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(nowMs);
}

export function defineRoomClock() {
  customElements.define("room-clock", RoomClock);
}
