/**
 * What the terminal itself remembers: unacknowledged answers by attempt, confirmed messages, the machine's name, and looks.
 *
 * Reading and writing are promises although localStorage is not: what is behind may become a database.
 * A browser that keeps nothing is told apart from one that failed: `write` says whether it was kept.
 */

const PREFIX = "terminal:";

/** @param {string} name @returns {Promise<any>} null when there is nothing, or nothing readable */
export async function read(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} name @param {unknown} value @returns {Promise<boolean>} whether it was kept */
export async function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
export async function forget(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept, so there is nothing to forget.
  }
}

/** The names of everything that is kept and begins so. @param {string} beginning @returns {Promise<string[]>} */
export async function names(beginning) {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX + beginning))
      .map((name) => name.slice(PREFIX.length));
  } catch {
    return [];
  }
}

/** Forget everything whose name begins so. @param {string} beginning */
export async function forgetAll(beginning) {
  for (const name of await names(beginning)) await forget(name);
}

/** The name this machine goes by in the account of the sitting, made up once. @returns {Promise<string>} */
export async function terminalName() {
  const known = await read("name");
  if (typeof known === "string" && known !== "") return known;
  const drawn = `T-${[...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  await write("name", drawn);
  return drawn;
}
