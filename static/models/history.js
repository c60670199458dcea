/** What happened to one candidate, in the order it happened, from the sitting's account or from the row alone. */

/** @typedef {{at: string, type: string, by: string, words: string}} Told */

/**
 * The account where the server gave one, else what the row itself remembers.
 * @param {any} row @param {any[] | null} events of the sitting's account
 * @returns {Told[]} newest first
 */
export function toldEvents(row, events) {
  const told = events === null ? fromRow(row) : events.filter(({ number }) => number === row.number).map(fromAccount);
  return told
    .map((event, at) => ({ event, at }))
    .sort((a, b) => Date.parse(b.event.at) - Date.parse(a.event.at) || b.at - a.at)
    .map(({ event }) => event);
}

function fromAccount({ at, type, by, reason, text }) {
  return { at, type, by: by ?? "", words: reason || text || "" };
}

function fromRow({ comparison, decision, pin_issued_at: pinAt, finished }) {
  const told = [];
  if (comparison) told.push({ at: comparison.at, type: comparison.outcome, by: "", words: "" });
  if (decision) told.push({ at: decision.at, type: decision.decision, by: decision.by, words: decision.reason });
  if (pinAt) told.push({ at: pinAt, type: "pin", by: "", words: "" });
  if (finished) told.push({ at: finished.at, type: finished.how, by: "", words: finished.reason ?? "" });
  return told;
}
