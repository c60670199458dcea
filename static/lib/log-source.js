/** Where the page reads the published log: at an address, or in a copy of its folder on this device. */
import { REQUEST_TIMEOUT_MS } from "./api.js";

const FILE_SIZE_MAX = 64 * 1024 * 1024;

/** @typedef {{name: string, read: import("../models/public-log.js").Read}} LogSource */

/** @param {URL} base ends in a slash @returns {LogSource} */
export function logAt(base) {
  return { name: base.href, read: (path) => fetched(new URL(path, base)) };
}

/** Null where it is not there, or nobody answers. @param {URL} address */
export async function fetched(address) {
  try {
    const response = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** Of a folder that was chosen; it may hold the log's folder somewhere inside. Null where it has none. @param {File[]} files @returns {LogSource | null} */
export function logIn(files) {
  const checkpoints = files.filter((file) => file.name === "checkpoint").map(pathOf);
  const [nearest] = checkpoints.sort((a, b) => a.length - b.length);
  if (nearest === undefined) return null;
  const folder = nearest.slice(0, -"checkpoint".length);
  const known = new Map(files.map((file) => [pathOf(file), file]));
  const read = async (/** @type {string} */ path) => {
    const file = known.get(folder + path);
    return file && file.size <= FILE_SIZE_MAX ? new Uint8Array(await file.arrayBuffer()) : null;
  };
  return { name: folder, read };
}

/** @param {File} file */
function pathOf(file) {
  return file.webkitRelativePath || file.name;
}
