/** The published log, believed no further than its key's signature: whatever is read is led to the signed root first. */
import { hex, joined, same, textOf } from "./bytes.js";
import { HASH_SIZE, isConsistent, isIncluded, leafHash } from "./merkle.js";
import { ED25519, parseCheckpoint, parseNote, signersOf } from "./note.js";
import { sha256 } from "./sha2.js";
import { WIDTH, consistencyProof, entriesIn, hashesFrom, inclusionProof, rootWith, tilePath, widthOf } from "./tiles.js";
import { parseJson } from "./tlog-proof.js";

/** More than any site writes in years; a page has no room for what is longer. */
const READ_MAX = 50_000;

/**
 * @typedef {(path: string) => Promise<Uint8Array | null>} Read null where there is no such file
 * @typedef {import("./note.js").VerifierKey} VerifierKey
 * @typedef {import("./note.js").Checkpoint} Checkpoint
 * @typedef {{checkpoint: Checkpoint, atS: number | null, witnesses: string[], strangers: string[]}} Signed
 */

/** What is wrong, or cannot be told, in a code that the page has a sentence for. */
export class LogProblem extends Error {
  /** @param {string} code @param {Record<string, unknown>} [values] */
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

/**
 * The checkpoint of a note that the log's own key signed. Throws LogProblem.
 * @param {import("./note.js").Note} note @param {VerifierKey[]} keys @param {import("./note.js").Verify} verify @returns {Promise<Signed>}
 */
export async function signedCheckpoint(note, keys, verify) {
  const checkpoint = parseCheckpoint(note.text);
  if (checkpoint === null) throw new LogProblem("malformed");
  const { verified, unknown } = await signedBy(note, checkpoint.origin, keys, verify);
  const stamps = verified.filter(({ atS }) => atS !== null);
  const own = stamps.filter(({ key }) => key.name === checkpoint.origin).map(({ atS }) => Number(atS));
  return {
    checkpoint,
    atS: own.length > 0 ? Math.min(...own) : null,
    witnesses: [...new Set(stamps.map(({ key }) => key.name))].filter((name) => name !== checkpoint.origin),
    strangers: [...new Set(unknown)].filter((name) => name !== checkpoint.origin),
  };
}

/** Throws LogProblem unless the key of the log with this origin signed. @param {import("./note.js").Note} note @param {string} origin @param {VerifierKey[]} keys @param {import("./note.js").Verify} verify */
export async function signedBy(note, origin, keys, verify) {
  const signers = await signersOf(note, keys, verify);
  if (signers.wrong.length > 0) throw new LogProblem("signature_wrong", { name: signers.wrong[0].name });
  if (signers.verified.some(({ key }) => key.type === ED25519 && key.name === origin)) return signers;
  const own = keys.find(({ type }) => type === ED25519);
  throw new LogProblem(own?.name === origin ? "other_key" : "other_log", { origin, name: own?.name ?? "" });
}

export class PublicLog {
  #read;
  /** @type {Map<string, Promise<any>>} */
  #known = new Map();
  #hashAt;

  /** @param {Read} read @param {Signed} signed */
  constructor(read, signed) {
    this.#read = read;
    this.signed = signed;
    this.#hashAt = hashesFrom((level, index) => this.#once(`${level}/${index}`, () => this.#tile(level, index)));
  }

  /** Throws LogProblem. @param {Read} read @param {VerifierKey[]} keys @param {import("./note.js").Verify} verify */
  static async open(read, keys, verify) {
    const content = await read("checkpoint");
    if (content === null) throw new LogProblem("log_away");
    const note = parseNote(content);
    if (note === null) throw new LogProblem("checkpoint_malformed");
    return new PublicLog(read, await signedCheckpoint(note, keys, verify));
  }

  get size() {
    return this.signed.checkpoint.size;
  }

