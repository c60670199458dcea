/** The form at the terminal: fetched sealed, opened by its key, kept until the end, with the real AES-GCM. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FormShelf, SPREAD_MS } from "../../static/lib/form-shelf.js";
import { unseal } from "../../static/lib/unseal.js";

const DIGEST = "9f2c";
const FORM = { digest: DIGEST, sections: [{ id: "s", title: "S", items: 1 }], items: [{ id: "s-1", section: "s", stem: "Satu?", picture: "/pictures/a.svg", choices: [] }] };
const PICTURES = { "/pictures/a.svg": { media_type: "image/svg+xml", content: "PHN2Zy8+" } };
const KEY = Buffer.from(Array.from({ length: 32 }, (_, place) => place)).toString("base64");
const OTHER_KEY = Buffer.alloc(32).toString("base64");
const IN_CLEAR = { type: "form", ...FORM };

/** As catserver/delivery/sealing.py does it. */
async function sealed(key = KEY, digest = DIGEST, content = { ...FORM, pictures: PICTURES }) {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(`catserver form 1\n${digest}`);
  const imported = await crypto.subtle.importKey("raw", Buffer.from(key, "base64"), "AES-GCM", false, ["encrypt"]);
  const ciphertext = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, imported, new TextEncoder().encode(JSON.stringify(content)));
  return new Uint8Array([...nonce, ...new Uint8Array(ciphertext)]).buffer;
}

class CloningKeep {
  values = new Map();
  async read(name) {
    return structuredClone(this.values.get(name) ?? null);
  }
  async write(name, value) {
    this.values.set(name, structuredClone(value));
    return true;
  }
  async forget(name) {
    this.values.delete(name);
  }
}

async function aShelf({ keep = new CloningKeep(), seal = sealed(), canUnseal = true, random = 0.5 } = {}) {
  const seen = { opened: [], sealed: 0, fetched: [], asked: [] };
  const clock = { now: 1000 };
  const server = { seal, away: false };
  const shelf = new FormShelf({
    getSealed: async (url) => {
      seen.fetched.push(url);
      if (server.away) throw new Error("unreachable");
      return { bytes: await server.seal, digest: DIGEST };
    },
    getJson: async (url) => {
      seen.asked.push(url);
      if (server.away) throw new Error("unreachable");
      return FORM;
    },
    keep,
    unseal: canUnseal ? unseal : null,
    mono: () => clock.now,
    random: () => random,
    onForm: (form, pictures) => seen.opened.push({ form, pictures }),
    onSealed: () => (seen.sealed += 1),
  });
  await shelf.begin("form:a");
  const wait = async (milliseconds, phase = "waiting") => {
    clock.now += milliseconds;
    await shelf.tick(phase);
  };
  return { shelf, seen, keep, clock, server, wait };
}

test("the sealed form is fetched at a random moment, once, and cannot be read", async () => {
  const { shelf, seen, wait } = await aShelf();
  await wait(SPREAD_MS / 2 - 1);
  assert.deepEqual(seen.fetched, []);
  await wait(1);
  await wait(60_000);
  assert.deepEqual(seen.fetched, ["/api/terminal/sealed-form"]);
  assert.deepEqual([shelf.digest(), shelf.isOpen(), seen.opened.length, seen.sealed], [DIGEST, false, 0, 1]);
});

test("the key opens it, with its pictures, and nothing more is asked for", async () => {
  const { shelf, seen, wait } = await aShelf();
  await wait(SPREAD_MS);
  await shelf.heard({ type: "started", form_key: KEY });
  assert.deepEqual(seen.opened, [{ form: FORM, pictures: PICTURES }]);
  assert.equal(shelf.isOpen(), true);
  assert.deepEqual(seen.asked, []);
});

test("a page that is loaded again opens what is kept without any server", async () => {
  const first = await aShelf();
  await first.wait(SPREAD_MS);
  await first.shelf.heard({ type: "started", form_key: KEY });
  const again = await aShelf({ keep: first.keep });
  assert.deepEqual(again.seen.opened, [{ form: FORM, pictures: PICTURES }]);
  assert.equal(again.shelf.digest(), DIGEST);
  again.server.away = true;
  await again.wait(60_000, "running");
  assert.deepEqual(again.seen.fetched, []);
});

