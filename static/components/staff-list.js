/** The accounts of the site, with what can be done to each. */
import { dateTimeText } from "../lib/format.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";

/** Property `members`; dispatches "staff-action" with {action: "add" | "disable" | "enable" | "password", member}. */
export class StaffList extends HTMLElement {
  /** @type {any[]} */
  #members = [];
  #update = () => this.update();

  /** @param {any[]} members */
  set members(members) {
    this.#members = members;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#act);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#act);
  }

  update() {
    if (!this.isConnected) return;
    const lines = this.#members.map((each) => html`<tr role="row" data-key="${each.name}"><th role="rowheader" scope="row">${each.name}</th><td role="cell">${each.display_name}</td><td role="cell">${t(`role.${each.role}`)}</td>
      <td role="cell"><status-chip state="${each.disabled_at ? "disabled" : "enabled"}"></status-chip></td><td role="cell">${dateTimeText(each.created_at)}${each.password_by ? html`<br><span class="quiet">${t("staff.password_by", { by: each.password_by, time: dateTimeText(each.password_at) })}</span>` : null}</td>
      <td role="cell"><div class="row row--end">${button("password", "key", each)}${each.disabled_at ? button("enable", "check", each) : button("disable", "lock", each)}</div></td></tr>`);
    render(
      this,
      html`<div class="stack"><div class="row row--apart"><p class="quiet">${t("staff.lead")}</p><button type="button" class="button button--primary" data-action="add">${icon("plus")}${t("staff.add")}</button></div>
        <div class="scroll-x card card--tight"><table role="table" class="table table--stacked"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${t("word.account_name")}</th><th role="columnheader" scope="col">${t("word.name")}</th><th role="columnheader" scope="col">${t("staff.role")}</th><th role="columnheader" scope="col">${t("word.state")}</th><th role="columnheader" scope="col">${t("staff.since")}</th><th role="columnheader" scope="col"><span class="visually-hidden">${t("staff.actions")}</span></th></tr></thead><tbody role="rowgroup">${lines}</tbody></table></div></div>`,
    );
  }

  #act = (/** @type {Event} */ event) => {
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
    if (!pressed) return;
    const member = this.#members.find(({ name }) => name === pressed.dataset.name) ?? null;
    this.dispatchEvent(new CustomEvent("staff-action", { bubbles: true, detail: { action: pressed.dataset.action, member } }));
  };
}

/** @param {string} action @param {string} drawing @param {any} member */
function button(action, drawing, member) {
  return html`<button type="button" class="button button--small" data-key="${action}" data-action="${action}" data-name="${member.name}">${icon(drawing)}${t(`staff.${action}`)}</button>`;
}

export function defineStaffList() {
  customElements.define("staff-list", StaffList);
}
