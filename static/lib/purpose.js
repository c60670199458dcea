/** What a picture is for, in the organiser's words where the site's settings have some. */
import { LANGUAGES, addWords } from "./i18n.js";

/** @param {any} site the answer of `GET /api/site`, or null */
export function sayOwnPurpose(site) {
  for (const each of LANGUAGES) {
    const own = site?.purpose?.[each];
    if (own) addWords(each, { "purpose.short": own, "gate.purpose": own });
  }
}
