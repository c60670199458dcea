/** What time was lost, why, and what was given back, with its sums. View: `{ledger}`, the newest line first on screen. */
import { ViewElement } from "../lib/element.js";
import { exactDurationText as durationText, preciseTimeText } from "../lib/format.js";
import { html } from "../lib/html.js";
import { t } from "../lib/i18n.js";
import { sums } from "../models/ledger.js";

/** @typedef {import("../models/ledger.js").Line} Line */

/** A page that was loaded again is away for a moment: in the account, not worth a line. */
const SHOWN_FROM_S = 1;

export class TimeLedger extends ViewElement {
  /** @param {{ledger: readonly Line[]}} view */
  draw({ ledger }) {
    const shown = ledger.filter(({ lost_s: lost, given_s: given }) => lost >= SHOWN_FROM_S || given > 0).reverse();
    if (shown.length === 0) return html`<p class="quiet">${t("ledger.none")}</p>`;
    const { lostS, givenS } = sums(ledger);
    return html`<ol class="time-ledger">${shown.map(listed)}</ol>
      <p class="time-ledger__sum"><strong>${t("ledger.sum", { lost: durationText(lostS), given: durationText(givenS) })}</strong></p>`;
  }
}

/** One line in words, also for a notice: "The server was away: 20 seconds lost, 20 seconds given back." @param {Line} line */
export function ledgerSentence(line) {
  const { cause, until_at: until, lost_s: lost, given_s: given } = line;
  const what = t(`ledger.cause_${cause}`);
  if (cause === "granted") return t("ledger.added", { what, given: durationText(given) });
  if (until === null) return t("ledger.going_on", { what, lost: durationText(lost) });
  if (given === 0) return t("ledger.run_on", { what, lost: durationText(lost) });
  return t("ledger.given_back", { what, lost: durationText(lost), given: durationText(given) });
}

/** Several losses told at once, in one sentence. @param {readonly Line[]} lines */
export function lossesSentence(lines) {
  if (lines.length === 1) return ledgerSentence(lines[0]);
  const { lostS, givenS } = sums(lines);
  return t("ledger.several", { count: lines.length, lost: durationText(lostS), given: durationText(givenS) });
}

/** @param {Line} line */
function listed(line) {
  const { cause, from_at: from, until_at: until, by, reason } = line;
  const span = cause === "granted" ? preciseTimeText(from) : `${preciseTimeText(from)} – ${until ? preciseTimeText(until) : "…"}`;
  const person = by === "rule" ? "" : by === "staff" ? t("ledger.by_staff") : by;
  return html`<li class="time-ledger__line"><span class="quiet figure">${span}</span>
    <span>${ledgerSentence(line)}${person ? html` <span class="quiet">${person}</span>` : null}${reason ? html` <q>${reason}</q>` : null}</span></li>`;
}

export function defineTimeLedger() {
  customElements.define("time-ledger", TimeLedger);
}
