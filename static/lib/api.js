/** Requests to the server's JSON interface, and the sentence for each of its error codes. */
import { hasWords, t } from "./i18n.js";

/** A request that takes longer is given up; the wire is a room's own network. */
export const REQUEST_TIMEOUT_MS = 15_000;

export class ApiError extends Error {
  /** @param {string} code @param {number} status 0 when nothing came back @param {Record<string, unknown>} [detail] */
  constructor(code, status, detail = {}) {
    super(code);
    this.name = "ApiError";
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/** @param {string} url */
export function getJson(url) {
  return request(url, { method: "GET" });
}

/** A sealed form and the digest it is sealed for. @param {string} url @returns {Promise<{bytes: ArrayBuffer, digest: string | null}>} */
export async function getSealed(url) {
  const response = await reach(url, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw await failureOf(response);
  return { bytes: await response.arrayBuffer(), digest: response.headers.get("X-Form-Digest") };
}

/** @param {string} url @param {unknown} [body] */
export function postJson(url, body = {}) {
  return request(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
}

/** A name for something that is asked once, so that asking again does it no second time. */
export function newRequest() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} url @param {Blob} blob its type is sent as the content type */
export function postBytes(url, blob, { headers = {}, timeoutMs = 60_000 } = {}) {
  return request(url, { method: "POST", headers: { "Content-Type": blob.type, ...headers }, body: blob }, timeoutMs);
}

/** What the page says about an error of any kind. @param {unknown} error @returns {string} */
export function sentenceFor(error) {
  const code = error instanceof ApiError ? error.code : String(/** @type {any} */ (error)?.code ?? "unknown");
  const detail = error instanceof ApiError ? error.detail : {};
  return t(hasWords(`error.${code}`) ? `error.${code}` : "error.unknown", { code, ...detail });
}

/** @param {string} url @param {RequestInit} options @param {number} [timeout] */
async function request(url, options, timeout = REQUEST_TIMEOUT_MS) {
  const response = await reach(url, { credentials: "same-origin", cache: "no-store", ...options, signal: AbortSignal.timeout(timeout) });
  if (response.ok) return readJson(response);
  throw await failureOf(response);
}

/** @param {Response} response */
async function failureOf(response) {
  const error = (await readJson(response))?.error ?? {};
  return new ApiError(error.code ?? codeForStatus(response.status), response.status, error.detail ?? {});
}

/** @param {string} url @param {RequestInit} options */
async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw new ApiError(/** @type {any} */ (error)?.name === "TimeoutError" ? "no_answer" : "unreachable", 0);
  }
}

/** @param {Response} response */
async function readJson(response) {
  try {
    return await response.json();
  } catch {
    if (response.ok && response.status !== 204) throw new ApiError("unreadable", response.status);
    return null;
  }
}

/** @param {number} status */
function codeForStatus(status) {
  if (status === 401) return "not_signed_in";
  if (status === 403) return "not_allowed";
  if (status === 404) return "not_found";
  if (status === 413) return "too_large";
  if (status === 429) return "too_many_tries";
  return status >= 500 ? "server_fault" : "unknown";
}
