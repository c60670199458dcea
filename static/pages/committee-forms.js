/** The committee's forms: a new sitting, who comes to it, seats, accounts. */
import { getJson, postJson } from "../lib/api.js";
import { numberText, pointsText } from "../lib/format.js";
import { pick, t } from "../lib/i18n.js";
import { html } from "../lib/html.js";
import { likelySitting, numbersIn } from "../models/sitting-day.js";

/** @typedef {import("../components/form-dialog.js").FormDialog} FormDialog */

const PASSWORD_LENGTH_MIN = 10;

/** @param {FormDialog} dialog @param {{exams: any[], banks: any[], roster: any}} loaded @param {any[]} sittings those there are */
export function askNewSitting(dialog, { exams, banks, roster }, sittings) {
  const rooms = roster?.rooms ?? {};
  // A roster that names no room leaves nobody to be seated by room.
  const who = Object.keys(rooms).some(Boolean) ? "room" : "all";
  const likely = likelySitting({ rooms, sittings, nowMs: Date.now() });
  const option = (/** @type {any} */ each) => html`<option value="${each.id}">${pick(each.title) || each.id}</option>`;
  const fields = html`${field("sitting_form.title", html`<input class="input" name="title" value="${t("sitting_form.likely_title", { place: String(likely.place) })}" required maxlength="120">`)}
    <div class="grid">${field("word.exam", html`<select class="input" name="exam" required>${exams.map(option)}</select>`)}
      ${field("loaded.bank", html`<select class="input" name="bank" required>${banks.map(option)}</select>`)}</div>
    <div class="grid">${field("word.room", html`<input class="input" name="room" list="sitting-rooms" value="${likely.room}" required maxlength="120"><datalist id="sitting-rooms">${Object.keys(rooms).filter(Boolean).map((room) => html`<option value="${room}"></option>`)}</datalist>`)}
      ${field("word.start_at", html`<input class="input" name="start_at" type="datetime-local" value="${localText(likely.start)}" required>`)}
      ${field("sitting_form.seats", html`<input class="input" name="seats" type="number" min="1" max="5000" value="${likely.seats}" required>`)}</div>
    <label class="check"><input type="checkbox" name="assign" value="${who}" checked>${t(`sitting_form.assign_${who}`)}</label>`;
  return dialog.ask({
    heading: t("sitting_form.heading"),
    lead: t("sitting_form.lead"),
    fields,
    submit: t("sitting_form.submit"),
    wide: true,
    send: async (form) => {
      const { assign, ...wish } = Object.fromEntries(form);
      const start = new Date(String(wish.start_at)).toISOString();
      const { sitting } = await postJson("/api/sittings", { ...wish, seats: Number(wish.seats), start_at: start });
      if (!assign) return { sitting };
      // The sitting is made, whatever becomes of the seats: both are told.
      const seated = postJson(`/api/sittings/${sitting.id}/assign`, { numbers: assign });
      return seated.then((answer) => ({ sitting, seated: answer }), (problem) => ({ sitting, problem }));
    },
  });
}

