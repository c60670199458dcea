/** The report of a file: what became of it, and every problem with its place and remedy. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, hasWords, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { factsOf, summaryOf } from "../models/load-report.js";

/** @type {Record<string, string>} */
const ICONS = { loaded: "check-circle", unchanged: "check", checked: "check-circle", problems: "alert" };

/** Property `answer`: what the server said to the upload, or null. */
export class LoadReport extends HTMLElement {
  /** @type {import("../models/load-report.js").Answer | null} */
  #answer = null;
  #update = () => this.update();

  /** @param {import("../models/load-report.js").Answer | null} answer */
  set answer(answer) {
    this.#answer = answer;
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
    if (!this.#answer) return this.replaceChildren();
    const summary = summaryOf(this.#answer);
    const facts = factsOf(this.#answer.report.counts).map(([name, value]) => html`<li data-key="${name}">${factText(name, value)}</li>`);
    return render(
      this,
      html`<div class="stack stack--tight">
        <div class="note tone-${summary.tone}">${icon(ICONS[summary.state])}<div>
          <strong>${t(`report.${summary.state}`, { count: summary.problems })}</strong>
          ${summary.warnings > 0 ? html` <span>${t("report.warnings", { count: summary.warnings })}</span>` : null}
          <ul class="load-report__facts">${facts}</ul></div></div>
        ${summary.rows.length > 0 ? table(summary.rows) : null}
        ${summary.more > 0 ? html`<p class="quiet">${t("report.more", { count: summary.more })}</p>` : null}
      </div>`,
    );
  }
}

/** @param {import("../models/load-report.js").Problem[]} rows */
function table(rows) {
  const lines = rows.map(
    (each, index) => html`<tr data-key="${index}">
      <td>${sign(each.severity)}</td>
      <td class="load-report__file">${each.file}</td>
      <td class="figure">${each.row ?? "–"}</td>
      <td>${each.column ?? "–"}</td>
      <td class="load-report__said">${pick(each.message)}</td>
      <td class="load-report__said">${pick(each.remedy)}</td></tr>`,
  );
  return html`<div class="load-report__table" tabindex="0" role="region" aria-label="${t("report.table")}"><table class="table">
    <thead><tr><th scope="col"><span class="visually-hidden">${t("report.kind")}</span></th><th scope="col">${t("word.file")}</th><th scope="col" class="figure">${t("word.row")}</th>
      <th scope="col">${t("word.column")}</th><th scope="col">${t("report.problem")}</th><th scope="col">${t("word.remedy")}</th></tr></thead>
    <tbody>${lines}</tbody></table></div>`;
}

/** @param {"problem" | "warning"} severity */
function sign(severity) {
  const tone = severity === "problem" ? "negative" : "caution";
  return html`<span class="chip tone-${tone}">${icon(severity === "problem" ? "cross-circle" : "alert")}${t(`report.${severity}`)}</span>`;
}

/** @param {string} name @param {number} value */
function factText(name, value) {
  const [, section] = /^items_(.+)$/.exec(name) ?? [];
  if (section) return t("count.items_of", { section, count: value });
  return hasWords(`count.${name}`) ? t(`count.${name}`, { count: value }) : `${name}: ${value}`;
}

export function defineLoadReport() {
  customElements.define("load-report", LoadReport);
}
