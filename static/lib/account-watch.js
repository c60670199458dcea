/** What happened to the candidate whose details are open: read again, now and then, while their row changes. */

/** A candidate at work changes every few seconds; nobody reads faster. */
const READ_EVERY_MS = 4000;

/** @typedef {{events: any[] | null, ledger: any[] | null}} Account null where it is not read yet, or may not be */

/**
 * @param {{read: (number: string, what: "events" | "ledger") => Promise<any>, changed: () => void}} page
 * @returns {{of: (row: any, nowMs: number) => Account}} asked at each drawing; a read that brought something calls `changed`
 */
export function watchAccount({ read, changed }) {
  /** @type {Account} */
  let account = { events: null, ledger: null };
  let [number, seen, readAtMs] = ["", "", 0];

  async function readOf(/** @type {string} */ whose) {
    const [events, ledger] = await Promise.all([read(whose, "events"), read(whose, "ledger")].map((each) => each.catch(() => null)));
    if (whose !== number) return;
    account = { events: events?.events ?? account.events, ledger: ledger?.entries ?? account.ledger };
    changed();
  }

  function of(/** @type {any} */ row, /** @type {number} */ nowMs) {
    const whose = row?.number ?? "";
    if (whose !== number) {
      account = { events: null, ledger: null };
      [number, seen] = [whose, ""];
    }
    const now = `${row?.version} ${row?.connected} ${row?.granted_s}`;
    if (!row || now === seen || (seen !== "" && nowMs - readAtMs < READ_EVERY_MS)) return account;
    [seen, readAtMs] = [now, nowMs];
    void readOf(whose);
    return account;
  }

  return { of };
}
