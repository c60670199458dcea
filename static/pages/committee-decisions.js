/** The committee's decisions on one result: keep it from the public, disqualify, give it back. */
import { postJson } from "../lib/api.js";
import { dateTimeText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/html.js";
import { waysFor } from "../models/withholding.js";

/**
 * What may be done follows from how the row stands and who asks; the reason is always written down.
 * @param {import("../components/form-dialog.js").FormDialog} dialog @param {any} sitting @param {any} row @param {{name: string}} staff
 */
export function askDecision(dialog, sitting, row, staff) {
  const ways = waysFor(row.withheld, staff.name);
  const choice = (/** @type {import("../models/withholding.js").Way} */ { action, allowed }) =>
    html`<label class="check"><input type="radio" name="action" value="${action}" required ?disabled=${!allowed}><span>${t(`decide.${action}`)}<br><span class="quiet">${t(allowed ? `decide.${action}_hint` : "decide.second_person")}</span></span></label>`;
  const fields = html`${standing(row.withheld)}
    <fieldset class="stack stack--tight"><legend class="field__label">${t("decide.what")}</legend>${ways.map(choice)}</fieldset>
    <label class="field"><span class="field__label">${t("reason.label")}</span><textarea class="input" name="reason" rows="3" maxlength="500" required></textarea>
      <span class="field__hint">${t("decide.reason_hint")}</span></label>`;
  return dialog.ask({
    heading: t("decide.heading", { number: row.number, name: row.name }),
    lead: t("decide.lead"),
    fields,
    submit: t("decide.submit"),
    send: (form) => postJson(`/api/sittings/${sitting.id}/results/${encodeURIComponent(row.number)}/decision`, { action: form.get("action"), reason: form.get("reason") }),
  });
}

/** @param {any} withheld */
function standing(withheld) {
  if (!withheld) return null;
  const { at, by, reason, disqualified, proposal } = withheld;
  return html`<div class="note tone-caution"><div><p>${t(disqualified ? "decide.is_disqualified" : "decide.is_withheld", { at: dateTimeText(at), by })}</p><p>${reason}</p>
    ${proposal ? html`<p><strong>${t(proposal.type === "DisqualificationProposed" ? "decide.proposed_out" : "decide.proposed_back", { at: dateTimeText(proposal.at), by: proposal.by })}</strong></p><p>${proposal.reason}</p>` : null}</div></div>`;
}