  /** The bytes of one leaf, proved to be in the log. Throws LogProblem. @param {number} index */
  async entry(index) {
    if (index >= this.size) throw new LogProblem("not_there", { index, size: this.size });
    const { entries, hashes } = await this.#bundle(Math.floor(index / WIDTH));
    const { size, root } = this.signed.checkpoint;
    const proof = await inclusionProof(this.#hashAt, index, size);
    if (!isIncluded(hashes[index % WIDTH], index, size, proof, root)) throw new LogProblem("log_contradicts", { index });
    return entries[index % WIDTH];
  }

  /**
   * Every leaf from about `index` on, proved to be all there are. Throws LogProblem.
   * @param {number} index @param {(done: number, of: number) => void} [progress]
   */
  async from(index, progress = () => {}) {
    const begin = Math.floor(index / WIDTH);
    const end = Math.ceil(this.size / WIDTH);
    if (this.size - begin * WIDTH > READ_MAX) throw new LogProblem("too_long", { size: this.size });
    const entries = [];
    const hashes = [];
    for (let place = begin; place < end; place += 1) {
      const bundle = await this.#bundle(place);
      entries.push(...bundle.entries);
      hashes.push(...bundle.hashes);
      progress(place - begin + 1, end - begin);
    }
    const root = await rootWith(this.#hashAt, begin * WIDTH, hashes);
    if (!same(root, this.signed.checkpoint.root)) throw new LogProblem("log_contradicts", { index });
    return { first: begin * WIDTH, leaves: entries.map((entry) => parseJson(textOf(entry))) };
  }

  /** Throws LogProblem unless this log grew out of what the other checkpoint saw. @param {Checkpoint} other */
  async grewOutOf(other) {
    const { size, root } = this.signed.checkpoint;
    if (other.size > size) throw new LogProblem("rolled_back", { size: other.size, here: size });
    const proof = await consistencyProof(this.#hashAt, other.size, size);
    if (!isConsistent(other.size, size, proof, other.root, root)) throw new LogProblem("forked", { size: other.size });
  }

  /** A file that a leaf names, or null. Throws LogProblem. @param {"exams" | "standings"} folder @param {string} digest */
  async file(folder, digest) {
    const content = await this.#read(`${folder}/${digest}.json`);
    if (content === null) return null;
    if (hex(sha256(content)) !== digest) throw new LogProblem("file_differs", { name: `${folder}/${digest.slice(0, 8)}…` });
    return parseJson(textOf(content));
  }

  /** @param {number} index */
  #bundle(index) {
    return this.#once(`entries/${index}`, async () => {
      const width = widthOf("entries", index, this.size);
      const entries = entriesIn(await this.#file("entries", index, width))?.slice(0, width);
      if (entries?.length !== width) throw new LogProblem("log_contradicts", { index: index * WIDTH });
      return { entries, hashes: entries.map(leafHash) };
    });
  }

  /** @param {number} level @param {number} index */
  async #tile(level, index) {
    const width = widthOf(level, index, this.size);
    const tile = (await this.#file(level, index, width)).slice(0, width * HASH_SIZE);
    // A tile that is too short proves nothing; with zeroes it proves nothing, too.
    return tile.length === width * HASH_SIZE ? tile : joined(tile, new Uint8Array(width * HASH_SIZE - tile.length));
  }

  /** The full one where the partial is gone: the log grew meanwhile. @param {number | "entries"} level @param {number} index @param {number} width */
  async #file(level, index, width) {
    const content = (await this.#read(tilePath(level, index, width))) ?? (width < WIDTH ? await this.#read(tilePath(level, index, WIDTH)) : null);
    if (content === null) throw new LogProblem("file_missing", { name: tilePath(level, index, width) });
    return content;
  }

  /** @template T @param {string} name @param {() => Promise<T>} make @returns {Promise<T>} */
  #once(name, make) {
    if (!this.#known.has(name)) this.#known.set(name, make());
    return /** @type {Promise<T>} */ (this.#known.get(name));
  }
}
