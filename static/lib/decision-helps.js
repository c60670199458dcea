/** What a page for staff does around decisions: reads past ones, asks for opinions and hands them in. */
import { getJson, postJson, sentenceFor } from "./api.js";
import { t } from "./i18n.js";
import { readMarks } from "./marks.js";

/**
 * Answers `decision-help` and `second-look` elements wherever they are on the page.
 * @param {{me: string, urlOf: (number: string, path: string) => string, take: (row: any) => void, say: (words: string, how: any) => void}} page
 */
export function helpDecisions({ me, urlOf, take, say }) {
  const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ handler) =>
    document.addEventListener(name, (event) => handler(/** @type {CustomEvent} */ (event).detail));
  on("help-wanted", async ({ number, answer }) => {
    answer({ me, decisions: null });
    const told = await getJson(urlOf(number, "decisions")).catch(() => null);
    if (told) answer({ me, decisions: told.decisions });
  });
  on("marks-wanted", async ({ url, answer }) => answer(await readMarks(url)));
  const send = async (number, path, body, did) => {
    try {
      const { row } = await postJson(urlOf(number, path), body);
      take(row);
      say(t(did, { name: row.name }), { tone: "positive" });
    } catch (error) {
      say(sentenceFor(error), { tone: "negative" });
    }
  };
  on("opinion-asked", ({ number, question }) => send(number, "opinion/ask", { question }, "opinion.did_ask"));
  on("opinion-given", ({ number, says, words }) => send(number, "opinion", { says, words }, "opinion.did_give"));
  const tell = requests(me, say);
  on("referrals-told", ({ rows }) => tell(rows));
}

/** Says once when somebody asks for an opinion. */
function requests(me, say) {
  const told = new Set();
  return (rows) => {
    for (const { number, name, opinion } of rows) {
      if (!isAskedOf(me, { opinion })) continue;
      const key = `${number} ${opinion.asked_at}`;
      if (!told.has(key)) say(t("opinion.wanted", { by: opinion.asked_by, name }), { tone: "caution", seconds: 20 });
      told.add(key);
    }
  };
}

/** Whether somebody else asks for an opinion that this person has not given yet. @param {string} me @param {any} row */
export function isAskedOf(me, { opinion }) {
  return Boolean(opinion?.open) && opinion.asked_by !== me && !opinion.given.some(({ by }) => by === me);
}
