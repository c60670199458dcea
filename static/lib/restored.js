/** Tells a page's `restored-notice` what the site says of itself, and takes the committee's word that it is settled. */
import { getJson, postJson, sentenceFor } from "./api.js";

/**
 * @param {{site?: any, staff?: {role: string} | null, say: (sentence: string) => void}} page
 */
export async function showIfRestored({ site, staff = null, say }) {
  const notice = /** @type {any} */ (document.querySelector("restored-notice"));
  const facts = site ?? (await getJson("/api/site").catch(() => null));
  const tell = (/** @type {string | null} */ from) => {
    notice.view = { from, settles: staff?.role === "committee", key: facts?.event_key ?? null };
  };
  tell(facts?.restored_from ?? null);
  notice.addEventListener("settle", async (/** @type {CustomEvent<{reason: string}>} */ event) => {
    try {
      tell((await postJson("/api/site/restored", { reason: event.detail.reason })).restored_from);
    } catch (error) {
      say(sentenceFor(error));
    }
  });
}
