/** Whether the page still hears from the server, in words; a lost line is said large, with since when. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { timeText } from "../lib/format.js";

const LOOKS = {
  open: ["quiet", "connected", "link.open"],
  connecting: ["caution", "saving", "link.connecting"],
  away: ["negative", "disconnected", "link.away"],
};

/** `tell("connecting" | "open" | "away", since)`; `since` is when a lost line was last heard, if that is not just now. */
export class ConnectionState extends HTMLElement {
  #state = "connecting";
  #lostAt = null;
  #update = () => this.update();

  /** @param {"connecting" | "open" | "away"} state @param {Date} [since] */
  tell(state, since = new Date()) {
    if (state === "open") this.#lostAt = null;
    else if (state === "away" && this.#lostAt === null) this.#lostAt = since;
    this.#state = state;
    this.update();
  }

  connectedCallback() {
    this.setAttribute("role", "status");
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  update() {
    if (!this.isConnected) return;
    // A browser that tries again is still away until something came back.
    const state = this.#lostAt ? "away" : this.#state;
    const [tone, drawing, words] = LOOKS[state];
    const since = this.#lostAt ? t("link.since", { time: timeText(this.#lostAt) }) : "";
    render(
      this,
      html`<span class="connection-state tone-${tone}">${drawings(drawing)}<span>${t(words)} ${since}</span></span>`,
    );
  }
}

/** All drawings stand there from the start: when the line is gone the browser can fetch none. */
function drawings(shown) {
  return Object.values(LOOKS).map(([, name]) => html`<span class="connection-state__drawing" data-key="${name}" ?hidden=${name !== shown}>${icon(name)}</span>`);
}

export function defineConnectionState() {
  customElements.define("connection-state", ConnectionState);
}
