/** The pause: nothing of the form is shown. View: `{reason, remainingS}`. */
import { ViewElement } from "../lib/element.js";
import { clockText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class PausedView extends ViewElement {
  /** @param {{reason: string | null, remainingS: number | null}} view */
  draw({ reason, remainingS }) {
    return html`<section class="card notice-card tone-caution" role="status">
      ${icon("pause")}
      <h1>${t("paused.heading")}</h1>
      <p>${t("paused.lead")}</p>
      ${reason ? html`<p><strong>${t("paused.reason", { reason })}</strong></p>` : null}
      ${remainingS === null ? null : html`<p class="quiet">${t("paused.left")}</p><p class="notice-card__figures figure">${clockText(remainingS)}</p>`}
    </section>`;
  }
}

export function definePausedView() {
  customElements.define("paused-view", PausedView);
}
