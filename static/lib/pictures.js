/** The pictures of a form, held in memory: those that came with it, and others fetched ahead. They are gone after the end. */
import { bytesOf } from "./unseal.js";

/** @type {Map<string, string>} */
const held = new Map();
/** Came with the form and were not on screen yet. @type {Map<string, {media_type: string, content: string}>} */
const packed = new Map();
/** Fetched side by side; more would stand in the way of answers on a thin line. */
const AT_ONCE = 3;
/** What is on its way when the pictures are forgotten is let go with them. */
let round = new AbortController();

/** @param {string[]} urls in the order in which they will be needed */
export async function fetchAhead(urls) {
  const queue = [...new Set(urls)].filter((url) => !held.has(url) && !packed.has(url));
  await Promise.all(Array.from({ length: AT_ONCE }, () => fetchNext(queue, round.signal)));
}

/** @param {Record<string, {media_type: string, content: string}>} pictures by address, their content in base64 */
export function holdPictures(pictures) {
  for (const [url, picture] of Object.entries(pictures)) packed.set(url, picture);
}

/** The address to show a picture from. @param {string} url */
export function pictureAddress(url) {
  const picture = packed.get(url);
  if (picture && !held.has(url)) held.set(url, URL.createObjectURL(new Blob([bytesOf(picture.content)], { type: picture.media_type })));
  return held.get(url) ?? url;
}

export function forgetPictures() {
  round.abort();
  round = new AbortController();
  for (const address of held.values()) URL.revokeObjectURL(address);
  held.clear();
  packed.clear();
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
