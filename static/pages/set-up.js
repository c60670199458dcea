/** The first account: the code may come in the address's fragment, which no server sees. */
import { getJson } from "../lib/api.js";
import { applyTranslations, loadLanguage } from "../lib/i18n.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { definePageHeader } from "../components/page-header.js";
import { defineSetUpForm } from "../components/set-up-form.js";

await loadLanguage("set-up");
for (const define of [defineLanguageSwitch, definePageHeader, defineSetUpForm]) define();
applyTranslations(document);

const form = /** @type {import("../components/set-up-form.js").SetUpForm} */ (document.querySelector("set-up-form"));
form.addEventListener("account-made", () => location.assign("/committee"));
takeToken();
window.addEventListener("hashchange", takeToken);

const site = await getJson("/api/site").catch(() => null);
const done = site !== null && !site.setup_needed;
/** @type {HTMLElement} */ (document.querySelector("[data-part=done]")).hidden = !done;
form.hidden = done;

/** Also when the link is opened while this page stands: then the fragment alone changes. */
function takeToken() {
  if (!location.hash) return;
  form.token = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
