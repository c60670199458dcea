/** What was found of a paper: one sentence, the score to compare, what was checked, and what to do. */
import { ViewElement } from "../lib/element.js";
import { dateTimeText, numberText, pointsText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { hasWords, pick, t } from "../lib/i18n.js";

const LOOKS = {
  good: { tone: "positive", drawing: "check-circle" },
  changed: { tone: "caution", drawing: "alert" },
  open: { tone: "caution", drawing: "help" },
  wrong: { tone: "negative", drawing: "cross-circle" },
};
const STATES = { right: { tone: "positive", drawing: "check" }, open: { tone: "caution", drawing: "info" }, wrong: { tone: "negative", drawing: "cross" } };
const LETTERS = "ABCDEFGHIJ";

/** View: `{found, keyFrom}`. */
export class FindingView extends ViewElement {
  /** @param {{found: import("../models/verify.js").Found, keyFrom: string}} view */
  draw({ found, keyFrom }) {
    const { tone, drawing } = LOOKS[found.verdict];
    const genuine = found.verdict === "good" || found.verdict === "changed";
    return html`<article class="card finding tone-${tone}" aria-labelledby="finding">
      <header class="finding__head">${icon(drawing)}<div class="stack stack--tight"><h2 id="finding">${t(`found.${found.code}`, shown(found.values))}</h2>
        ${hasWords(`advice.${found.code}`) ? html`<p>${t(`advice.${found.code}`, shown(found.values))}</p>` : null}</div></header>
      ${found.person ? person(found.person) : null}
      ${found.list ? list(found) : score(found)}
      ${genuine && keyFrom === "site" ? html`<p class="quiet">${t("finding.key_of_site")}</p>` : null}
      ${found.answers ? answers(found.answers) : null}
      ${found.checks.length > 0 ? html`<h3>${t("finding.checks")}</h3><ol class="finding__checks">${found.checks.map(checked)}</ol>` : null}
    </article>`;
  }
}

/** Numbers and instants as people read them. @param {Record<string, any>} values */
function shown(values) {
  const { at, total, before, why } = values;
  // A leaf's number is a name, and written without separators, as on the papers.
  const index = values.index === undefined ? {} : { index: String(values.index) };
  return {
    ...values,
    ...index,
    ...(at ? { at: dateTimeText(at) } : {}),
    ...(total === undefined ? {} : { total: marks(total) }),
    ...(before === undefined ? {} : { before: marks(before) }),
    ...(why ? { why: t(hasWords(`why.${why}`) ? `why.${why}` : "why.other") } : {}),
  };
}

/** A log counts in hundredths. @param {number} value */
function marks(value) {
  return pointsText(value / 100);
}

/** @param {import("../models/claim.js").Person} person */
function person({ number, name, exam, sitting }) {
  return html`<dl class="facts finding__person"><dt>${t("finding.name")}</dt><dd>${name}</dd><dt>${t("finding.number")}</dt><dd>${number}</dd><dt>${t("finding.exam")}</dt><dd>${exam}</dd><dt>${t("finding.sitting")}</dt><dd>${sitting}</dd></dl>`;
}

/** @param {import("../models/verify.js").Found} found */
function score({ leaf, index, newer, rules, place }) {
  if (!leaf?.sections) return null;
  const now = newer?.leaf ?? null;
  const titles = rules?.sections ?? [];
  const ids = [...titles.map((/** @type {any} */ each) => each.id).filter((/** @type {string} */ id) => id in leaf.sections), ...Object.keys(leaf.sections).filter((id) => !titles.some((/** @type {any} */ each) => each.id === id))];
  const most = titles.reduce((/** @type {number} */ sum, /** @type {any} */ each) => sum + each.points_max, 0);
  return html`<div class="scroll-x"><table class="table finding__score"><caption>${t("finding.score")} <span class="quiet">${t("finding.leaf", { index: String(index) })}</span></caption>
    <thead><tr><th scope="col">${t("finding.section")}</th><th scope="col" class="figure">${t(now ? "finding.before" : "finding.points")}</th>${now ? html`<th scope="col" class="figure">${t("finding.now")}</th>` : null}${most > 0 ? html`<th scope="col" class="figure">${t("finding.of")}</th>` : null}</tr></thead>
    <tbody>${ids.map((id) => scoreLine(pick(titles.find((/** @type {any} */ each) => each.id === id)?.title) || id.toUpperCase(), leaf.sections[id], now?.sections[id], titles.find((/** @type {any} */ each) => each.id === id)?.points_max, now, most))}
      ${scoreLine(t("finding.total"), leaf.total, now?.total, most, now, most, true)}</tbody></table></div>
    <dl class="facts"><dt>${t("finding.closed")}</dt><dd>${dateTimeText(leaf.at)}</dd><dt>${t("finding.answered")}</dt><dd>${t("finding.answered_of", { answered: leaf.answered, items: leaf.items })}</dd>
      ${leaf.formation ? html`<dt>${t("finding.formation")}</dt><dd>${leaf.formation}</dd>` : null}
      ${place && place.rank !== null ? html`<dt>${t("finding.rank")}</dt><dd>${t("finding.rank_of", { rank: place.rank, count: place.count })}</dd>` : null}
      ${leaf.passed === null ? null : html`<dt>${t("finding.verdict")}</dt><dd><status-chip state="${(now ?? leaf).passed ? "passed" : "not_passed"}"></status-chip></dd>`}</dl>`;
}

/** @param {string} title @param {number} points @param {number | undefined} after @param {number | undefined} max @param {any} now @param {number} most @param {boolean} [total] */
function scoreLine(title, points, after, max, now, most, total = false) {
  return html`<tr class="${total ? "finding__total" : ""}"><th scope="row">${title}</th><td class="figure">${marks(points)}</td>${now ? html`<td class="figure">${after === undefined ? "–" : marks(after)}</td>` : null}${most > 0 ? html`<td class="figure quiet">${max === undefined ? "–" : marks(max)}</td>` : null}</tr>`;
}

/** @param {import("../models/verify.js").Found} found */
function list({ list: published, rules }) {
  const sections = (rules?.sections ?? Object.keys(published.rows[0]?.sections ?? {}).map((id) => ({ id }))).map((/** @type {any} */ each) => each.id);
  return html`<p>${pick(rules?.title)}</p><div class="scroll-x finding__list" tabindex="0" role="region" aria-label="${t("finding.rows")}"><table class="table"><caption>${t("finding.rows")}</caption>
    <thead><tr><th scope="col" class="figure">${t("finding.rank")}</th><th scope="col" class="figure">${t("finding.leaf_column")}</th><th scope="col" class="figure">${t("finding.total")}</th>${sections.map((/** @type {string} */ id) => html`<th scope="col" class="figure">${id.toUpperCase()}</th>`)}<th scope="col">${t("finding.formation")}</th></tr></thead>
    <tbody>${published.rows.map(
      (/** @type {any} */ row) => html`<tr><td class="figure">${numberText(row.rank)}</td><th scope="row" class="figure">${row.leaf}</th><td class="figure"><strong>${marks(row.total)}</strong></td>${sections.map((/** @type {string} */ id) => html`<td class="figure">${row.sections[id] === undefined ? "–" : marks(row.sections[id])}</td>`)}<td>${row.formation || "–"}</td></tr>`,
    )}</tbody></table></div>${published.withheld.length > 0 ? html`<p class="quiet">${t("finding.withheld", { count: published.withheld.length })}</p>` : null}`;
}

/** @param {import("../models/tlog-proof.js").Answer[]} given */
function answers(given) {
  return html`<details class="finding__answers"><summary>${t("finding.answers", { count: given.length })}</summary><p class="quiet">${t("finding.answers.words")}</p>
    <div class="scroll-x"><table class="table"><caption class="visually-hidden">${t("finding.answers", { count: given.length })}</caption><thead><tr><th scope="col" class="figure">${t("finding.place")}</th><th scope="col">${t("finding.item")}</th><th scope="col">${t("finding.chosen")}</th></tr></thead>
    <tbody>${given.map(([item, choices, choice], place) => html`<tr><td class="figure">${numberText(place + 1)}</td><th scope="row">${item}</th><td>${choice === null ? html`<span class="quiet">${t("finding.no_answer")}</span>` : letter(choices, choice)}</td></tr>`)}</tbody></table></div></details>`;
}

/** As it stood on the screen. @param {string[]} choices @param {string} choice */
function letter(choices, choice) {
  const place = choices.indexOf(choice);
  return LETTERS[place] ?? choice;
}

/** @param {import("../models/verify.js").Check} check */
function checked({ code, state, values }) {
  const { tone, drawing } = STATES[state];
  const words = hasWords(`check.${code}`) ? t(`check.${code}`, shown(values)) : t(`found.${code}`, shown(values));
  return html`<li class="finding__check tone-${tone}">${icon(drawing)}<span><span class="visually-hidden">${t(`finding.${state}`)}: </span>${words}</span></li>`;
}

export function defineFindingView() {
  customElements.define("finding-view", FindingView);
}
