/** The pictures of a form, fetched ahead and held in memory only: they show while the server is away and are gone after the end. */

/** @type {Map<string, string>} */
const held = new Map();
/** Fetched side by side; more would stand in the way of answers on a thin line. */
const AT_ONCE = 3;
/** What is on its way when the pictures are forgotten is let go with them. */
let round = new AbortController();

/** @param {string[]} urls in the order in which they will be needed */
export async function fetchAhead(urls) {
  const queue = [...new Set(urls)].filter((url) => !held.has(url));
  await Promise.all(Array.from({ length: AT_ONCE }, () => fetchNext(queue, round.signal)));
}

/** The address to show a picture from. @param {string} url */
export function pictureAddress(url) {
  return held.get(url) ?? url;
}

export function forgetPictures() {
  round.abort();
  round = new AbortController();
  for (const address of held.values()) URL.revokeObjectURL(address);
  held.clear();
}

/** @param {string[]} queue @param {AbortSignal} signal */
async function fetchNext(queue, signal) {
  for (let url = queue.shift(); url !== undefined && !signal.aborted; url = queue.shift()) {
    try {
      const response = await fetch(url, { credentials: "same-origin", signal });
      if (response.ok) held.set(url, URL.createObjectURL(await response.blob()));
    } catch {
      // The picture is asked for again when its item is on screen.
    }
  }
}
