/** The site came from a backup and may be behind: said to everybody until the committee has settled it. View: `{from, settles}`; event "settle" with `{reason}`. */
import { ViewElement } from "../lib/element.js";
import { dateTimeText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class RestoredNotice extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      const reason = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("reason");
      this.act("settle", { reason: String(reason).trim() });
    });
  }

  /** @param {{from: string | null, settles: boolean}} view `settles`: this person may settle it */
  draw({ from, settles }) {
    this.hidden = !from;
    if (!from) return html``;
    return html`<section class="note tone-caution restored" role="status">
      ${icon("alert")}
      <div class="stack">
        <p><strong>${t("restored.heading")}</strong> ${t("restored.lead", { at: dateTimeText(from) })}</p>
        ${settles ? this.#form() : null}
      </div>
    </section>`;
  }

  #form() {
    return html`<details>
      <summary>${t("restored.settle")}</summary>
      <form class="row restored__form">
        <label class="field"><span class="field__label">${t("restored.reason")}</span><input class="input" name="reason" required maxlength="1000" autocomplete="off"></label>
        <button class="button button--primary">${t("restored.settled")}</button>
      </form>
    </details>`;
  }
}

export function defineRestoredNotice() {
  customElements.define("restored-notice", RestoredNotice);
}
