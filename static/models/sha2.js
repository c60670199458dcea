/**
 * SHA-256 and SHA-512 (FIPS 180-4) in plain JavaScript: browsers give theirs to secure pages only,
 * and a paper is checked on whatever phone there is.
 */

const PRIMES = primes(80);
/** The first 32 or 64 bits of the fractional parts of the primes' roots: FIPS 180-4, 4.2 and 5.3. */
const ROUNDS_512 = PRIMES.map((prime) => fraction(prime, 3n));
const ROUNDS_256 = Uint32Array.from(ROUNDS_512.slice(0, 64), (word) => Number(word >> 32n));
const START_512 = PRIMES.slice(0, 8).map((prime) => fraction(prime, 2n));
const START_256 = Uint32Array.from(START_512, (word) => Number(word >> 32n));
const WORD = (1n << 64n) - 1n;

/** @param {Uint8Array} message */
export function sha256(message) {
  const blocks = padded(message, 64);
  const state = Uint32Array.from(START_256);
  const words = new Uint32Array(64);
  const view = new DataView(blocks.buffer);
  for (let block = 0; block < blocks.length; block += 64) {
    for (let i = 0; i < 16; i += 1) words[i] = view.getUint32(block + 4 * i);
    for (let i = 16; i < 64; i += 1) {
      const [a, b] = [words[i - 15], words[i - 2]];
      const low = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const high = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
    }
    mix256(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setUint32(4 * i, word));
  return new Uint8Array(digest.buffer);
}

/** @param {Uint32Array} state @param {Uint32Array} words */
function mix256(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const upper = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const first = (h + upper + ((e & f) ^ (~e & g)) + ROUNDS_256[i] + words[i]) | 0;
    const lower = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const second = (lower + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
}

/** @param {Uint8Array} message */
export function sha512(message) {
  const blocks = padded(message, 128);
  const view = new DataView(blocks.buffer);
  const state = [...START_512];
  for (let block = 0; block < blocks.length; block += 128) {
    const words = Array.from({ length: 16 }, (_, i) => view.getBigUint64(block + 8 * i));
    for (let i = 16; i < 80; i += 1) {
      const [a, b] = [words[i - 15], words[i - 2]];
      const low = turned(a, 1n) ^ turned(a, 8n) ^ (a >> 7n);
      const high = turned(b, 19n) ^ turned(b, 61n) ^ (b >> 6n);
      words.push((words[i - 16] + low + words[i - 7] + high) & WORD);
    }
    mix512(state, words);
  }
  const digest = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => digest.setBigUint64(8 * i, word));
  return new Uint8Array(digest.buffer);
}

/** @param {bigint[]} state @param {bigint[]} words */
function mix512(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 80; i += 1) {
    const upper = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
    const first = h + upper + ((e & f) ^ (~e & WORD & g)) + ROUNDS_512[i] + words[i];
    const second = (turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & WORD, c, b, a, (first + second) & WORD];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) & WORD));
}

/** @param {bigint} word @param {bigint} by */
function turned(word, by) {
  return ((word >> by) | (word << (64n - by))) & WORD;
}

/** The message, a one, zeroes, and its length in bits in the last eight bytes. @param {Uint8Array} message @param {number} size */
function padded(message, size) {
  const lengthSize = size / 8;
  const whole = new Uint8Array(Math.ceil((message.length + 1 + lengthSize) / size) * size);
  whole.set(message);
  whole[message.length] = 128;
  new DataView(whole.buffer).setBigUint64(whole.length - 8, BigInt(message.length) * 8n);
  return whole;
}

/** @param {number} count */
function primes(count) {
  /** @type {bigint[]} */
  const found = [];
  for (let each = 2n; found.length < count; each += 1n) {
    if (found.every((prime) => each % prime !== 0n)) found.push(each);
  }
  return found;
}

/** The first 64 bits of the fractional part of a root. @param {bigint} prime @param {bigint} degree */
function fraction(prime, degree) {
  const wanted = prime << (64n * degree);
  let [low, high] = [0n, 1n << 70n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= wanted) low = middle;
    else high = middle;
  }
  return low & ((1n << 64n) - 1n);
}
