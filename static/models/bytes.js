/** Bytes as the log's formats write them: strict base 64, hexadecimal, UTF-8. */

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** @param {string} text */
export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Null where the bytes are no UTF-8. @param {Uint8Array} bytes */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** @param {...Uint8Array} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function same(a, b) {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Null where it is not hexadecimal in small letters. @param {string} text */
export function fromHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
export function base64(bytes) {
  let text = "";
  for (let place = 0; place < bytes.length; place += 3) {
    const group = (bytes[place] << 16) | ((bytes[place + 1] ?? 0) << 8) | (bytes[place + 2] ?? 0);
    const left = bytes.length - place;
    text += SIGNS[group >> 18] + SIGNS[(group >> 12) & 63] + (left > 1 ? SIGNS[(group >> 6) & 63] : "=") + (left > 2 ? SIGNS[group & 63] : "=");
  }
  return text;
}

/** Standard base 64, written in the one way there is; null for all else. @param {string} text */
export function fromBase64(text) {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const signs = text.replace(/=+$/, "");
  const bytes = new Uint8Array(Math.floor((signs.length * 3) / 4));
  let [held, bits, place] = [0, 0, 0];
  for (const sign of signs) {
    held = ((held << 6) | SIGNS.indexOf(sign)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[place++] = (held >> bits) & 255;
    }
  }
  return base64(bytes) === text ? bytes : null;
}

/** As in an address: `-` and `_`, padded or not. @param {string} text */
export function fromBase64Url(text) {
  const signs = text.replace(/=+$/, "").replace(/-/g, "+").replace(/_/g, "/");
  return fromBase64(signs + "=".repeat((4 - (signs.length % 4)) % 4));
}
