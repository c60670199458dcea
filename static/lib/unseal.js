/** Opens a sealed form with the key that comes at the start (docs/protocol.md). Web Crypto needs a secure context. */

const NONCE_BYTES = 12;
const BOUND_TO = "catserver form 1\n";

/** Whether this browser, at this address, can open a sealed form. */
export function canUnseal() {
  return globalThis.crypto?.subtle !== undefined;
}

/**
 * @param {ArrayBuffer} sealed nonce and ciphertext @param {string} key base64 @param {string} digest of the form
 * @returns {Promise<any>} FORM with its pictures; rejects where key, form and seal do not belong together
 */
export async function unseal(sealed, key, digest) {
  const algorithm = { name: "AES-GCM", iv: sealed.slice(0, NONCE_BYTES), additionalData: new TextEncoder().encode(BOUND_TO + digest) };
  const raw = bytesOf(key);
  const imported = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const opened = await crypto.subtle.decrypt(algorithm, imported, sealed.slice(NONCE_BYTES));
  return JSON.parse(new TextDecoder().decode(opened));
}

/** @param {string} base64 */
export function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
