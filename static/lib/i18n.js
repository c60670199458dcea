/** The words of the pages: two languages, loaded once, switched without asking the server again. */

/** @typedef {"id" | "en"} Language */

/** @type {readonly Language[]} */
export const LANGUAGES = ["id", "en"];
export const LANGUAGE_EVENT = "languagechange-app";
const STORAGE_KEY = "language";

/** @type {Record<Language, Record<string, string>>} */
const words = { id: {}, en: {} };
/** @type {Language} */
let current = "id";

/** @param {Language} chosen @param {string} name */
async function fetchWords(chosen, name) {
  const response = await fetch(`/static/i18n/${chosen}/${name}.json`);
  if (!response.ok) throw new Error(`no words for ${chosen}/${name}`);
  return response.json();
}

/**
 * Load shared.json and the page's own words in both languages (a terminal that lost its server can still
 * switch), take the language the address asks for or else the remembered one, and set the document's `lang`.
 * @param {string} page @param {string} [asked]
 */
export async function loadLanguage(page, asked = "") {
  const files = LANGUAGES.flatMap((chosen) => ["shared", page].map((name) => ({ chosen, name })));
  const loaded = await Promise.all(files.map(({ chosen, name }) => fetchWords(chosen, name)));
  files.forEach(({ chosen }, index) => addWords(chosen, loaded[index]));
  current = LANGUAGES.find((each) => each === asked) ?? remembered();
  document.documentElement.lang = current;
}

/** Add words without a request; the tests use it. @param {Language} chosen @param {Record<string, string>} entries */
export function addWords(chosen, entries) {
  Object.assign(words[chosen], entries);
}

/** @returns {Language} */
export function language() {
  return current;
}

/** @param {Language} chosen */
export function setLanguage(chosen) {
  if (!LANGUAGES.includes(chosen) || chosen === current) return;
  current = chosen;
  try {
    localStorage.setItem(STORAGE_KEY, chosen);
  } catch {
    // A browser that keeps nothing still switches for this page.
  }
  document.documentElement.lang = chosen;
  applyTranslations(document);
  window.dispatchEvent(new CustomEvent(LANGUAGE_EVENT, { detail: { language: chosen } }));
}

/**
 * The sentence for a key, with `{name}` filled from values. Numbers are written the language's way.
 * With a `count`, the key with `.one` is taken where the language's plural rule says so.
 * A missing key shows itself: the tests look for it.
 * @param {string} key @param {Record<string, unknown>} [values]
 */
export function t(key, values = {}) {
  const sentence = pluralForm(key, values.count) ?? words[current][key] ?? words.id[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? written(values[name]) : whole));
}

/** Whether the key has words in the current language. @param {string} key */
export function hasWords(key) {
  return key in words[current];
}

/** The text of a `{id, en}` pair from the server; a bare string is returned as it is. @param {any} texts @returns {string} */
export function pick(texts) {
  if (texts === null || texts === undefined) return "";
  if (typeof texts === "string") return texts;
  return texts[current] ?? texts.id ?? texts.en ?? "";
}

/**
 * Fill `data-t="key"` (text) and `data-t-attr="placeholder:key;aria-label:key"` (attributes) below root.
 * @param {ParentNode} root
 */
export function applyTranslations(root) {
  for (const element of root.querySelectorAll("[data-t]")) {
    element.textContent = t(/** @type {HTMLElement} */ (element).dataset.t ?? "");
  }
  for (const element of root.querySelectorAll("[data-t-attr]")) {
    for (const pair of (/** @type {HTMLElement} */ (element).dataset.tAttr ?? "").split(";")) {
      const [attribute, key] = pair.split(":").map((part) => part.trim());
      if (attribute && key) element.setAttribute(attribute, t(key));
    }
  }
}

/** @param {string} key @param {unknown} count */
function pluralForm(key, count) {
  if (typeof count !== "number") return undefined;
  return new Intl.PluralRules(current).select(count) === "one" ? words[current][`${key}.one`] : undefined;
}

/** @param {unknown} value */
function written(value) {
  return typeof value === "number" ? new Intl.NumberFormat(current).format(value) : String(value ?? "");
}

/** @returns {Language} */
function remembered() {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === "en" ? "en" : "id";
  } catch {
    return "id";
  }
}
