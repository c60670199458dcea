/**
 * Ed25519 verification (RFC 8032, 5.1.7) in whole numbers, for browsers that lack it or withhold it from
 * a page without TLS. It only ever sees public values, so it need not hide how long it takes.
 */
import { joined, same } from "./bytes.js";
import { sha512 } from "./sha2.js";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = modulo(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** @typedef {{x: bigint, y: bigint, z: bigint, t: bigint}} Point extended coordinates: RFC 8032, 5.1.4 */

/** @type {Point} */
const NEUTRAL = { x: 0n, y: 1n, z: 1n, t: 0n };
const BASE = /** @type {Point} */ (pointAt(modulo(4n * power(5n, P - 2n)), 0n));

/** @param {Uint8Array} key @param {Uint8Array} message @param {Uint8Array} signature */
export function verifyEd25519(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const signer = decoded(key);
  const scalar = numberOf(signature.subarray(32));
  if (signer === null || scalar >= ORDER) return false;
  const first = signature.subarray(0, 32);
  const challenge = numberOf(sha512(joined(first, key, message))) % ORDER;
  const opposite = { ...signer, x: modulo(-signer.x), t: modulo(-signer.t) };
  return same(encoded(sum(times(BASE, scalar), times(opposite, challenge))), first);
}

/** @param {bigint} value */
function modulo(value) {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

/** @param {bigint} base @param {bigint} exponent */
function power(base, exponent) {
  let [result, square] = [1n, modulo(base)];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

/** @param {Point} a @param {Point} b @returns {Point} */
function sum(a, b) {
  const [m, n] = [modulo((a.y - a.x) * (b.y - b.x)), modulo((a.y + a.x) * (b.y + b.x))];
  const [c, d] = [modulo(2n * D * a.t * b.t), modulo(2n * a.z * b.z)];
  const [e, f, g, h] = [n - m, d - c, d + c, n + m];
  return { x: modulo(e * f), y: modulo(g * h), z: modulo(f * g), t: modulo(e * h) };
}

/** @param {Point} point @param {bigint} scalar */
function times(point, scalar) {
  let [result, doubled] = [NEUTRAL, point];
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) result = sum(result, doubled);
    doubled = sum(doubled, doubled);
  }
  return result;
}

/** Little-endian. @param {Uint8Array} bytes */
function numberOf(bytes) {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** The point with this y, or null where there is none: RFC 8032, 5.1.3. @param {bigint} y @param {bigint} sign @returns {Point | null} */
function pointAt(y, sign) {
  if (y >= P) return null;
  const [u, v] = [modulo(y * y - 1n), modulo(D * y * y + 1n)];
  let x = modulo(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
  if (modulo(v * x * x) === modulo(-u)) x = modulo(x * ROOT_OF_MINUS_ONE);
  if (modulo(v * x * x) !== u || (x === 0n && sign === 1n)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return { x, y, z: 1n, t: modulo(x * y) };
}

/** @param {Uint8Array} bytes */
function decoded(bytes) {
  const number = numberOf(bytes);
  return pointAt(number & ((1n << 255n) - 1n), number >> 255n);
}

/** @param {Point} point */
function encoded({ x, y, z }) {
  const inverse = power(z, P - 2n);
  let number = modulo(y * inverse) | ((modulo(x * inverse) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(number & 255n);
    number >>= 8n;
    return byte;
  });
}
