/** What the address of the results page says, so that any view of a board can be shared as a link. */

const VIEWS = ["table", "hall"];
const THEMES = ["light", "dark"];

/** @typedef {{sitting: string, view: string, formation: string, find: string, theme: string}} Choice */

/** @param {string} search @returns {Choice} */
export function readAddress(search) {
  const given = new URLSearchParams(search);
  const view = given.get("view") ?? "";
  const theme = given.get("theme") ?? "";
  return {
    sitting: given.get("sitting") ?? "",
    view: VIEWS.includes(view) ? view : "table",
    formation: given.get("formation") ?? "",
    find: given.get("find") ?? "",
    theme: THEMES.includes(theme) ? theme : "",
  };
}

/** The shortest address that says the same. @param {Choice} choice */
export function writeAddress({ sitting, view, formation, find, theme }) {
  const said = { sitting, view: view === "table" ? "" : view, formation, find, theme };
  const query = new URLSearchParams(Object.entries(said).filter(([, value]) => value !== ""));
  return `/results${query.size > 0 ? `?${query}` : ""}`;
}

/**
 * The sitting to show: the one asked for, else one that runs, else the one that ran or will run last.
 * @param {{id: string, phase: string, start_at: string | null}[]} sittings @param {string} wanted
 */
export function sittingToShow(sittings, wanted) {
  if (wanted) return sittings.some(({ id }) => id === wanted) ? wanted : "";
  const liveliness = ["running", "open", "closed", "prepared"];
  const [first] = [...sittings].sort(
    (a, b) => liveliness.indexOf(a.phase) - liveliness.indexOf(b.phase) || String(b.start_at).localeCompare(String(a.start_at)),
  );
  return first?.id ?? "";
}
