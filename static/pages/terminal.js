/** Wires the candidate's terminal: one state, one line to the server, one timer, one screen at a time. */
import { lossesSentence } from "../components/time-ledger.js";
import { clearToasts, notify } from "../components/toast-stack.js";
import { ApiError, getJson, getSealed, postBytes, postJson, sentenceFor } from "../lib/api.js";
import * as memory from "../lib/attempt-memory.js";
import { FormShelf } from "../lib/form-shelf.js";
import { durationText } from "../lib/format.js";
import { loadLanguage, t } from "../lib/i18n.js";
import * as keep from "../lib/keep.js";
import { fetchAhead, forgetPictures, holdPictures } from "../lib/pictures.js";
import { sayOwnPurpose } from "../lib/purpose.js";
import { ReceiptWatch } from "../lib/receipt-watch.js";
import { openSocket } from "../lib/socket.js";
import { TabSeat } from "../lib/tab-seat.js";
import { TerminalLink } from "../lib/terminal-link.js";
import { canUnseal, unseal } from "../lib/unseal.js";
import { attempt, newAttempt } from "../models/attempt.js";
import { picturesOf } from "../models/progress.js";
import { defineTerminalComponents } from "./terminal-components.js";
import { CandidateDeeds } from "./terminal-deeds.js";
import { TerminalGate } from "./terminal-gate.js";
import { drawClock, drawPage, view } from "./terminal-view.js";

const TICK_MS = 250;
/** A server that does not answer within this is taken for away, where the terminal can go on without it. */
const PATIENCE_MS = 2500;
const REMEMBERED = new Set(["state", "welcome", "started", "clock", "paused", "resumed", "message", "read", "recorded"]);
const mono = () => performance.now();

/** @type {any} everything the page knows; `attempt` is the reduced state, the rest is this page's own */
const page = {
  screen: "loading",
  site: null,
  name: "",
  person: null,
  attempt: newAttempt(),
  signIn: { busy: false, error: "", demo: [] },
  looks: { size: "normal", letters: true },
  stoppedBy: "",
  unreachable: false,
  keptAttempts: 0,
  secondsSeen: null,
  grantSaid: null,
  lostSaid: null,
  placeKept: null,
  receipts: new ReceiptWatch({ getJson, mono, onChange: draw }),
};
const seat = new TabSeat();
const shelf = new FormShelf({
  ...{ getSealed, getJson, keep, mono, random: Math.random, unseal: canUnseal() ? unseal : null },
  onForm: formCame,
  onSealed: () => link.tellForm(),
});
let link = newLink();

await loadLanguage("terminal");
defineTerminalComponents();
page.looks = { ...page.looks, ...(await keep.read("looks")) };
new CandidateDeeds(page, { link: () => link, change: happened, draw, signIn, noticeAction, leave }).listen();
const gate = new TerminalGate({ link: () => link, postJson, postBytes, mono, change: happened, show: (shown) => Object.assign(view("seat-gate"), { view: shown }) });
gate.listen();
setInterval(tick, TICK_MS);
navigator.serviceWorker?.register("/terminal-sw.js", { scope: "/terminal", updateViaCache: "none" }).catch(() => {});
await enter();

function newLink() {
  return new TerminalLink({ openSocket, getJson, postJson, keep, mono, random: Math.random, onEvent: happened, onChange: draw });
}

function draw() {
  drawPage(page, link);
  drawClock(page, link, mono());
}

function tick() {
  link.tick();
  void shelf.tick(page.attempt.phase);
  gate.tick(page);
  page.receipts.tick(page.screen === "outcome" && page.attempt.outcome !== null);
  drawClock(page, link, mono());
}

// ---- Coming in and going ----

