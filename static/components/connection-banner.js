/** What is wrong with the line, if anything, and that the candidate need not do anything. View: `{notice}`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class ConnectionBanner extends ViewElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    super.connectedCallback();
  }

  /** @param {{notice: null | "line.away" | "line.http" | "line.held" | "time.over_away"}} view */
  draw({ notice }) {
    if (!notice) return html``;
    return html`<p class="connection-banner tone-caution">${icon(notice === "line.held" ? "alert" : "disconnected")}<span>${t(notice)}</span></p>`;
  }
}

export function defineConnectionBanner() {
  customElements.define("connection-banner", ConnectionBanner);
}
