/** The foundation: words in two languages, figures, and the two copies of the dark palette. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { clockText, durationText, pointsText } from "../../static/lib/format.js";
import { addWords, hasWords, pick, t } from "../../static/lib/i18n.js";
import { escaped } from "../../static/lib/html.js";
import { ApiError, sentenceFor } from "../../static/lib/api.js";

const file = (path) => readFileSync(new URL(`../../static/${path}`, import.meta.url), "utf8");

for (const name of ["shared", "terminal"]) {
  test(`${name}: both languages have the same keys, sorted, and the same places for values`, () => {
    const [indonesian, english] = ["id", "en"].map((language) => JSON.parse(file(`i18n/${language}/${name}.json`)));
    assert.deepEqual(Object.keys(indonesian), Object.keys(english));
    assert.deepEqual(Object.keys(english), Object.keys(english).toSorted());
    const places = (sentence) => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();
    for (const key of Object.keys(english)) assert.deepEqual(places(indonesian[key]), places(english[key]), key);
  });
}

test("the terminal's code uses no word that is missing", () => {
  const words = new Set(["shared", "terminal"].flatMap((name) => Object.keys(JSON.parse(file(`i18n/id/${name}.json`)))));
  const markup = file("pages/terminal.html");
  const components = [...markup.matchAll(/components\/([\w-]+)\.css/g)].map(([, name]) => file(`components/${name}.js`));
  const code = [markup, ...components, file("pages/terminal.js"), file("pages/terminal-view.js"), file("lib/format.js"), file("models/screen.js")].join("\n");
  const used = [...code.matchAll(/\bt\("([\w.-]+)"/g), ...code.matchAll(/data-t="([\w.-]+)"/g), ...code.matchAll(/"((?:line|time|help|identity)\.[a-z_]+)"/g)];
  const missing = used.map(([, key]) => key).filter((key) => !words.has(key));
  assert.deepEqual(missing, []);
  assert.ok(used.length > 80);
});

test("the dark palette is the same by the device's wish and by data-theme", () => {
  const css = file("css/tokens.css");
  const palette = (/** @type {string} */ start) => css.slice(css.indexOf(start)).match(/\{([^}]*)\}/)[1].replace(/\s+/g, " ");
  assert.equal(palette(':root[data-theme="dark"]'), palette(':root:not([data-theme="light"])'));
});

test("every icon that is named is in the sprite", () => {
  const sprite = new Set([...file("icons.svg").matchAll(/id="([\w-]+)"/g)].map(([, id]) => id));
  const components = [...file("pages/terminal.html").matchAll(/components\/([\w-]+)\.css/g)].map(([, name]) => file(`components/${name}.js`));
  for (const [, name] of components.join("\n").matchAll(/\bicon\("([\w-]+)"\)/g)) assert.ok(sprite.has(name), name);
});

test("values are filled in, numbers written the language's way, a missing key shows itself", () => {
  addWords("id", { "test.count": "{count} soal dari {name}" });
  assert.equal(t("test.count", { count: 1234, name: "<b>" }), "1.234 soal dari <b>");
  assert.equal(t("test.nothing"), "test.nothing");
  assert.equal(hasWords("test.count"), true);
  assert.equal(pick({ id: "ya", en: "yes" }), "ya");
});

test("the clock's figures never go below zero and show hours only where there are any", () => {
  assert.deepEqual([5945, 599.2, 0.4, 0, -3].map(clockText), ["1:39:05", "10:00", "00:01", "00:00", "00:00"]);
});

test("a duration is told in words", () => {
  addWords("id", { "duration.hours": "{count} jam", "duration.minutes": "{count} menit", "duration.seconds": "{count} detik" });
  assert.deepEqual([6000, 300, 45].map(durationText), ["1 jam 40 menit", "5 menit", "45 detik"]);
});

test("marks are written exactly", () => {
  assert.deepEqual([5, -0.25, 187.5, null].map(pointsText), ["5", "-0,25", "187,5", "–"]);
});

test("everything that could become markup is escaped", () => {
  assert.equal(escaped(`<img src="x" onerror='y'>&`), "&lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;");
});

test("an error has a sentence, also one that nobody foresaw", () => {
  addWords("id", { "error.sign_in_failed": "Tidak cocok.", "error.unknown": "Kesalahan ({code})" });
  assert.equal(sentenceFor(new ApiError("sign_in_failed", 401)), "Tidak cocok.");
  assert.equal(sentenceFor(new ApiError("never_heard", 400)), "Kesalahan (never_heard)");
  assert.equal(sentenceFor(new Error("x")), "Kesalahan (unknown)");
});