/** Find out who sits here; while the server does not say, go on with what is kept here, or try again. */
async function enter() {
  draw();
  const kept = await memory.recall(keep, mono(), Date.now());
  for (let failures = 0; ; failures += 1) {
    try {
      const sentMono = mono();
      return await begin(await patiently(getJson("/api/terminal/state"), kept !== null), sentMono);
    } catch (error) {
      if (/** @type {any} */ (error).status === 401) return askSignIn();
      if (kept) return goOn(kept);
      page.unreachable = true;
      page.keptAttempts = (await keep.names("pending:")).length;
      draw();
      await new Promise((resolve) => setTimeout(resolve, Math.min(8000, 1000 * 2 ** failures)));
    }
  }
}

/** @template T @param {Promise<T>} answer @param {boolean} hurried @returns {Promise<T>} */
function patiently(answer, hurried) {
  if (!hurried) return answer;
  const away = new Promise((_, reject) => setTimeout(() => reject(new ApiError("no_answer", 0)), PATIENCE_MS));
  return Promise.race([answer, /** @type {Promise<T>} */ (away)]);
}

async function askSignIn() {
  Object.assign(page, { person: null, attempt: newAttempt(), screen: "sign_in" });
  letGo();
  await memory.forgetReadable(keep);
  draw();
  view("sign-in-form input")?.focus();
  page.site = await getJson("/api/site").catch(() => null);
  sayOwnPurpose(page.site);
  page.signIn.demo = page.site?.demo_sign_ins?.candidates ?? [];
  draw();
}

async function signIn(/** @type {{number: string, pin: string}} */ { number, pin }) {
  Object.assign(page.signIn, { busy: true, error: "" });
  draw();
  try {
    const sentMono = mono();
    const state = await postJson("/api/terminal/sign-in", { number, pin, terminal: await keep.terminalName() });
    await begin(state, sentMono, true);
  } catch (error) {
    page.signIn.error = sentenceFor(error);
  }
  page.signIn.busy = false;
  draw();
  if (page.signIn.error) view("sign-in-form [name=pin]")?.select();
}

/** @param {any} state the server's @param {number} sentMono when it was asked for @param {boolean} [steal] from another window */
async function begin(state, sentMono, steal = false) {
  if (!(await takeSeat(steal))) return elsewhere(state);
  const name = `${state.sitting.id}:${state.candidate.number}`;
  const read = (await keep.read(`read:${name}`)) ?? [];
  await sitDown(name, state, newAttempt(read));
  link.readClock(state, sentMono);
  happened({ type: "state", state });
  if (page.attempt.phase !== "finished") await work();
}

/** Without the server, with what this terminal knows. @param {NonNullable<Awaited<ReturnType<typeof memory.recall>>>} kept */
async function goOn(kept) {
  if (!(await takeSeat(false))) return elsewhere(kept.person);
  await sitDown(kept.name, kept.person, kept.attempt);
  link.clock = kept.clock;
  await work();
}

/** @param {string} name @param {any} person @param {import("../models/attempt.js").Attempt} known */
async function sitDown(name, person, known) {
  link.leave();
  link = newLink();
  await memory.forgetOthers(keep, name);
  const placeKept = await keep.read(`place:${name}`);
  Object.assign(page, { name, person, attempt: known, stoppedBy: "", placeKept });
}

async function work() {
  await shelf.begin(`form:${page.name}`);
  await link.start(`pending:${page.name}`, shelf);
  draw();
}

/** @param {boolean} steal */
function takeSeat(steal) {
  return seat.take({ steal, onLost: () => elsewhere(page.person) });
}

/** Another window of this browser has the attempt. @param {any} person */
function elsewhere(person) {
  link.leave();
  Object.assign(page, { person });
  stopped("other_window");
  draw();
}

/** Make the terminal free for the next candidate. */
async function leave() {
  const signedOut = await postJson("/api/terminal/sign-out").catch(() => null);
  await memory.forgetReadable(keep);
  await keep.forget("looks");
  if (signedOut) location.reload();
  link.leave();
  await askSignIn();
}

