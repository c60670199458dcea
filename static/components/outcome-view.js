/** The outcome at once: sections, cut scores, passed or not. View: `{outcome, candidate, exam, sitting, lost, ledger, receipt}`; event "leave". */
import { ViewElement } from "../lib/element.js";
import { pointsText, timeText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";

export class OutcomeView extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", (event) => {
      if (this.pressed(event)?.dataset.action === "leave") this.act("leave");
    });
  }

  /** The bars are as long as the marks; a style attribute is forbidden, so their share is set from here. */
  update() {
    super.update();
    for (const bar of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-share]"))) {
      bar.style.setProperty("--share", bar.dataset.share ?? "0");
      bar.style.setProperty("--cut", bar.dataset.cut ?? "0");
    }
  }

  /** @param {any} view */
  draw({ outcome, candidate, exam, sitting, lost, ledger, receipt }) {
    if (!outcome) return html`<section class="card notice-card" role="status">${icon("hourglass")}<p>${t("outcome.pending")}</p></section>`;
    return html`<section class="card outcome" aria-labelledby="outcome-heading">
      <header class="outcome__head">
        <div class="stack stack--tight">
          <p class="eyebrow">${pick(exam.title)} · ${sitting.title}</p>
          <h1 id="outcome-heading" tabindex="-1">${t("outcome.heading")}</h1>
          <p><strong>${candidate.name}</strong> <span class="quiet">${candidate.number}</span></p>
          <p class="quiet">${t(`outcome.${outcome.how}`, { time: timeText(outcome.at) })} ${t("outcome.answered", { answered: outcome.answered, items: outcome.items })}.</p>
        </div>
        ${total(outcome)}
      </header>
      ${lost > 0 ? html`<p class="note tone-caution">${icon("alert")}<span>${t("answers.too_late", { count: lost })}</span></p>` : null}
      <h2 class="visually-hidden">${t("outcome.marks")}</h2>
      <ul class="outcome__sections">${outcome.sections.map(section)}</ul>
      ${receipt ? html`<receipt-card .view=${{ receipt, outcome, exam, sitting }}></receipt-card>` : null}
      ${ledger?.length > 0 ? html`<h2>${t("ledger.heading")}</h2><time-ledger .view=${{ ledger }}></time-ledger>` : null}
      <p class="note tone-accent">${icon("info")}<span>${t("outcome.next")}</span></p>
      <footer class="row row--apart"><a class="button button--quiet" href="/results" target="_blank" rel="noopener">${icon("chart")}${t("outcome.board")}</a>
        <button type="button" class="button" data-action="leave">${icon("sign-out")}${t("outcome.leave")}</button></footer>
    </section>`;
  }
}

/** @param {any} outcome */
function total({ total: points, total_max, total_cut, passed }) {
  const tone = passed === null ? "quiet" : passed ? "positive" : "negative";
  return html`<div class="outcome__total tone-${tone}">
    <span class="quiet">${t("outcome.total")}</span>
    <span class="outcome__figures figure">${pointsText(points)}</span>
    <span class="quiet">${t("outcome.of", { max: pointsText(total_max) })}${total_cut === null ? "" : ` · ${t("outcome.cut", { cut: pointsText(total_cut) })}`}</span>
    ${passed === null ? null : html`<span class="outcome__verdict">${icon(passed ? "check-circle" : "cross-circle")}${t(passed ? "outcome.passed" : "outcome.not_passed")}</span>`}
  </div>`;
}

/** @param {any} section */
function section({ id, title, points, points_max, cut, passed }) {
  const share = (/** @type {number} */ value) => String(Math.max(0, Math.min(1, points_max > 0 ? value / points_max : 0)));
  const tone = passed === null ? "accent" : passed ? "positive" : "negative";
  return html`<li class="outcome__section tone-${tone}" data-key="${id}">
    <div class="outcome__line"><strong>${pick(title)}</strong>
      <span class="figure"><span class="outcome__points">${pointsText(points)}</span> <span class="quiet">${t("outcome.of", { max: pointsText(points_max) })}</span></span></div>
    <div class="outcome__bar" data-share="${share(points)}" data-cut="${cut === null ? "0" : share(cut)}" aria-hidden="true"><span class="outcome__fill"></span>${cut === null ? null : html`<span class="outcome__cut"></span>`}</div>
    <div class="outcome__line"><span class="quiet">${cut === null ? t("outcome.no_cut") : t("outcome.cut", { cut: pointsText(cut) })}</span>
      ${passed === null ? null : html`<status-chip state="${passed ? "passed" : "not_passed"}" label="${t(passed ? "outcome.section_passed" : "outcome.section_not_passed")}"></status-chip>`}</div>
  </li>`;
}

export function defineOutcomeView() {
  customElements.define("outcome-view", OutcomeView);
}