test("a page that is loaded again before the start still waits for its key", async () => {
  const first = await aShelf();
  await first.wait(SPREAD_MS);
  const again = await aShelf({ keep: first.keep });
  assert.deepEqual([again.shelf.digest(), again.shelf.isOpen(), again.seen.opened], [DIGEST, false, []]);
  await again.shelf.heard({ type: "welcome", form_key: null });
  await again.shelf.heard({ type: "started", form_key: KEY });
  assert.equal(again.seen.opened.length, 1);
});

test("a form in clear that came before the seal is shown at once and is not written down in clear", async () => {
  const { shelf, seen, keep, wait } = await aShelf();
  await shelf.heard(IN_CLEAR);
  await shelf.heard({ type: "started", form_key: KEY });
  assert.deepEqual(seen.opened, [{ form: FORM, pictures: {} }]);
  assert.deepEqual([...keep.values], []);
  await wait(SPREAD_MS, "running");
  assert.deepEqual(seen.opened.at(-1), { form: FORM, pictures: PICTURES });
  const [kept] = keep.values.values();
  assert.deepEqual([kept.key, kept.form], [KEY, null]);
});

test("who comes late fetches the seal at once", async () => {
  const { shelf, seen, wait } = await aShelf();
  void shelf.heard({ type: "welcome", form_key: KEY });
  await wait(1, "running");
  assert.equal(seen.fetched.length, 1);
  assert.equal(shelf.isOpen(), true);
});

test("a seal that its key does not open is given up, and the form comes in clear", async () => {
  const { shelf, seen, wait } = await aShelf({ seal: sealed(OTHER_KEY) });
  await wait(SPREAD_MS);
  await shelf.heard({ type: "started", form_key: KEY });
  assert.deepEqual(seen.asked, ["/api/terminal/form"]);
  assert.deepEqual(seen.opened, [{ form: FORM, pictures: {} }]);
  await wait(60_000, "running");
  await wait(60_000, "running");
  assert.equal(seen.fetched.length, 2, "the second seal is as broken as the first: no third");
  assert.equal(shelf.isOpen(), true);
});

test("a seal that cannot be opened while the server is away is not said to be held", async () => {
  const { shelf, server, wait } = await aShelf({ seal: sealed(OTHER_KEY) });
  await wait(SPREAD_MS);
  server.away = true;
  await shelf.heard({ type: "started", form_key: KEY });
  assert.deepEqual([shelf.digest(), shelf.isOpen()], [null, false]);
});

test("one altered byte is noticed", async () => {
  const seal = new Uint8Array(await sealed());
  seal[40] ^= 1;
  const { shelf, seen, wait } = await aShelf({ seal: Promise.resolve(seal.buffer) });
  await wait(SPREAD_MS);
  await shelf.heard({ type: "started", form_key: KEY });
  assert.deepEqual(seen.asked, ["/api/terminal/form"]);
});

test("a fetch that fails is tried again after a while", async () => {
  const { shelf, seen, server, wait } = await aShelf();
  server.away = true;
  await wait(SPREAD_MS);
  await wait(1000);
  assert.equal(seen.fetched.length, 1);
  server.away = false;
  await wait(10_000);
  assert.equal(shelf.digest(), DIGEST);
});

test("a browser that cannot unseal never fetches a seal and keeps the form as it came", async () => {
  const { shelf, seen, keep, wait } = await aShelf({ canUnseal: false });
  await wait(60_000);
  assert.equal(shelf.digest(), null);
  await shelf.heard(IN_CLEAR);
  await wait(60_000, "running");
  assert.deepEqual(seen.fetched, []);
  const again = await aShelf({ keep, canUnseal: false });
  assert.deepEqual(again.seen.opened, [{ form: FORM, pictures: {} }]);
});

test("a shelf that was closed writes nothing any more, whatever arrives late", async () => {
  const { shelf, keep, wait } = await aShelf();
  await wait(SPREAD_MS);
  keep.values.clear();
  const late = shelf.heard({ type: "started", form_key: KEY });
  shelf.close();
  await late;
  await shelf.heard(IN_CLEAR);
  await wait(60_000, "finished");
  assert.deepEqual([...keep.values], []);
});
