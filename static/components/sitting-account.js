/** The account of a sitting for the minutes: facts, attendance with names, everything that was decided; made to be printed. */
import { dateText, dateTimeText, numberText, preciseTimeText, timeText } from "../lib/format.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { attendance, toldLine } from "../models/account.js";

/** Groups whose names belong in the minutes; of the others the number is enough. */
const NAMED = new Set(["closed", "unfinished", "not_begun", "referred", "refused", "absent"]);
const BEFORE = new Set(["prepared", "open"]);
const NAMES_SHOWN = 6;

/** `show({sitting, rows, account, now, referrals})`; dispatches "account-closed". */
export class SittingAccount extends HTMLElement {
  /** @type {any} */
  #told = null;
  #update = () => this.update();
  /** Paper has no place to click. */
  #unfold = () => this.querySelectorAll("details").forEach((each) => (each.open = true));

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    window.addEventListener("beforeprint", this.#unfold);
    this.addEventListener("click", this.#press);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    window.removeEventListener("beforeprint", this.#unfold);
    this.removeEventListener("click", this.#press);
  }

  /** @param {{sitting: any, rows: any[], account: any[], now: string, referrals?: any}} told */
  show(told) {
    this.#told = told;
    this.update();
    /** @type {HTMLElement | null} */ (this.querySelector("h2"))?.focus();
  }

  hide() {
    this.#told = null;
    this.update();
  }

  update() {
    if (!this.isConnected) return;
    this.toggleAttribute("data-open", this.#told !== null);
    if (!this.#told) return render(this, html``);
    const { sitting, rows, account, now, referrals } = this.#told;
    const names = new Map(rows.map((/** @type {any} */ row) => [row.number, row]));
    return render(
      this,
      html`<article class="stack sitting-account">
        <div class="row row--apart sitting-account__tools"><button type="button" class="button" data-do="back">${icon("chevron-left")}${t("account.back")}</button>
          <button type="button" class="button button--primary" data-do="print">${icon("printer")}${t("account.print")}</button></div>
        <header class="stack stack--tight"><p class="eyebrow">${t("account.heading")}</p><h2 tabindex="-1">${sitting.title} · ${sitting.room}</h2>
          <p class="sitting-account__facts"><span>${pick(sitting.exam.title) || sitting.exam.id}</span><span>${dateText(sitting.start_at)}, ${timeText(sitting.start_at)}</span></p>
          ${sitting.phase === "closed" ? null : html`<p class="note tone-caution">${icon("info")}<span>${t("account.not_closed", { now: dateTimeText(now) })}</span></p>`}</header>
        <section class="stack stack--tight"><h3>${t("account.attendance")}</h3>${attendanceTable(rows, sitting.phase)}</section>
        <section class="stack stack--tight"><h3>${t("account.events")}</h3>${eventsTable(account, names)}</section>
        ${referrals ? html`<referral-report data-key="referrals" .view=${referrals}></referral-report>` : null}
        <footer class="sitting-account__signatures"><p>${t("role.committee")}</p><p>${t("role.proctor")}</p></footer>
      </article>`,
    );
  }

  #press = (/** @type {Event} */ event) => {
    const wish = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"))?.dataset.do;
    if (wish === "print") window.print();
    if (wish === "back") this.dispatchEvent(new CustomEvent("account-closed", { bubbles: true }));
  };
}

/** @param {any[]} rows @param {string} phase before the start nobody is absent */
function attendanceTable(rows, phase) {
  const word = (/** @type {string} */ group) => (group === "absent" && BEFORE.has(phase) ? "state.expected" : `account.group.${group}`);
  const lines = Object.entries(attendance(rows))
    .filter(([group, those]) => those.length > 0 || group === "handed_in" || group === "absent")
    .map(([group, those]) => html`<tr data-key="${group}"><th scope="row">${t(word(group))}</th><td class="figure">${numberText(those.length)}</td>
      <td>${NAMED.has(group) ? those.map(named).join("; ") : ""}</td></tr>`);
  return html`<div class="scroll-x"><table class="table"><thead><tr><th scope="col">${t("word.state")}</th><th scope="col" class="figure">${t("account.count")}</th><th scope="col">${t("word.name")}</th></tr></thead>
    <tbody>${lines}</tbody><tfoot><tr><th scope="row">${t("account.group.all")}</th><td class="figure"><strong>${numberText(rows.length)}</strong></td><td></td></tr></tfoot></table></div>`;
}

/** @param {any[]} account @param {Map<string, any>} names */
function eventsTable(account, names) {
  const lines = account.map(toldLine).map(({ at, name, values, by, words, numbers }) => {
    const said = { ...values, class: values.class ? t(`account.class.${values.class}`) : "" };
    return html`<tr><td class="figure"><time datetime="${at}">${preciseTimeText(at)}</time></td><td><strong>${t(`account.event.${name}`, said)}</strong>${words ? html`<br>${words}` : null}</td>
      <td>${whom(name, numbers, names)}</td><td>${by}</td></tr>`;
  });
  return html`<div class="scroll-x"><table class="table"><thead><tr><th scope="col" class="figure">${t("account.at")}</th><th scope="col">${t("account.what")}</th>
    <th scope="col">${t("account.whom")}</th><th scope="col">${t("account.by")}</th></tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** Names of a few; of many the number, and all of them behind it. @param {string} name @param {string[]} numbers @param {Map<string, any>} names */
function whom(name, numbers, names) {
  if (numbers.length === 0) return name === "room_incident_recorded" ? t("account.room") : null;
  const people = numbers.map((number) => named(names.get(number) ?? { number, name: "" })).join("; ");
  if (numbers.length <= NAMES_SHOWN) return html`${people}`;
  return html`<details><summary>${t("account.many", { count: numbers.length })}</summary>${people}</details>`;
}

/** @param {any} row */
function named({ number, name, seat }) {
  const place = seat ? ` (${t("word.seat").toLowerCase()} ${seat})` : "";
  return `${name} ${number}${place}`.trim();
}

export function defineSittingAccount() {
  customElements.define("sitting-account", SittingAccount);
}
