/** What the comparison said: the outcome, its number with the direction in words, and its place on a gauge. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { numberText } from "../lib/format.js";
import { gaugeOf, glassesSaid, liveSaid, zoneOf } from "../models/comparison.js";

const WIDTH = 400;
const BAR = { y: 22, height: 12 };

/** Property `comparison`, or null where no picture was compared. */
export class ComparisonResult extends HTMLElement {
  #comparison = null;
  #update = () => this.update();

  set comparison(comparison) {
    this.#comparison = comparison;
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  update() {
    if (!this.isConnected) return;
    const comparison = this.#comparison;
    if (!comparison) return render(this, html`<p class="quiet">${t("comparison.none")}</p>`);
    const said = comparison.dissimilarity == null ? withoutNumber(comparison) : withNumber(comparison);
    return render(this, html`${said}${glassesWords(comparison)}${liveWords(comparison.live)}`);
  }
}

function withoutNumber(comparison) {
  return html`<p class="comparison-result__words">${t(`referral.${comparison.reason ?? "engine_failed"}`)}</p>`;
}

function withNumber(comparison) {
  const zone = zoneOf(comparison);
  const values = {
    distance: figure(comparison.dissimilarity),
    limit: figure(comparison.match_at_most),
  };
  const other = comparison.outcome === "referred" && zone === "match" ? comparison.reason : null;
  const today = comparison.today_dissimilarity ?? null;
  const byToday = comparison.outcome === "match" && zone !== "match";
  const named = comparison.reason === "registration_differs" ? comparison.reason : other;
  return html`<p class="comparison-result__number">${t("comparison.number", values)}</p>
    ${gauge(comparison, zone, values)}
    ${today === null ? null : html`<p class="comparison-result__today">${t("comparison.today", { distance: figure(today) })}</p>`}
    ${comparison.frames > 1 ? html`<p class="comparison-result__today">${t("comparison.frames", { count: comparison.frames })}</p>` : null}
    <p class="comparison-result__words">${named ? t(`referral.${named}`) : t(byToday ? "comparison.by_today" : `comparison.${zone}`)}</p>`;
}

function glassesWords(comparison) {
  const key = glassesSaid(comparison);
  return key && html`<p class="comparison-result__glasses">${icon("info")}<span>${t(key)}</span></p>`;
}

/** What was seen of whether a person stood there. Nothing noticed is not said: it would be taken for a proof. */
function liveWords(live) {
  const { heading, cues, tone } = liveSaid(live);
  if (!heading) return null;
  const listed = cues.map((cue) => html`<li>${t(`cue.${cue}`)}</li>`);
  return html`<div class="comparison-result__live tone-${tone}">${icon(tone === "positive" ? "check-circle" : "eye")}<div>
    <p>${t(heading)}</p>${listed.length > 0 ? html`<ul>${listed}</ul>` : null}</div></div>`;
}

function gauge(comparison, zone, values) {
  const { value, matchEnd, strongStart } = gaugeOf(comparison);
  const [at, match, strong] = [value * WIDTH, matchEnd * WIDTH, strongStart * WIDTH];
  const label = `${t("comparison.number", values)} ${t(`comparison.${zone}`)}`;
  return html`<svg class="comparison-result__gauge" data-zone="${zone}" viewBox="-8 0 ${WIDTH + 16} 58" role="img" aria-label="${label}">
    <rect class="gauge__match" x="0" y="${BAR.y}" width="${match}" height="${BAR.height}" rx="3"></rect>
    <rect class="gauge__between" x="${match}" y="${BAR.y}" width="${strong - match}" height="${BAR.height}"></rect>
    <rect class="gauge__strong" x="${strong}" y="${BAR.y}" width="${WIDTH - strong}" height="${BAR.height}" rx="3"></rect>
    <line class="gauge__limit" x1="${match}" x2="${match}" y1="${BAR.y - 6}" y2="${BAR.y + BAR.height + 6}"></line>
    <path class="gauge__value" d="M${at} ${BAR.y - 2} l-8 -13 h16 z"></path>
    <line class="gauge__needle" x1="${at}" x2="${at}" y1="${BAR.y - 4}" y2="${BAR.y + BAR.height}"></line>
    <text class="gauge__word" x="0" y="52">${t("gauge.alike")}</text>
    <text class="gauge__word gauge__word--limit" x="${match}" y="52" text-anchor="middle">${t("gauge.limit", values)}</text>
    <text class="gauge__word" x="${WIDTH}" y="52" text-anchor="end">${t("gauge.different")}</text>
  </svg>`;
}

/** Two digits always: 0,30 and not 0,3. */
function figure(value) {
  return numberText(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function defineComparisonResult() {
  customElements.define("comparison-result", ComparisonResult);
}
