/**
 * The form at this terminal: fetched sealed while the candidate waits, opened when its key comes, kept until the end.
 *
 * Where the seal came too late, the form comes in clear and the seal after it; only where the browser cannot unseal is the
 * form kept in clear. What is kept lets the page show the items again after a crash, also while the server is away. It has
 * no timer: the page calls `tick()`.
 */

/** Terminals fetch at a random moment within this time, so that a room does not fetch at once. */
export const SPREAD_MS = 5000;
const RETRY_MS = 5000;
const SEALED_URL = "/api/terminal/sealed-form";
const OPEN_URL = "/api/terminal/form";
const WANTED_IN = new Set(["waiting", "running", "paused"]);

/**
 * @typedef {{digest: string, sealed: ArrayBuffer | null, key: string | null, form: any}} Kept `form` only where no seal was opened
 * @typedef {object} Surroundings
 * @property {(url: string) => Promise<{bytes: ArrayBuffer, digest: string | null}>} getSealed
 * @property {(url: string) => Promise<any>} getJson
 * @property {{read: (name: string) => Promise<any>, write: (name: string, value: unknown) => Promise<boolean>, forget: (name: string) => Promise<void>}} keep
 * @property {null | ((sealed: ArrayBuffer, key: string, digest: string) => Promise<any>)} unseal null where the browser cannot
 * @property {() => number} mono
 * @property {() => number} random
 * @property {(form: any, pictures: Record<string, {media_type: string, content: string}>) => void} onForm it can be read now
 * @property {() => void} onSealed a sealed form is here that was not here before
 */

export class FormShelf {
  /** @type {Surroundings} */
  #around;
  #name = "";
  /** @type {Kept | null} */
  #kept = null;
  /** @type {string | null} the latest key, also when it comes before the form */
  #key = null;
  #open = false;
  #fetchAt = 0;
  #busy = false;
  /** One thing at a time, in the order in which it was heard. @type {Promise<void>} */
  #turn = Promise.resolve();

  /** @param {Surroundings} around */
  constructor(around) {
    this.#around = around;
  }

  /** What the server is told is here. */
  digest() {
    return this.#kept?.digest ?? null;
  }

  isOpen() {
    return this.#open;
  }

  /** Take up what an earlier run of the page kept, and open it if its key was here as well. @param {string} name in the store */
  begin(name) {
    this.#name = name;
    this.#kept = null;
    this.#key = null;
    this.#open = false;
    this.#fetchAt = this.#around.mono() + SPREAD_MS * this.#around.random();
    return this.#next(async () => {
      const kept = await this.#around.keep.read(name);
      if (typeof kept?.digest !== "string" || (kept.sealed && !this.#around.unseal)) return;
      this.#kept = kept;
      this.#key = kept.key;
      await this.#tryToOpen();
    });
  }

  /** Hand over the open form, so that the page can let go of it and have it again. */
  close() {
    this.#name = "";
    this.#open = false;
    this.#kept = null;
    this.#key = null;
  }

  /** The server's messages: `form` in clear, and whatever brings a key. @param {any} message */
  heard(message) {
    if (message.type === "form") return this.#next(() => this.#cameInClear(message));
    if (typeof message.form_key !== "string") return Promise.resolve();
    // Who comes when the attempt runs already comes alone.
    if (message.type === "welcome") this.#fetchAt = Math.min(this.#fetchAt, this.#around.mono());
    return this.#next(() => this.#keyCame(message.form_key));
  }

  /** Fetch the sealed form when it is due. @param {string} phase of the attempt */
  async tick(phase) {
    if (!this.#around.unseal || !this.#name || this.#busy || this.#kept?.sealed || !WANTED_IN.has(phase)) return;
    if (this.#around.mono() >= this.#fetchAt) await this.#fetch();
  }

  async #fetch() {
    const name = this.#name;
    this.#busy = true;
    try {
      const { bytes, digest } = await this.#around.getSealed(SEALED_URL);
      if (digest) await this.#next(() => (this.#name === name ? this.#sealedCame(bytes, digest) : Promise.resolve()));
    } catch {
      this.#fetchAt = this.#around.mono() + RETRY_MS * (1 + this.#around.random());
    } finally {
      this.#busy = false;
    }
  }

  /** @param {ArrayBuffer} sealed @param {string} digest */
  async #sealedCame(sealed, digest) {
    const before = this.#kept;
    this.#kept = { digest, sealed, key: this.#key, form: null };
    if (this.#key !== null && !(await this.#unsealed())) {
      this.#kept = before;
      this.#fetchAt = Number.POSITIVE_INFINITY;
      return;
    }
    await this.#writeDown();
    this.#around.onSealed();
  }

  /** @param {any} message */
  async #cameInClear({ digest, sections, items }) {
    const form = { digest, sections, items };
    this.#kept = this.#kept?.digest === digest ? { ...this.#kept, form } : { digest, sealed: null, key: null, form };
    this.#open = true;
    this.#around.onForm(form, {});
    await this.#writeDown();
  }

  /** @param {string} key */
  async #keyCame(key) {
    this.#key = key;
    if (!this.#kept || (this.#open && (!this.#kept.sealed || this.#kept.key === key))) return;
    await this.#tryToOpen();
    if (this.#open) await this.#writeDown();
    else await this.#askInClear();
  }

  /** Sealed before clear: the seal brings the pictures. */
  async #tryToOpen() {
    if (this.#kept?.sealed && this.#key !== null && !(await this.#unsealed())) {
      this.#kept = this.#kept.form ? { ...this.#kept, sealed: null } : null; // it is fetched again
    }
    if (this.#kept?.form) {
      this.#open = true;
      this.#around.onForm(this.#kept.form, {});
    }
  }

  /** Whether key and seal belong together. */
  async #unsealed() {
    const { unseal } = this.#around;
    if (!unseal || !this.#kept?.sealed || this.#key === null) return false;
    try {
      const { pictures, ...form } = await unseal(this.#kept.sealed, this.#key, this.#kept.digest);
      this.#kept = { ...this.#kept, key: this.#key, form: null };
      this.#open = true;
      this.#around.onForm(form, pictures ?? {});
      return true;
    } catch {
      return false;
    }
  }

  /** The server thinks that the form is here, and it does not open. */
  async #askInClear() {
    try {
      await this.#cameInClear(await this.#around.getJson(OPEN_URL));
    } catch {
      // The next welcome or state brings it: this shelf says now that it holds nothing.
    }
  }

  /** Where a seal can be had, nothing in clear touches the disk: what a store forgets may be read from a disk for long. */
  async #writeDown() {
    if (!this.#name || !this.#kept) return;
    if (!this.#around.unseal) await this.#around.keep.write(this.#name, this.#kept);
    else if (this.#kept.sealed) await this.#around.keep.write(this.#name, { ...this.#kept, form: null });
  }

  /** @param {() => Promise<void>} deed */
  #next(deed) {
    this.#turn = this.#turn.then(deed, deed);
    return this.#turn;
  }
}
