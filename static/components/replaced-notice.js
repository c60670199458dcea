/** Another terminal or window holds the attempt, or the page is older than the server. View: `{why, waiting}`; event "notice-action" with `{action}`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

export class ReplacedNotice extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", (event) => {
      const action = this.pressed(event)?.dataset.action;
      if (action) this.act("notice-action", { action });
    });
  }

  /** @param {{why: "replaced" | "other_window" | "version", waiting: number}} view */
  draw({ why, waiting }) {
    if (why === "version") {
      return html`<section class="card notice-card tone-accent" role="alert">${icon("refresh")}<h1>${t("version.heading")}</h1><p>${t("version.lead")}</p>
        <button type="button" class="button button--primary" data-action="reload">${t("version.reload")}</button></section>`;
    }
    if (why === "other_window") {
      return html`<section class="card notice-card tone-caution" role="alert">${icon("move")}<h1>${t("other_window.heading")}</h1><p>${t("other_window.lead")}</p>
        <div class="row"><button type="button" class="button button--primary" data-action="take-back">${t("replaced.take_back")}</button></div></section>`;
    }
    return html`<section class="card notice-card tone-caution" role="alert">
      ${icon("move")}
      <h1>${t("replaced.heading")}</h1>
      <p>${t("replaced.lead")}</p>
      ${waiting > 0 ? html`<p class="note tone-caution">${icon("alert")}<span>${t("replaced.waiting", { count: waiting })}</span></p>` : null}
      <div class="row"><button type="button" class="button" data-action="take-back">${t("replaced.take_back")}</button>
        <button type="button" class="button button--quiet" data-action="sign-in">${t("replaced.sign_in")}</button></div>
    </section>`;
  }
}

export function defineReplacedNotice() {
  customElements.define("replaced-notice", ReplacedNotice);
}
