/** What is the matter with the site's data: it came from a backup and may be behind, or the key of its photos is not there. View: `{from, settles, key}`; event "settle" with `{reason}`. */
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

  /** @param {{from: string | null, settles: boolean, key: string | null}} view `settles`: this person may settle it; `key`: what is the matter with it */
  draw({ from, settles, key }) {
    this.hidden = !from && !key;
    return html`${key ? keyAway(key) : null}${from ? this.#restored(from, settles) : null}`;
  }

  #restored(from, settles) {
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

/** @param {string} key "missing" or "damaged" */
function keyAway(key) {
  return html`<section class="note tone-caution restored" role="status">
    ${icon("alert")}
    <p><strong>${t(`event_key.${key}`)}</strong> ${t("event_key.lead")}</p>
  </section>`;
}

export function defineRestoredNotice() {
  customElements.define("restored-notice", RestoredNotice);
}
