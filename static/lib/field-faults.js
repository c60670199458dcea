/** What is missing in a field, in the language of the page: browsers speak their own. */
import { t } from "./i18n.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** @param {any} field @returns {string} "" where the page itself has said what is wrong, or nothing is */
export function faultWords({ validity, type, minLength, min, max }) {
  if (validity.valueMissing) return t(type === "radio" || type === "checkbox" ? "fault.choose" : "fault.missing");
  if (validity.tooShort) return t("fault.too_short", { count: minLength });
  if (validity.rangeUnderflow || validity.rangeOverflow) return t("fault.range", { min: min || "–", max: max || "–" });
  if (validity.badInput || validity.typeMismatch || validity.patternMismatch || validity.stepMismatch) return t("fault.unreadable");
  return "";
}

/** All of the form: of a group of choices each one was found at fault. @param {Field} field */
function forgive(field) {
  for (const each of field.form?.elements ?? []) /** @type {Partial<Field>} */ (each).setCustomValidity?.("");
}

/** For every form of the page, also those that come later. */
export function sayFieldFaults() {
  document.addEventListener("invalid", (event) => {
    const field = /** @type {Field} */ (event.target);
    field.setCustomValidity("");
    field.setCustomValidity(faultWords(field));
  }, true);
  for (const change of ["input", "change"]) {
    document.addEventListener(change, (event) => forgive(/** @type {Field} */ (event.target)), true);
  }
}
