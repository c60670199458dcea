/** The public page that checks a receipt, a list or a certificate, believing nobody but the log's key. */
import { verifySignature } from "../lib/ed25519.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { fetched, logAt, logIn } from "../lib/log-source.js";
import { textOf } from "../models/bytes.js";
import { claimOf, claimOfFragment } from "../models/claim.js";
import { ED25519, parseKeys } from "../models/note.js";
import { LogProblem, PublicLog } from "../models/public-log.js";
import { check } from "../models/verify.js";
import { defineClaimInput } from "../components/claim-input.js";
import { defineFindingView } from "../components/finding-view.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { defineLogTrust } from "../components/log-trust.js";
import { definePageHeader } from "../components/page-header.js";
import { defineStatusChip } from "../components/status-chip.js";

/** Beside this page; a link may name a copy elsewhere, but never whose key counts. */
const OWN_LOG = new URL("/log/", location.href);

await loadLanguage("verify");
for (const define of [defineLanguageSwitch, definePageHeader, defineStatusChip, defineClaimInput, defineFindingView, defineLogTrust]) define();

const part = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));
const [input, finding, trust, said, kinds] = ["claim-input", "finding-view", "log-trust", "[data-part=said]", "[data-part=kinds]"].map(part);

/** @type {{claim: import("../models/claim.js").Claim | null, keys: import("../models/note.js").VerifierKey[] | null, siteKeys: import("../models/note.js").VerifierKey[] | null, from: "site" | "person", wrongKey: boolean, noLog: boolean, source: import("../lib/log-source.js").LogSource, found: import("../models/verify.js").Found | null, busy: boolean, done: number, of: number}} */
const page = { claim: null, keys: null, siteKeys: null, from: "site", wrongKey: false, noLog: false, source: logAt(logAddress()), found: null, busy: false, done: 0, of: 0 };
let run = 0;

listen();
await takeKeyOfSite();
draw();
follow();

/** A copy of the log that the address asks for; it must be one that can be read. */
function logAddress() {
  const asked = new URLSearchParams(location.search).get("log");
  try {
    return asked ? new URL(asked.endsWith("/") ? asked : `${asked}/`, location.href) : OWN_LOG;
  } catch {
    return OWN_LOG;
  }
}

async function takeKeyOfSite() {
  const content = await fetched(new URL("vkey", OWN_LOG));
  page.siteKeys = content === null ? null : parseKeys(textOf(content) ?? "");
  if (page.from === "site") page.keys = page.siteKeys;
}

function listen() {
  applyTranslations(document);
  window.addEventListener(LANGUAGE_EVENT, draw);
  window.addEventListener("hashchange", follow);
  document.addEventListener("claim-brought", (event) => bring(/** @type {CustomEvent} */ (event).detail.content));
  document.addEventListener("key-brought", (event) => takeKey(/** @type {CustomEvent} */ (event).detail.text));
  document.addEventListener("key-of-site", async () => {
    page.from = "site";
    await takeKeyOfSite();
    await again();
  });
  document.addEventListener("log-brought", (event) => takeLog(/** @type {CustomEvent} */ (event).detail.files));
}

/** What the address says behind its `#`, as the code on a paper does. */
function follow() {
  const claim = claimOfFragment(location.hash);
  if (claim !== null) void look(claim);
}

/** @param {Uint8Array} content */
function bring(content) {
  const claim = claimOf(content);
  if (claim.kind === "keys") return takeKey(claim.text);
  // The address must not go on naming what was looked at before.
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return look(claim);
}

/** @param {string} text */
function takeKey(text) {
  const keys = parseKeys(text);
  page.wrongKey = keys === null || !keys.some(({ type }) => type === ED25519);
  if (page.wrongKey) return draw();
  Object.assign(page, { keys: [...(keys ?? []), ...stampKeys(keys ?? [])], from: "person" });
  return again();
}

/** The log's key for its own time stamps may come from the site: it only says when. @param {import("../models/note.js").VerifierKey[]} brought */
function stampKeys(brought) {
  const names = new Set(brought.filter(({ type }) => type === ED25519).map(({ name }) => name));
  return (page.siteKeys ?? []).filter(({ name, type, text }) => type !== ED25519 && names.has(name) && !brought.some((each) => each.text === text));
}

/** @param {File[]} files */
function takeLog(files) {
  const source = logIn(files);
  page.noLog = source === null;
  if (source === null) return draw();
  page.source = source;
  return again();
}

async function again() {
  draw();
  if (page.claim) await look(page.claim);
}

/** @param {import("../models/claim.js").Claim} claim */
async function look(claim) {
  run += 1;
  const own = run;
  Object.assign(page, { claim, found: null, busy: true, done: 0, of: 0 });
  draw();
  const found = await findOut(claim, (done, of) => {
    if (own !== run) return;
    Object.assign(page, { done, of });
    draw();
  });
  if (own !== run) return; // another was brought meanwhile
  Object.assign(page, { found, busy: false });
  input.clear();
  draw();
  finding.focus({ preventScroll: true });
  finding.scrollIntoView({ block: "start" });
}

/** @param {import("../models/claim.js").Claim} claim @param {(done: number, of: number) => void} progress */
async function findOut(claim, progress) {
  const { keys, source } = page;
  const ground = { keys: keys ?? [], log: null, verify: verifySignature, progress };
  if (claim.kind === "unreadable") return check(claim, ground);
  if (keys === null) return { ...(await check({ kind: "unreadable", code: "no_key" }, ground)), kind: claim.kind };
  try {
    return await check(claim, { ...ground, log: await opened(source, keys) });
  } catch (problem) {
    if (!(problem instanceof LogProblem)) throw problem;
    // The paper's own fault says more than the log's.
    const alone = await check(claim, ground);
    return alone.verdict === "wrong" ? alone : { ...alone, verdict: /** @type {const} */ ("wrong"), code: problem.code, values: problem.values };
  }
}

/** Null where nobody answers. @param {import("../lib/log-source.js").LogSource} source @param {import("../models/note.js").VerifierKey[]} keys */
async function opened(source, keys) {
  try {
    return await PublicLog.open(source.read, keys, verifySignature);
  } catch (problem) {
    if (problem instanceof LogProblem && problem.code === "log_away") return null;
    throw problem;
  }
}

function draw() {
  const { found, busy, done, of } = page;
  render(said, busy ? html`<p class="note tone-accent">${icon("hourglass")}<span>${of > 1 ? t("verify.reading", { done, of }) : t("verify.busy")}</span></p>` : html``);
  finding.hidden = found === null;
  if (found) finding.view = { found, keyFrom: page.from };
  input.view = { again: found !== null };
  kinds.hidden = found !== null;
  trust.view = { keys: page.keys, from: page.from, wrongKey: page.wrongKey, noLog: page.noLog, log: page.source.name, open: page.keys === null || page.wrongKey || page.noLog };
}
