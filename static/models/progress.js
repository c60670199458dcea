/** What a candidate has done so far, item by item and section by section: recorded answers with those that still wait laid over them. */
import { pendingOf } from "./outbox.js";

/** @typedef {import("./attempt.js").Attempt} Attempt */
/** @typedef {import("./outbox.js").Outbox} Outbox */

const NOTHING = Object.freeze({ choice: null, doubt: false });

/** The answer as the candidate sees it. @param {Attempt} attempt @param {Outbox} outbox @param {string} item */
export function responseOf(attempt, outbox, item) {
  const { choice, doubt } = pendingOf(outbox, item) ?? attempt.responses[item] ?? NOTHING;
  return { choice, doubt };
}

/**
 * @param {Attempt} attempt @param {Outbox} outbox
 * @returns {{id: string, index: number, section: string, answered: boolean, doubt: boolean, waiting: boolean}[]}
 */
export function itemStates(attempt, outbox) {
  return (attempt.form?.items ?? []).map(({ id, section }, index) => {
    const { choice, doubt } = responseOf(attempt, outbox, id);
    return { id, index, section, answered: choice !== null, doubt, waiting: pendingOf(outbox, id) !== undefined };
  });
}

/** @param {Attempt} attempt @param {Outbox} outbox */
export function sectionProgress(attempt, outbox) {
  const states = itemStates(attempt, outbox);
  return (attempt.form?.sections ?? []).map(({ id, title }) => {
    const own = states.filter((each) => each.section === id);
    return {
      id,
      title,
      first: own[0]?.index ?? 0,
      firstUnanswered: own.find((each) => !each.answered)?.index ?? null,
      items: own.length,
      answered: own.filter((each) => each.answered).length,
      unanswered: own.filter((each) => !each.answered).length,
      inDoubt: own.filter((each) => each.doubt).length,
    };
  });
}

/** The item on screen and its place within its section, counted from 1. @param {Attempt} attempt */
export function currentItem(attempt) {
  const item = attempt.form?.items[attempt.index];
  if (!item || !attempt.form) return null;
  const first = attempt.form.items.findIndex((each) => each.section === item.section);
  const section = attempt.form.sections.find((each) => each.id === item.section);
  return { item, section, place: attempt.index - first + 1, number: attempt.index + 1, last: attempt.index === attempt.form.items.length - 1 };
}

/** The addresses of all pictures of a form, in the order in which they are needed. @param {import("./attempt.js").Form | null} form */
export function picturesOf(form) {
  const pictures = (form?.items ?? []).flatMap((item) => [item.picture, ...item.choices.map(({ picture }) => picture)]);
  return /** @type {string[]} */ (pictures.filter(Boolean));
}

/**
 * How safe the answers are, in one word.
 * @param {number} waiting items in the outbox @param {boolean} reachable the server answered lately, over socket or HTTP
 * @returns {"saved" | "saving" | "unsaved"}
 */
export function saveState(waiting, reachable) {
  if (waiting === 0) return "saved";
  return reachable ? "saving" : "unsaved";
}
