/** The committee's forms: a new sitting, who comes to it, seats, accounts. */
import { getJson, postJson } from "../lib/api.js";
import { pick, t } from "../lib/i18n.js";
import { html } from "../lib/html.js";
import { numbersIn } from "../models/sitting-day.js";

/** @typedef {import("../components/form-dialog.js").FormDialog} FormDialog */

const PASSWORD_LENGTH_MIN = 10;

/** @param {FormDialog} dialog @param {{exams: any[], banks: any[]}} loaded */
export function askNewSitting(dialog, { exams, banks }) {
  const option = (/** @type {any} */ each) => html`<option value="${each.id}">${pick(each.title) || each.id}</option>`;
  const fields = html`${field("sitting_form.title", html`<input class="input" name="title" required maxlength="120">`)}
    <div class="grid">${field("word.exam", html`<select class="input" name="exam" required>${exams.map(option)}</select>`)}
      ${field("loaded.bank", html`<select class="input" name="bank" required>${banks.map(option)}</select>`)}</div>
    <div class="grid">${field("word.room", html`<input class="input" name="room" required maxlength="120">`)}
      ${field("word.start_at", html`<input class="input" name="start_at" type="datetime-local" required>`)}
      ${field("sitting_form.seats", html`<input class="input" name="seats" type="number" min="1" max="5000" required>`)}</div>`;
  return dialog.ask({
    heading: t("sitting_form.heading"),
    lead: t("sitting_form.lead"),
    fields,
    submit: t("sitting_form.submit"),
    send: (form) =>
      postJson("/api/sittings", {
        ...Object.fromEntries(form),
        seats: Number(form.get("seats")),
        start_at: new Date(String(form.get("start_at"))).toISOString(),
      }),
  });
}

/** @param {FormDialog} dialog @param {any} sitting */
export function askWhoComes(dialog, sitting) {
  const ways = ["room", "all", "numbers"].map(
    (who, index) => html`<label class="check"><input type="radio" name="who" value="${who}" ?checked=${index === 0}>${t(`assign.${who}`, { room: sitting.room })}</label>`,
  );
  const fields = html`<fieldset class="stack stack--tight"><legend class="field__label">${t("assign.who")}</legend>${ways}</fieldset>
    ${field("assign.list", html`<textarea class="input" name="numbers" rows="4"></textarea>`, "assign.list_hint")}`;
  // Who types numbers means them.
  fields.querySelector("textarea")?.addEventListener("input", (event) => {
    const form = /** @type {HTMLTextAreaElement} */ (event.target).form;
    /** @type {RadioNodeList | null} */ (form?.elements.namedItem("who") ?? null)?.forEach((each) => {
      /** @type {HTMLInputElement} */ (each).checked = /** @type {HTMLInputElement} */ (each).value === "numbers";
    });
  });
  return dialog.ask({
    heading: t("assign.heading", { sitting: sitting.title }),
    lead: t("assign.lead", { free: sitting.seats - sitting.candidates }),
    fields,
    submit: t("assign.submit"),
    send: (form) => {
      const who = String(form.get("who"));
      const numbers = who === "numbers" ? numbersIn(String(form.get("numbers"))) : who;
      return postJson(`/api/sittings/${sitting.id}/assign`, { numbers });
    },
  });
}

/** @param {FormDialog} dialog @param {any} sitting */
export async function askSeats(dialog, sitting) {
  const { rows } = await getJson(`/api/sittings/${sitting.id}/room`);
  const fields = /** @type {any} */ (document.createElement("seat-fields"));
  fields.rows = rows;
  return dialog.ask({
    heading: t("seats.heading", { sitting: sitting.title }),
    lead: t(rows.length > 0 ? "seats.lead" : "seats.nobody"),
    fields: html`${fields}`,
    submit: t("action.save"),
    wide: true,
    send: async () => (Object.keys(fields.changed).length > 0 ? postJson(`/api/sittings/${sitting.id}/seats`, { seats: fields.changed }) : true),
  });
}

/** @param {FormDialog} dialog */
export function askNewAccount(dialog) {
  const roles = ["proctor", "committee"].map(
    (role, index) => html`<label class="check"><input type="radio" name="role" value="${role}" ?checked=${index === 0}>${t(`role.${role}`)} <span class="quiet">${t(`staff.${role}.may`)}</span></label>`,
  );
  const fields = html`${field("word.account_name", html`<input class="input" name="name" autocomplete="off" autocapitalize="none" spellcheck="false" required minlength="2" maxlength="40">`, "staff.name_hint")}
    ${field("staff.display_name", html`<input class="input" name="display_name" autocomplete="off" required maxlength="80">`)}
    <fieldset class="stack stack--tight"><legend class="field__label">${t("staff.role")}</legend>${roles}</fieldset>${passwordField()}`;
  return dialog.ask({
    heading: t("staff.add"),
    fields,
    submit: t("staff.add.submit"),
    send: (form) => postJson("/api/staff", Object.fromEntries(form)),
  });
}

/** @param {FormDialog} dialog @param {any} member */
export function askNewPassword(dialog, member) {
  return dialog.ask({
    heading: t("staff.password_for", { name: member.display_name }),
    lead: t("staff.password_lead"),
    fields: passwordField(),
    submit: t("action.save"),
    send: (form) => postJson(`/api/staff/${member.name}/password`, Object.fromEntries(form)),
  });
}

function passwordField() {
  return field("word.password", html`<input class="input" name="password" type="password" autocomplete="new-password" required minlength="${PASSWORD_LENGTH_MIN}" maxlength="200">`, "staff.password_hint");
}

/** @param {string} label @param {DocumentFragment} input @param {string} [hint] */
function field(label, input, hint) {
  return html`<label class="field"><span class="field__label">${t(label)}</span>${input}${hint ? html`<span class="field__hint">${t(hint)}</span>` : null}</label>`;
}
