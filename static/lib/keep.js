/**
 * What the terminal itself remembers, in IndexedDB: it outlives a reload, a crash of the browser and a server that is away.
 *
 * Writes are done in the order in which they were asked for, and are on the disk when their promise says so: a browser that
 * is killed has lost nothing that was promised. One that keeps nothing is told apart: `write` says whether it was kept.
 */

const DATABASE = "terminal";
const STORE = "kept";

/** @type {Promise<IDBDatabase | null> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase | null>} null where the browser keeps nothing */
function database() {
  opened ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => {
        request.result.onclose = () => (opened = null);
        request.result.onversionchange = () => {
          request.result.close();
          opened = null;
        };
        resolve(request.result);
      };
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opened;
}

/**
 * One transaction. @template T
 * @param {IDBTransactionMode} mode @param {(store: IDBObjectStore) => IDBRequest<T>} deed
 * @returns {Promise<{done: boolean, result: T | null}>}
 */
async function transact(mode, deed) {
  const open = await database();
  return new Promise((resolve) => {
    const failed = () => resolve({ done: false, result: null });
    try {
      if (open === null) return failed();
      const transaction = open.transaction(STORE, mode, { durability: "strict" });
      const request = deed(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve({ done: true, result: request.result });
      transaction.onabort = failed;
      transaction.onerror = failed;
    } catch {
      failed();
    }
  });
}

/** @param {string} beginning */
function allThatBegin(beginning) {
  return IDBKeyRange.bound(beginning, `${beginning}\uffff`);
}

/** @param {string} name @returns {Promise<any>} null when there is nothing, or nothing readable */
export async function read(name) {
  return (await transact("readonly", (store) => store.get(name))).result ?? null;
}

/** @param {string} name @param {unknown} value @returns {Promise<boolean>} whether it was kept */
export async function write(name, value) {
  return (await transact("readwrite", (store) => store.put(value, name))).done;
}

/** @param {string} name */
export async function forget(name) {
  await transact("readwrite", (store) => store.delete(name));
}

/** The names of everything that is kept and begins so. @param {string} beginning @returns {Promise<string[]>} */
export async function names(beginning) {
  const { result } = await transact("readonly", (store) => store.getAllKeys(allThatBegin(beginning)));
  return /** @type {string[]} */ (result ?? []);
}

/** Forget everything whose name begins so. @param {string} beginning */
export async function forgetAll(beginning) {
  await transact("readwrite", (store) => store.delete(allThatBegin(beginning)));
}

/** The name this machine goes by in the account of the sitting, made up once. @returns {Promise<string>} */
export async function terminalName() {
  const known = await read("name");
  if (typeof known === "string" && known !== "") return known;
  const drawn = `T-${[...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  await write("name", drawn);
  return drawn;
}
