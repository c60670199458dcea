/** A sitting's referrals in figures and one by one: compared, matched, referred, decided how, by whom, and how long it took. */
import { durationText, numberText, timeText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { pick, t } from "../lib/i18n.js";
import { ViewElement } from "../lib/element.js";
import { thresholdOrigin } from "./threshold-origin.js";

const COUNTS = Object.freeze(["compared", "matched", "referred", "same_face", "without", "admitted", "refused", "reconsidered", "settled", "waiting", "opinions"]);

/** Property `view` {report, reasons, of}: `of` is the address of the sitting, whose files have the same. */
export class ReferralReport extends ViewElement {
  /** @param {any} view */
  draw({ report, reasons, of }) {
    return html`<section class="stack stack--tight referral-report"><h3>${t("referrals.heading")}</h3>
      ${thresholdOrigin(report.thresholds)}
      <dl class="referral-report__counts">${COUNTS.map((name) => count(name, numberText(report[name])))}
        ${report.median_s === null ? null : count("median", durationText(report.median_s))}${report.longest_s === null ? null : count("longest", durationText(report.longest_s))}</dl>
      ${report.lines.length === 0 ? html`<p class="quiet">${t("referrals.none")}</p>` : html`${people(report.by_person)}${lines(report.lines, reasons)}`}
      <p class="row referral-report__file"><a class="button" href="${of}/referrals.csv" download>${icon("download")}${t("referrals.csv")}</a>
        <a class="button" href="${of}/referral-figures.csv" download>${icon("download")}${t("referrals.figures_csv")}</a></p></section>`;
  }
}

function count(name, value) {
  return html`<div data-key="${name}"><dt>${t(`referrals.${name}`)}</dt><dd class="figure">${value}</dd></div>`;
}

function people(those) {
  if (those.length === 0) return null;
  const rows = those.map((each) => html`<tr><th scope="row">${each.by}</th><td class="figure">${numberText(each.admitted)}</td><td class="figure">${numberText(each.refused)}</td><td class="figure">${each.median_s === null ? "–" : durationText(each.median_s)}</td></tr>`);
  return html`<div class="scroll-x"><table class="table"><thead><tr><th scope="col">${t("referrals.by")}</th><th scope="col" class="figure">${t("referrals.admitted")}</th>
    <th scope="col" class="figure">${t("referrals.refused")}</th><th scope="col" class="figure">${t("referrals.median")}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function lines(those, reasons) {
  const rows = those.map((each) => html`<tr><td class="figure"><time datetime="${each.referred_at}">${timeText(each.referred_at)}</time></td><td>${each.name} <span class="quiet">${each.number}</span></td>
    <td>${t(`referrals.why.${each.reason}`)}</td><td>${decision(each, reasons)}</td><td>${each.by}</td><td class="figure">${each.took_s === null ? "–" : durationText(each.took_s)}</td></tr>`);
  return html`<div class="scroll-x"><table class="table"><thead><tr><th scope="col" class="figure">${t("account.at")}</th><th scope="col">${t("account.whom")}</th><th scope="col">${t("referrals.reason")}</th>
    <th scope="col">${t("referrals.decision")}</th><th scope="col">${t("referrals.by")}</th><th scope="col" class="figure">${t("referrals.took")}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const WORDS = { admit: "referrals.admitted", refuse: "referrals.refused" };

function decision({ decision: how, settled, words, reason_code, reconsidered }, reasons) {
  const said = how ? t(WORDS[how]) : t(settled ? "referrals.settled" : "referrals.waiting");
  const title = pick(reasons.find(({ code }) => code === reason_code)?.title) || reason_code;
  const again = reconsidered > 0 ? html` <span class="quiet">(${t("referrals.again", { count: reconsidered })})</span>` : null;
  return html`${said}${again}${title ? html`<br><span class="quiet">${title}</span>` : null}${words ? html`<br><q>${words}</q>` : null}`;
}

export function defineReferralReport() {
  customElements.define("referral-report", ReferralReport);
}
