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
  const are = t("thresholds.are", { match, strong, engine });
  if (!measurement) return html`<div class="note tone-caution" data-key="thresholds">${icon("alert")}<div>${are} <strong>${t("thresholds.not_stated")}</strong> ${t("thresholds.remedy")}</div></div>`;
  return html`<div data-key="thresholds"><p>${are}</p>
    <p class="quiet">${t(`thresholds.${source}`, { when: dayText(measurement.on), what: pick(measurement.photographs) })}
      ${t("thresholds.rates", { impostor: numberText(measurement.impostor_pairs), genuine: numberText(measurement.genuine_pairs), fmr: rateText(measurement.fmr), fnmr: rateText(measurement.fnmr) })}</p></div>`;
}

/** Three digits that count: 0.744 %, 3.55 %, 0.00123 %. @param {number} share */
function rateText(share) {
  return numberText(share, { style: "percent", maximumSignificantDigits: 3 });
}
