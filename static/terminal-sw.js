/**
 * Keeps the terminal's page for the time when the server is away: the newest page while the server answers, else the kept one.
 *
 * The server writes SHELL, the list of the page's files and a digest of them, in front of this (catserver/web/terminal_shell.py).
 * Nothing of a candidate or a form passes through here: only the files of that list.
 */

/** @type {{version: string, files: string[]}} */
const { version, files } = /** @type {any} */ (self).SHELL;
const PREFIX = "terminal-page-";
const NAME = PREFIX + version;
const FILES = new Set(files);
/** A server that takes longer is taken for away; the page must not wait for it file by file. */
const PATIENCE_MS = 2500;
const AWAY_MS = 5000;

let awayUntil = 0;
const worker = /** @type {any} */ (self);

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(keepAll().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(dropOthers().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === location.origin && FILES.has(pathname)) event.respondWith(answer(event.request, pathname));
});

/** All or nothing: a page with half of its files is none. */
async function keepAll() {
  const cache = await caches.open(NAME);
  await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
}

async function dropOthers() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== NAME);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** @param {Request} request @param {string} path */
async function answer(request, path) {
  const kept = await (await caches.open(NAME)).match(path);
  if (!kept) return fetch(request);
  if (Date.now() < awayUntil) return kept;
  const fresh = await Promise.race([fetch(request), tooLong()]).catch(() => null);
  if (fresh?.ok) return fresh;
  awayUntil = Date.now() + AWAY_MS;
  return kept;
}

function tooLong() {
  return new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
}
