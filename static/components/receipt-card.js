/** What proves the result later: a code to scan, a file, a page to print. View: `{receipt, outcome, exam, sitting}`. */
import { ViewElement } from "../lib/element.js";
import { dateTimeText, pointsText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";

const STATES = { asking: "hourglass", promised: "hourglass", log_away: "alert", given_up: "alert", logged: "check-circle" };

export class ReceiptCard extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", (event) => {
      if (this.pressed(event)?.dataset.action === "print") print();
    });
  }

  /** @param {any} view */
  draw({ receipt, outcome, exam, sitting }) {
    const { state, index } = receipt;
    const logged = state === "logged";
    this.dataset.state = state;
    return html`<section class="receipt" aria-labelledby="receipt-heading">
      <h2 id="receipt-heading">${t("receipt.heading")}</h2>
      ${logged ? paper(outcome, exam, sitting) : null}
      <div class="receipt__body">${logged ? html`<img class="receipt__code" src="/api/terminal/receipt.svg" alt="${t("receipt.code")}" width="200" height="200">` : null}
        <div class="stack stack--tight">
          <p>${t("receipt.words")}</p>
          <p class="receipt__state tone-${logged ? "positive" : state === "log_away" || state === "given_up" ? "caution" : "accent"}" role="status">${icon(STATES[/** @type {keyof typeof STATES} */ (state)] ?? "hourglass")}<span>${t(`receipt.${state}`, { index: String(index ?? "") })}</span></p>
          ${logged ? html`<p class="quiet">${t("receipt.scan", { page: receipt.page })}</p>
            <div class="row receipt__deeds"><button type="button" class="button" data-action="print">${icon("printer")}${t("receipt.print")}</button>
            <a class="button" href="/api/terminal/receipt.tlog-proof" download>${icon("download")}${t("receipt.download")}</a></div>
            <p class="quiet receipt__deeds">${t("receipt.secret")}</p>` : null}
        </div></div>
    </section>`;
  }
}

/** Without a name: who finds the sheet learns nothing of a person. @param {any} outcome @param {any} exam @param {any} sitting */
function paper(outcome, exam, sitting) {
  return html`<div class="only-print receipt__paper"><p><strong>${pick(exam.title)}</strong> · ${sitting.title}</p><p>${dateTimeText(outcome.at)}</p>
    <table class="table"><tbody>${outcome.sections.map((/** @type {any} */ each) => html`<tr><th scope="row">${pick(each.title)}</th><td class="figure">${pointsText(each.points)}</td><td class="figure">${t("outcome.of", { max: pointsText(each.points_max) })}</td></tr>`)}
      <tr><th scope="row">${t("outcome.total")}</th><td class="figure"><strong>${pointsText(outcome.total)}</strong></td><td class="figure">${t("outcome.of", { max: pointsText(outcome.total_max) })}</td></tr></tbody></table></div>`;
}

export function defineReceiptCard() {
  customElements.define("receipt-card", ReceiptCard);
}
