/** Wires the candidate's terminal: one state, one line to the server, one timer, one screen at a time. */
import { clearToasts, notify } from "../components/toast-stack.js";
import { getJson, postJson, sentenceFor } from "../lib/api.js";
import { durationText } from "../lib/format.js";
import { LANGUAGE_EVENT, loadLanguage, pick, t } from "../lib/i18n.js";
import * as keep from "../lib/keep.js";
import { fetchAhead, forgetPictures } from "../lib/pictures.js";
import { openSocket } from "../lib/socket.js";
import { TerminalLink } from "../lib/terminal-link.js";
import { attempt, newAttempt } from "../models/attempt.js";
import { actionFor } from "../models/keys.js";
import { currentItem, picturesOf, responseOf } from "../models/progress.js";
import { defineTerminalComponents } from "./terminal-components.js";
import { bind, drawClock, drawPage, view } from "./terminal-view.js";

const TICK_MS = 250;
const mono = () => performance.now();

/** @type {any} everything the page knows; `attempt` is the reduced state, the rest is this page's own */
const page = {
  screen: "loading",
  site: null,
  person: null,
  attempt: newAttempt(),
  signIn: { busy: false, error: "", demo: [] },
  looks: { size: "normal", letters: true },
  stoppedBy: "",
  unreachable: false,
  keptAttempts: 0,
  secondsSeen: null,
  grantSaid: 0,
  placeKept: null,
};
let link = newLink();

await loadLanguage("terminal");
defineTerminalComponents();
page.looks = { ...page.looks, ...(await keep.read("looks")) };
listen();
setInterval(tick, TICK_MS);
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
  drawClock(page, link, mono());
}

// ---- Coming in and going ----

/** Find out who sits here; as long as the server does not say, try again. */
async function enter() {
  draw();
  for (let failures = 0; ; failures += 1) {
    try {
      const sentMono = mono();
      return await begin(await getJson("/api/terminal/state"), sentMono);
    } catch (error) {
      if (/** @type {any} */ (error).status === 401) return askSignIn();
      page.unreachable = true;
      page.keptAttempts = (await keep.names("pending:")).length;
      draw();
      await new Promise((resolve) => setTimeout(resolve, Math.min(8000, 1000 * 2 ** failures)));
    }
  }
}

async function askSignIn() {
  Object.assign(page, { person: null, attempt: newAttempt(), screen: "sign_in" });
  draw();
  view("sign-in-form input")?.focus();
  page.site = await getJson("/api/site").catch(() => null);
  page.signIn.demo = page.site?.demo_sign_ins?.candidates ?? [];
  draw();
}

async function signIn(/** @type {{number: string, pin: string}} */ { number, pin }) {
  Object.assign(page.signIn, { busy: true, error: "" });
  draw();
  try {
    const sentMono = mono();
    const state = await postJson("/api/terminal/sign-in", { number, pin, terminal: await keep.terminalName() });
    await begin(state, sentMono);
  } catch (error) {
    page.signIn.error = sentenceFor(error);
  }
  page.signIn.busy = false;
  draw();
  if (page.signIn.error) view("sign-in-form [name=pin]")?.select();
}

/** @param {any} state the server's @param {number} sentMono when it was asked for */
async function begin(state, sentMono) {
  const name = `${state.sitting.id}:${state.candidate.number}`;
  link.leave();
  link = newLink();
  link.readClock(state, sentMono);
  const read = (await keep.read(`read:${name}`)) ?? [];
  Object.assign(page, { person: state, attempt: newAttempt(read), stoppedBy: "", placeKept: await keep.read(`place:${name}`) });
  happened({ type: "state", state });
  if (page.attempt.phase !== "finished") await link.start(`pending:${name}`, () => page.attempt.form?.digest ?? null);
}

/** Make the terminal free for the next candidate. */
async function leave() {
  const signedOut = await postJson("/api/terminal/sign-out").catch(() => null);
  // Answers that a replaced terminal could not send stay until an attempt ends here: nobody else has them.
  for (const beginning of ["read:", "place:"]) await keep.forgetAll(beginning);
  if (signedOut) location.reload();
  link.leave();
  await askSignIn();
}

// ---- What happens ----

/** @param {any} event the server's messages and what the link adds */
function happened(event) {
  const before = page.attempt;
  page.attempt = attempt(before, event);
  if (event.type === "form") formCame(before.form === null);
  if (event.type === "overruled") notify(t("answers.overruled", { count: event.items.length }), { tone: "caution", seconds: 20 });
  if (event.type === "handInRefused") handInRefused(event.code);
  if (event.type === "notTaken" && event.code !== "too_late" && event.code !== "unconfirmed") sayNotTaken(event);
  if (event.type === "stopped" && event.why !== "finished") stopped(event.why);
  if (before.phase !== "finished" && page.attempt.phase === "finished") finished();
  sayGrant();
  draw();
}

/** @param {boolean} first */
function formCame(first) {
  if (first && Number.isInteger(page.placeKept)) page.attempt = attempt(page.attempt, { type: "went", index: page.placeKept });
  void fetchAhead(picturesOf(page.attempt.form)).then(draw);
}

