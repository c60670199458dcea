/** The question before an action: to how many and to whom, what the action asks for, and the way back. */
import { icon } from "../lib/icon.js";
import { hasWords, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { ACTIONS, INCIDENT_CLASSES, MINUTES_MAX, MINUTES_OFFERED, missing } from "../models/actions.js";

const NAMES_SHOWN = 8;
const WORDS_MAX = 500;
/** Reasons that come up on every exam day; the words can be changed. */
const QUICK_REASONS = {
  pause: ["noise", "power", "network", "terminal", "alarm", "health"],
  grant_time: ["noise", "power", "network", "terminal", "health"],
  move: ["terminal", "keyboard", "screen", "seat"],
  close: ["health", "withdrew", "breach"],
};

/** What a room's incident asks for: it has no candidates. */
const ROOM_INCIDENT = ACTIONS.incident;

export class ActionDialog extends HTMLElement {
  /**
   * @param {string} action also "room_incident", with no rows @param {any[]} rows those it is for @param {any[]} skipped selected, but it does not fit them
   * @returns {Promise<any | null>} the fields, or null when the person turned back
   */
  ask(action, rows, skipped) {
    this.replaceChildren(html`<dialog class="dialog" aria-labelledby="action-heading"><form class="dialog__body" novalidate></form></dialog>`);
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    let faults = [];
    const draw = () => render(form, body(action, rows, skipped, faults, fieldsOf(form)));
    draw();
    dialog.showModal();
    // Where nothing is to be filled in, Enter goes on; it never turns back.
    form.querySelector(/** @type {any} */ ("textarea, input, .dialog__actions button:not([data-do])"))?.focus();
    return new Promise((resolve) => {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        faults = faultsOf(action, form);
        if (faults.length === 0) return dialog.close("confirm");
        draw();
        return form.querySelector(/** @type {any} */ ("[aria-invalid=true]"))?.focus();
      });
      dialog.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      });
      dialog.addEventListener("click", (event) => press(/** @type {Element} */ (event.target), form, dialog));
      dialog.addEventListener("close", () => {
        resolve(dialog.returnValue === "confirm" ? fieldsOf(form) : null);
        this.replaceChildren();
      });
    });
  }
}

function body(action, rows, skipped, faults, fields) {
  const { asks, grave } = ACTIONS[action] ?? ROOM_INCIDENT;
  const count = rows.length;
  const people = count === 1 ? { name: rows[0].name, count } : { count };
  return html`<h2 id="action-heading">${t(count === 1 ? `ask.${action}_one` : `ask.${action}`, people)}</h2>
    ${count > 0 ? names(rows) : null}
    ${skipped.length > 0 ? html`<p class="note" data-key="skipped">${icon("info")}<span>${t("ask.skipped", { count: skipped.length })}</span></p>` : null}
    ${hasWords(`ask.${action}_note`) ? html`<p data-key="note">${t(`ask.${action}_note`)}</p>` : null}
    ${asks.map((field) => FIELDS[field](action, faults.includes(field), fields))}
    ${grave ? html`<label class="check" data-key="sure"><input type="checkbox" name="sure" ?checked=${fields.sure === "on"} aria-invalid="${String(faults.includes("sure"))}"><span>${t("ask.sure")}</span></label>` : null}
    <div class="dialog__actions" data-key="buttons">
      <button type="button" class="button" data-do="cancel">${t("action.cancel")}</button>
      <button class="button ${grave ? "button--negative" : "button--primary"}">${icon("check")}${t(`ask.${action}_button`, { count })}</button>
    </div>`;
}

function names(rows) {
  const shown = rows.slice(0, NAMES_SHOWN).map((row) => html`<li data-key="${row.number}"><strong>${row.seat ?? "–"}</strong> ${row.name}</li>`);
  const more = rows.length - NAMES_SHOWN;
  return html`<ul class="action-dialog__names" data-key="names">${shown}${more > 0 ? html`<li data-key="more" class="quiet">${t("ask.more", { count: more })}</li>` : null}</ul>`;
}

const FIELDS = {
  reason: (action, fault) => words("reason", t("word.reason"), fault, (QUICK_REASONS[action] ?? []).map((name) => t(`quick.${name}`))),
  text: (action, fault) => words("text", t(`ask.text_${action}`), fault, []),
  minutes: (_action, fault) => html`<fieldset class="field" data-key="minutes"><legend class="field__label">${t("ask.minutes")}</legend>
    <div class="row"><div class="segments">${MINUTES_OFFERED.map((minutes) => html`<button type="button" class="segment" data-key="${minutes}" data-minutes="${minutes}">${minutes}</button>`)}</div>
    <input class="input action-dialog__minutes" name="minutes" type="number" inputmode="numeric" min="1" max="${MINUTES_MAX}" step="1" aria-label="${t("ask.minutes")}" aria-invalid="${String(fault)}"></div>
    <p class="field__error" role="alert">${fault ? t("ask.minutes_fault", { max: MINUTES_MAX }) : ""}</p></fieldset>`,
  class: (_action, fault, fields) => html`<fieldset class="field" data-key="class"><legend class="field__label">${t("ask.class")}</legend>
    <div class="action-dialog__classes">${INCIDENT_CLASSES.map((name) => html`<label class="check action-dialog__class" data-key="${name}"><input type="radio" name="class" value="${name}" ?checked=${fields.class === name}><span><strong>${t(`incident.${name}`)}</strong> <small class="quiet">${t(`incident.${name}_hint`)}</small></span></label>`)}</div>
    <p class="field__error" role="alert">${fault ? t("ask.class_fault") : ""}</p></fieldset>`,
};

function words(name, label, fault, quick) {
  return html`<div class="field" data-key="${name}"><label class="field__label" for="action-${name}">${label}</label>
    ${quick.length > 0 ? html`<div class="row action-dialog__quick">${quick.map((text) => html`<button type="button" class="button button--small" data-key="${text}" data-quick="${text}">${text}</button>`)}</div>` : null}
    <textarea class="input" id="action-${name}" name="${name}" rows="2" maxlength="${WORDS_MAX}" aria-invalid="${String(fault)}"></textarea>
    <p class="field__error" role="alert">${fault ? t("ask.words_fault") : ""}</p></div>`;
}

function press(target, form, dialog) {
  const pressed = /** @type {HTMLElement | null} */ (target.closest("[data-do=cancel], [data-minutes], [data-quick]"));
  if (!pressed) return;
  if (pressed.dataset.do) dialog.close("cancel");
  else if (pressed.dataset.minutes) form.elements.minutes.value = pressed.dataset.minutes;
  else {
    form.elements.reason.value = pressed.dataset.quick;
    form.querySelector(".dialog__actions button:not([data-do])").focus();
  }
}

function fieldsOf(form) {
  const given = Object.fromEntries(new FormData(form));
  return { ...given, minutes: given.minutes ? Number(given.minutes) : undefined };
}

function faultsOf(action, form) {
  const fields = fieldsOf(form);
  const unsure = ACTIONS[action]?.grave && fields.sure !== "on" ? ["sure"] : [];
  return [...missing(ACTIONS[action] ? action : "incident", fields), ...unsure];
}

export function defineActionDialog() {
  customElements.define("action-dialog", ActionDialog);
}
