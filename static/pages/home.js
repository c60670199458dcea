/** The first page: names the site, points to the set-up while it is needed, and shows a demo's sign-ins. */
import { getJson } from "../lib/api.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, pick } from "../lib/i18n.js";
import { showIfRestored } from "../lib/restored.js";
import { defineDemoGuide } from "../components/demo-guide.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { definePageHeader } from "../components/page-header.js";
import { defineRestoredNotice } from "../components/restored-notice.js";
import { defineToastStack, notify } from "../components/toast-stack.js";

/** The demo prepares its candidates after the server answers; the page asks again until they are there. */
const ASK_AGAIN_MS = 2_000;

await loadLanguage("home");
for (const define of [defineLanguageSwitch, definePageHeader, defineRestoredNotice, defineToastStack, defineDemoGuide]) define();
applyTranslations(document);

const title = /** @type {HTMLElement} */ (document.querySelector("[data-part=title]"));
const setUp = /** @type {HTMLElement} */ (document.querySelector("[data-part=set-up]"));
const guide = /** @type {import("../components/demo-guide.js").DemoGuide} */ (document.querySelector("demo-guide"));

/** @type {any} */
let site = null;
window.addEventListener(LANGUAGE_EVENT, name);
await read();
await showIfRestored({ site, say: notify });

async function read() {
  // The page stands without the site's facts: the doors lead on either way.
  site = await getJson("/api/site").catch(() => null);
  if (!site) return;
  name();
  setUp.hidden = !site.setup_needed;
  guide.signIns = site.demo_sign_ins;
  if (site.demo_sign_ins && site.demo_sign_ins.candidates.length === 0) setTimeout(read, ASK_AGAIN_MS);
}

function name() {
  if (!site) return;
  title.textContent = pick(site.title);
  document.title = pick(site.title);
}
