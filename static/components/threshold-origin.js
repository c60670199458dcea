/** The thresholds of an exam, and the measurement they come from: stated, shipped, or nobody says. */
import { dayText, numberText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";

/**
 * @typedef {{photographs: {id: string, en: string}, on: string, genuine_pairs: number, impostor_pairs: number, fmr: number, fnmr: number}} Measurement
 * @typedef {{engine: string, match_at_most: number, strong_non_match_from: number, source: "stated" | "shipped" | "not_stated", measurement: Measurement | null}} Thresholds
 */

/** @param {Thresholds | null | undefined} thresholds null where no face is compared @returns {DocumentFragment | null} */
export function thresholdOrigin(thresholds) {
  if (!thresholds) return null;
  const { engine, source, measurement } = thresholds;
  const [match, strong] = [thresholds.match_at_most, thresholds.strong_non_match_from].map((each) => numberText(each, { maximumFractionDigits: 4 }));
  const lines = html`<span>${t("thresholds.are", { match, strong, engine })}</span>`;
  if (!measurement) return html`<div class="note tone-caution" data-key="thresholds">${icon("alert")}<div>${lines} <strong>${t("thresholds.not_stated")}</strong> ${t("thresholds.remedy")}</div></div>`;
  return html`<div class="quiet" data-key="thresholds"><p>${lines} ${t(`thresholds.${source}`, { when: dayText(measurement.on), what: pick(measurement.photographs) })}</p>
    <p>${t("thresholds.rates", { impostor: numberText(measurement.impostor_pairs), genuine: numberText(measurement.genuine_pairs), fmr: rateText(measurement.fmr), fnmr: rateText(measurement.fnmr) })}</p></div>`;
}

/** Two digits that count: 0.74 %, 3.5 %, 0.0012 %. @param {number} share */
function rateText(share) {
  return numberText(share, { style: "percent", maximumSignificantDigits: 2 });
}
