/** The browser's own Ed25519 where it has one and gives it to this page; else the house's. */
import { verifyEd25519 } from "../models/ed25519.js";

/** @param {Uint8Array} key @param {Uint8Array} message @param {Uint8Array} signature @returns {Promise<boolean>} */
export async function verifySignature(key, message, signature) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return verifyEd25519(key, message, signature);
  try {
    const known = await subtle.importKey("raw", copy(key), "Ed25519", false, ["verify"]);
    return await subtle.verify("Ed25519", known, copy(signature), copy(message));
  } catch {
    return verifyEd25519(key, message, signature);
  }
}

/** @param {Uint8Array} bytes */
function copy(bytes) {
  return new Uint8Array(bytes);
}