function finished() {
  forgetPictures();
  clearToasts();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  for (const beginning of ["pending:", "read:", "place:"]) void keep.forgetAll(beginning);
}

/** @param {string} why */
function stopped(why) {
  if (why === "signed_out") return void askSignIn();
  page.stoppedBy = why;
  page.attempt = { ...page.attempt, form: null };
  forgetPictures();
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

/** Time that was granted reaches the candidate in words, once. */
function sayGrant() {
  const { grant } = page.attempt;
  if (!grant || grant.number === page.grantSaid) return;
  page.grantSaid = grant.number;
  const duration = durationText(grant.seconds);
  notify(grant.reason ? t("time.granted_reason", { duration, reason: grant.reason }) : t("time.granted", { duration }), { tone: "positive", seconds: 15 });
}

// ---- What the candidate does ----

/** @param {{choice?: string | null, doubt?: boolean}} change to the item on screen */
function respond(change) {
  const current = currentItem(page.attempt);
  if (!current || page.attempt.phase !== "running") return;
  const before = responseOf(page.attempt, link.outbox, current.item.id);
  const after = { ...before, ...change };
  if (after.choice !== before.choice || after.doubt !== before.doubt) void link.answer({ item: current.item.id, ...after });
}

/** @param {number} index */
function go(index) {
  if (!page.attempt.form || index === page.attempt.index) return;
  page.attempt = attempt(page.attempt, { type: "went", index });
  void keep.write(`place:${page.person.sitting.id}:${page.person.candidate.number}`, page.attempt.index);
  draw();
  window.scrollTo({ top: 0 });
  const current = currentItem(page.attempt);
  if (current) bind("said", `${pick(current.section?.title)}. ${t("item.number", { number: current.place })}`);
}

/** @param {string} action */
function act(action) {
  const current = currentItem(page.attempt);
  if (action === "help") view("help-dialog").show();
  if (!current) return;
  if (action === "next") go(page.attempt.index + 1);
  if (action === "previous") go(page.attempt.index - 1);
  if (action === "doubt") respond({ doubt: !responseOf(page.attempt, link.outbox, current.item.id).doubt });
  if (action === "withdraw") respond({ choice: null });
  if (action === "navigator") view("navigator-dialog").show();
  if (action === "hand-in") view("hand-in-dialog").show();
}

/** @param {KeyboardEvent} event */
function keyPressed(event) {
  const typing = /** @type {Element} */ (event.target).closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (typing || document.querySelector("dialog[open]")) return;
  if (page.screen === "exam") keyInExam(event);
  if (page.screen === "waiting") keyInPractice(event);
}

/** @param {KeyboardEvent} event */
function keyInExam(event) {
  const choices = currentItem(page.attempt)?.item.choices ?? [];
  const action = actionFor(event, choices.length, page.looks.letters);
  if (!action) return;
  event.preventDefault();
  if (action.type === "choose") respond({ choice: choices[action.place].id });
  else act(action.type);
}

/** @param {KeyboardEvent} event */
function keyInPractice(event) {
  const practice = view("practice-item");
  const action = actionFor(event, practice.choiceCount, page.looks.letters);
  if (action?.type === "choose") practice.choosePlace(action.place);
  if (action?.type === "help") act("help");
}

function listen() {
  const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ deed) =>
    document.addEventListener(name, (event) => deed(/** @type {CustomEvent} */ (event).detail));
  on("sign-in", signIn);
  on("choose", ({ choice }) => respond({ choice }));
  on("go", ({ index }) => go(index));
  on("item-action", ({ action }) => act(action));
  on("zoom", (picture) => view("picture-zoom").show(picture));
  on("hand-in", () => void link.handIn());
  on("message-read", ({ id }) => confirmMessage(id));
  on("text-size", ({ size }) => changeLooks({ size }));
  on("letters", ({ letters }) => changeLooks({ letters }));
  on("notice-action", ({ action }) => noticeAction(action));
  on("leave", () => void leave());
  document.addEventListener("keydown", keyPressed);
  document.addEventListener("click", (event) => {
    const opener = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-open]"));
    if (opener?.dataset.open) act(opener.dataset.open);
  });
  window.addEventListener("online", () => link.hurry());
  window.addEventListener(LANGUAGE_EVENT, draw);
}

/** @param {string} id */
function confirmMessage(id) {
  page.attempt = attempt(page.attempt, { type: "read", id });
  void keep.write(`read:${page.person.sitting.id}:${page.person.candidate.number}`, page.attempt.read);
  draw();
}

/** @param {{size?: string, letters?: boolean}} change */
function changeLooks(change) {
  page.looks = { ...page.looks, ...change };
  void keep.write("looks", page.looks);
  draw();
}

/** @param {string} action */
function noticeAction(action) {
  if (action === "reload") location.reload();
  if (action === "sign-in") void leave();
  if (action === "take-back") {
    page.stoppedBy = "";
    link.takeBack();
    draw();
  }
}