/** @param {string} action */
async function noticeAction(action) {
  if (action === "reload") location.reload();
  if (action === "sign-in") void leave();
  if (action !== "take-back") return;
  const outside = page.stoppedBy === "other_window";
  await takeSeat(true);
  page.stoppedBy = "";
  if (outside) return enter();
  await shelf.begin(`form:${page.name}`);
  link.takeBack();
  draw();
}

// ---- What happens ----

/** @param {any} event the server's messages, what the link adds, and what the candidate did */
function happened(event) {
  const before = page.attempt;
  void shelf.heard(event);
  if (event.type !== "form") page.attempt = attempt(before, event);
  if (event.type === "went") void keep.write(`place:${page.name}`, page.attempt.index);
  if (event.type === "read") void keep.write(`read:${page.name}`, page.attempt.read);
  if (event.type === "overruled") notify(t("answers.overruled", { count: event.items.length }), { tone: "caution", seconds: 20 });
  if (event.type === "handInRefused") handInRefused(event.code);
  if (event.type === "notTaken" && event.code !== "too_late" && event.code !== "unconfirmed") sayNotTaken(event);
  if (event.type === "stopped" && event.why !== "finished") stopped(event.why);
  if (before.phase !== "finished" && page.attempt.phase === "finished") finished();
  if (REMEMBERED.has(event.type) && page.attempt.phase !== "finished") remember();
  sayTime();
  draw();
}

/** Before the outbox lets go of what is recorded: it always stands in one of the two. */
function remember() {
  void memory.remember(keep, page.name, { person: page.person, attempt: page.attempt, clock: link.clock, mono: mono(), wallMs: Date.now() });
}

/** @param {any} form @param {Record<string, any>} pictures */
function formCame(form, pictures) {
  const first = page.attempt.form === null;
  if (page.attempt.form?.digest !== form.digest) page.attempt = attempt(page.attempt, { type: "form", ...form });
  if (page.attempt.form === null) return; // the end was faster
  if (first && Number.isInteger(page.placeKept)) page.attempt = attempt(page.attempt, { type: "went", index: page.placeKept });
  holdPictures(pictures);
  void fetchAhead(picturesOf(page.attempt.form)).then(draw);
  draw();
}

/** The form is no longer in this page's memory. */
function letGo() {
  page.attempt = { ...page.attempt, form: null };
  shelf.close();
  forgetPictures();
}

function finished() {
  letGo();
  clearToasts();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  void memory.forgetEverything(keep);
}

/** @param {string} why */
function stopped(why) {
  if (why === "signed_out") return void askSignIn();
  page.stoppedBy = why;
  page.placeKept = page.attempt.index;
  letGo();
}

/** @param {string} code */
function handInRefused(code) {
  view("hand-in-dialog").close();
  notify(t("hand_in.refused", { sentence: t(`error.${code}`) }), { tone: "caution", seconds: 20 });
}

/** @param {{item: string, code: string}} event */
function sayNotTaken({ item, code }) {
  const items = page.attempt.form?.items ?? [];
  const number = items.findIndex((/** @type {any} */ { id }) => id === item) + 1;
  notify(t("answers.not_taken", { number, sentence: t(`error.${code}`) }), { tone: "negative", seconds: 30 });
}

/** Time that was granted, or lost and given back, reaches the candidate in words, once. */
function sayTime() {
  const { grant, lost } = page.attempt;
  if (lost && lost !== page.lostSaid) {
    notify(lossesSentence(lost.lines), { tone: lost.lines.some(({ given_s: given }) => given > 0) ? "positive" : "caution", seconds: 20, about: "lost time" });
  }
  if (grant && grant !== page.grantSaid) {
    const duration = durationText(grant.seconds);
    notify(grant.reason ? t("time.granted_reason", { duration, reason: grant.reason }) : t("time.granted", { duration }), { tone: "positive", seconds: 15 });
  }
  Object.assign(page, { grantSaid: grant, lostSaid: lost });
}
