/** Staff sign in here and go where they were going. */
import { getJson } from "../lib/api.js";
import { applyTranslations, loadLanguage } from "../lib/i18n.js";
import { pageAfterSignIn } from "../models/next-page.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { definePageHeader } from "../components/page-header.js";
import { defineStaffSignIn } from "../components/staff-sign-in.js";

await loadLanguage("sign-in");
for (const define of [defineLanguageSwitch, definePageHeader, defineStaffSignIn]) define();
applyTranslations(document);

const form = /** @type {import("../components/staff-sign-in.js").StaffSignIn} */ (document.querySelector("staff-sign-in"));
form.addEventListener("signed-in", (event) => {
  location.assign(pageAfterSignIn(location.search, /** @type {CustomEvent} */ (event).detail.staff.role));
});

const site = await getJson("/api/site").catch(() => null);
/** @type {HTMLElement} */ (document.querySelector("[data-part=set-up]")).hidden = !site?.setup_needed;
form.demo = site?.demo_sign_ins ?? null;