/** As a datetime field wants it: the wall clock here. @param {Date} instant */
function localText(instant) {
  return new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/**
 * A sitting with people still at work: who they are, and the ways to go on.
 * @param {FormDialog} dialog @param {any} sitting @param {any[]} working
 */
export function askCloseAnyway(dialog, sitting, working, undecided) {
  const people = working.map(({ number, name, seat, attempt }) => html`<tr><td class="figure">${seat ?? "–"}</td><th scope="row">${name}</th><td>${number}</td><td><status-chip state="${attempt}"></status-chip></td></tr>`);
  const fields = html`<div class="scroll-x dialog__list"><table class="table"><thead><tr><th scope="col" class="figure">${t("word.seat")}</th><th scope="col">${t("word.name")}</th><th scope="col">${t("word.number")}</th><th scope="col">${t("word.state")}</th></tr></thead><tbody>${people}</tbody></table></div>
    <p>${t("close.wait")} ${undecided} <a href="/console?sitting=${sitting.id}">${t("close.console")}</a></p>
    ${field("reason.label", html`<textarea class="input" name="reason" rows="2" maxlength="500" required></textarea>`, "close.hint")}
    <label class="check"><input type="checkbox" name="sure" required>${t("close.sure", { count: working.length })}</label>`;
  return dialog.ask({
    heading: t("close.unfinished", { count: working.length }),
    lead: t("close.unfinished_lead"),
    fields,
    submit: t("close.anyway"),
    wide: true,
    send: async (form) => {
      const reason = String(form.get("reason"));
      await postJson(`/api/sittings/${sitting.id}/actions`, { action: "close", numbers: working.map(({ number }) => number), reason });
      return postJson(`/api/sittings/${sitting.id}/close`, { reason });
    },
  });
}

/** First what a changed key would change for whom, then, on a second press, the writing. @param {FormDialog} dialog @param {any} sitting @param {(number: string) => string} nameOf */
export async function askRescore(dialog, sitting, nameOf) {
  const url = `/api/sittings/${sitting.id}/rescore`;
  const found = await dialog.ask({
    heading: t("rescore.heading", { sitting: sitting.title }),
    lead: t("rescore.lead"),
    fields: field("reason.label", html`<textarea class="input" name="reason" rows="2" maxlength="500" required></textarea>`, "close.hint"),
    submit: t("rescore.check"),
    send: async (form) => {
      const reason = String(form.get("reason"));
      return { reason, ...(await postJson(url, { reason, check: true })) };
    },
  });
  if (!found || found.rescored === 0) return found;
  return dialog.ask({
    heading: found.changes.length > 0 ? t("rescore.found", { count: found.changes.length }) : t("rescore.nobody"),
    lead: t("rescore.found_lead", { rescored: numberText(found.rescored), version: String(found.version) }),
    fields: changesTable(found.changes, nameOf),
    submit: t(found.changes.length > 0 ? "rescore.write" : "rescore.write_none"),
    wide: true,
    send: () => postJson(url, { reason: found.reason, version: found.version, check: false }),
  });
}

/** @param {any[]} changes @param {(number: string) => string} nameOf */
function changesTable(changes, nameOf) {
  if (changes.length === 0) return html``;
  const verdict = (/** @type {boolean | null} */ passed) => (passed === null ? "" : html`<status-chip state="${passed ? "passed" : "not_passed"}"></status-chip>`);
  const lines = changes.map((each) => html`<tr><th scope="row">${nameOf(each.number)}</th><td>${each.number}</td><td class="figure">${pointsText(each.before)} → <strong>${pointsText(each.after)}</strong></td>
    <td>${each.passed_before === each.passed_after ? t("rescore.same") : html`${verdict(each.passed_before)} → ${verdict(each.passed_after)}`}</td><td>${each.items.join(", ")}</td></tr>`);
  return html`<div class="scroll-x dialog__list"><table class="table"><thead><tr><th scope="col">${t("word.name")}</th><th scope="col">${t("word.number")}</th><th scope="col" class="figure">${t("word.total")}</th><th scope="col">${t("results.verdict")}</th><th scope="col">${t("rescore.items")}</th></tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** @param {FormDialog} dialog @param {any} sitting @param {Record<string, number>} rooms of the roster, with how many it has in each */
export function askWhoComes(dialog, sitting, rooms) {
  const likely = rooms[sitting.room] ? "room" : "all";
  const ways = ["room", "all", "numbers"].map(
    (who) => html`<label class="check"><input type="radio" name="who" value="${who}" ?checked=${who === likely}>${t(`assign.${who}`, { room: sitting.room })}</label>`,
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
    send: async () => {
      const { changed, taken } = fields;
      if (taken.length > 0) await postJson(`/api/sittings/${sitting.id}/unassign`, { numbers: taken });
      return Object.keys(changed).length > 0 ? postJson(`/api/sittings/${sitting.id}/seats`, { seats: changed }) : true;
    },
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
