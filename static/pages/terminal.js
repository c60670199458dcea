/** Wires the candidate's terminal: one state, one line to the server, one timer, one screen at a time. */
import { getJson, postJson, sentenceFor } from "../lib/api.js";
import { durationText } from "../lib/format.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, pick, t } from "../lib/i18n.js";
import * as keep from "../lib/keep.js";
import { fetchAhead, forgetPictures } from "../lib/pictures.js";
import { openSocket } from "../lib/socket.js";
import { TerminalLink } from "../lib/terminal-link.js";
import { attempt, newAttempt } from "../models/attempt.js";
import { secondsUntil } from "../models/clock.js";
import { actionFor } from "../models/keys.js";
import { pendingOf, waitingCount } from "../models/outbox.js";
import { currentItem, itemStates, responseOf, saveState, sectionProgress } from "../models/progress.js";
import { markPassed } from "../models/time-marks.js";
import { defineTerminalComponents } from "./terminal-components.js";
import { notify } from "../components/toast-stack.js";

const TICK_MS = 250;
/** A short cut is over before anyone needs to read about it. */
const NOTICE_AFTER_MS = 2000;

const view = (/** @type {string} */ name) => /** @type {any} */ (document.querySelector(name));
const mono = () => performance.now();

/** @type {{screen: string, person: any, attempt: ReturnType<typeof newAttempt>, signIn: {busy: boolean, error: string, demo: any[]}, looks: {size: string, letters: boolean}, stoppedBy: string}} */
const page = {
  screen: "loading",
  person: null,
  attempt: newAttempt(),
  signIn: { busy: false, error: "", demo: [] },
  looks: { size: "normal", letters: true },
  stoppedBy: "",
};
/** @type {TerminalLink} */
let link = newLink();
/** @type {number | null} */
let secondsSaid = null;
/** @type {number | null} */
let shownGrant = null;

await loadLanguage("terminal");
defineTerminalComponents();
page.looks = { ...page.looks, ...(await keep.read("looks")) };
listen();
await enter();
setInterval(tick, TICK_MS);

// ---- Coming in ----

function newLink() {
  return new TerminalLink({ openSocket, getJson, postJson, keep, mono, random: Math.random, onEvent: happened, onChange: draw });
}

/** Find out who sits here; as long as the server does not say, try again. */
async function enter() {
  show("loading");
  for (let failures = 0; ; failures += 1) {
    try {
      const sentMono = mono();
      return await begin(await getJson("/api/terminal/state"), sentMono);
    } catch (error) {
      if (/** @type {any} */ (error).status === 401) return askSignIn();
      bind("loading", t("loading.retry"));
      await new Promise((resolve) => setTimeout(resolve, Math.min(8000, 1000 * 2 ** failures)));
    }
  }
}

async function askSignIn() {
  page.person = null;
  page.attempt = newAttempt();
  show("sign_in");
  /** @type {HTMLElement | null} */ (document.querySelector("sign-in-form input"))?.focus();
  const site = await getJson("/api/site").catch(() => null);
  page.signIn.demo = site?.demo_sign_ins?.candidates ?? [];
  draw();
}

async function signIn(/** @type {{number: string, pin: string}} */ { number, pin }) {
  page.signIn = { ...page.signIn, busy: true, error: "" };
  draw();
  try {
    const sentMono = mono();
    const state = await postJson("/api/terminal/sign-in", { number, pin, terminal: await keep.terminalName() });
    page.signIn.busy = false;
    await begin(state, sentMono);
  } catch (error) {
    page.signIn = { ...page.signIn, busy: false, error: sentenceFor(error) };
    draw();
    /** @type {HTMLInputElement | null} */ (document.querySelector("sign-in-form [name=pin]"))?.select();
  }
}

/** @param {any} state the server's @param {number} sentMono */
async function begin(state, sentMono) {
  page.person = state;
  const name = `${state.sitting.id}:${state.candidate.number}`;
  page.attempt = newAttempt((await keep.read(`read:${name}`)) ?? []);
  link.leave();
  link = newLink();
  link.readClock(state, sentMono);
  happened({ type: "state", state });
  if (page.attempt.phase !== "finished") await link.start(`pending:${name}`, () => page.attempt.form?.digest ?? null);
}

async function leave() {
  await postJson("/api/terminal/sign-out").catch(() => null);
  await keep.forgetAll("pending:");
  await keep.forgetAll("read:");
  location.reload();
}

// ---- What happens ----

/** @param {any} event the server's messages and what the link adds */
function happened(event) {
  const before = page.attempt;
  page.attempt = attempt(before, event);
  if (event.type === "form") void fetchAhead(picturesOf(event)).then(draw);
  if (event.type === "overruled") notify(t("answers.overruled", { count: event.items.length }), { tone: "caution", seconds: 20 });
  if (event.type === "handInRefused") handInRefused(event.code);
  if (event.type === "notTaken" && event.code !== "too_late" && event.code !== "unconfirmed") sayNotTaken(event);
  if (event.type === "stopped" && event.why !== "finished") stopped(event.why);
  if (before.phase !== "finished" && page.attempt.phase === "finished") finished();
  sayGrant();
  draw();
}

function finished() {
  forgetPictures();
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
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
  const number = (page.attempt.form?.items.findIndex(({ id }) => id === item) ?? -1) + 1;
  notify(t("answers.not_taken", { number, sentence: t(`error.${code}`) }), { tone: "negative", seconds: 30 });
}

/** Time that was granted reaches the candidate in words, once. */
function sayGrant() {
  const { grant } = page.attempt;
  if (!grant || grant.number === shownGrant) return;
  shownGrant = grant.number;
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
  draw();
  window.scrollTo({ top: 0 });
  const current = currentItem(page.attempt);
  if (current) say(`${pick(current.section?.title)}. ${t("item.number", { number: current.place })}`);
}

/** @param {string} action */
function act(action) {
  const current = currentItem(page.attempt);
  if (!current) return;
  if (action === "next") go(page.attempt.index + 1);
  if (action === "previous") go(page.attempt.index - 1);
  if (action === "doubt") respond({ doubt: !responseOf(page.attempt, link.outbox, current.item.id).doubt });
  if (action === "withdraw") respond({ choice: null });
  if (action === "navigator") view("navigator-dialog").show();
  if (action === "hand-in") view("hand-in-dialog").show();
  if (action === "help") view("help-dialog").show();
}

/** @param {KeyboardEvent} event */
function keyPressed(event) {
  const typing = /** @type {Element} */ (event.target).closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (typing || document.querySelector("dialog[open]")) return;
  const exam = page.screen === "exam";
  const practice = view("practice-item");
  const choices = exam ? (currentItem(page.attempt)?.item.choices ?? []) : [];
  const action = actionFor(event, exam ? choices.length : practice.choiceCount, page.looks.letters);
  if (!action || (!exam && page.screen !== "waiting")) return;
  if (!exam && action.type !== "choose" && action.type !== "help") return;
  event.preventDefault();
  if (action.type !== "choose") act(action.type);
  else if (exam) respond({ choice: choices[action.place].id });
  else practice.choosePlace(action.place);
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
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-open]"));
    if (button?.dataset.open === "help") view("help-dialog").show();
    if (button?.dataset.open === "hand-in") act("hand-in");
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

/** @param {Partial<typeof page.looks>} change */
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

// ---- Drawing ----

function tick() {
  link.tick();
  drawTime();
}

/** Which screen the state asks for. */
function screenNow() {
  if (!page.person) return page.screen;
  if (page.stoppedBy) return "stopped";
  if (page.attempt.phase === "finished") return "outcome";
  if (page.attempt.phase === "paused") return "paused";
  if (page.attempt.phase === "waiting") return "waiting";
  return page.attempt.form ? "exam" : "loading";
}

/** @param {string} screen */
function show(screen) {
  page.screen = screen;
  draw();
}

/** @param {string} name @param {string} text */
function bind(name, text) {
  const element = document.querySelector(`[data-bind=${name}]`);
  if (element && element.textContent !== text) element.textContent = text;
}

function draw() {
  const screen = screenNow();
  const changed = document.body.dataset.screenNow !== screen;
  page.screen = screen;
  document.body.dataset.screenNow = screen;
  document.documentElement.dataset.textSize = page.looks.size;
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-screen]"))) {
    section.hidden = section.dataset.screen !== screen;
  }
  drawBar();
  drawScreen(screen);
  drawTime();
  if (changed && screen === "outcome") /** @type {HTMLElement | null} */ (document.querySelector("outcome-view h1"))?.focus();
  if (changed && screen === "exam") view("item-view").focusHeading();
}

function drawBar() {
  applyTranslations(document);
  document.title = t("title");
  const { person } = page;
  bind("exam", person ? pick(person.exam.title) : "catserver");
  bind("candidate", person ? `${person.candidate.name} · ${person.candidate.number}` : "");
  if (page.screen === "loading" && person) bind("loading", t("loading.form"));
  const count = waitingCount(link.outbox);
  const saves = view("save-state");
  saves.hidden = page.screen !== "exam" && page.screen !== "paused";
  saves.view = { state: saveState(count, link.reachable && link.outbox.held !== "server"), count, kept: link.keeps };
  view("text-size").view = { size: page.looks.size };
  view("help-dialog").view = { letters: page.looks.letters };
}

/** @param {string} screen */
function drawScreen(screen) {
  const { person } = page;
  if (screen === "sign_in") view("sign-in-form").view = { ...page.signIn };
  if (screen === "stopped") view("replaced-notice").view = { why: page.stoppedBy, waiting: waitingCount(link.outbox) };
  if (screen === "waiting") {
    view("identity-card").view = person;
    view("practice-item").view = { practice: person.exam.practice };
  }
  if (screen === "outcome") {
    const lost = new Set(page.attempt.notTaken.filter(({ code }) => code === "too_late" || code === "unconfirmed").map(({ item }) => item)).size;
    view("outcome-view").view = { ...person, outcome: page.attempt.outcome, lost };
  }
  if (screen === "exam") drawExam();
  view("message-dialog").view = { message: screen === "exam" || screen === "paused" || screen === "waiting" ? (page.attempt.messages[0] ?? null) : null };
}

function drawExam() {
  const { outbox } = link;
  const current = currentItem(page.attempt);
  if (!current) return;
  const { item } = current;
  const response = responseOf(page.attempt, outbox, item.id);
  const sections = sectionProgress(page.attempt, outbox);
  const states = itemStates(page.attempt, outbox);
  const listed = sections.map(({ id, title }) => ({ id, title, states: states.filter(({ section }) => section === id) }));
  const waits = pendingOf(outbox, item.id) !== undefined;
  const save = !waits && page.attempt.responses[item.id] === undefined ? "none" : saveState(waits ? 1 : 0, link.reachable && outbox.held !== "server");
  const count = listed.find(({ id }) => id === item.section)?.states.length ?? 0;
  view("item-view").view = { current, count, response, save, disabled: false };
  view("item-actions").view = { doubt: response.doubt, answered: response.choice !== null, first: page.attempt.index === 0, last: current.last, disabled: false };
  view("section-tabs").view = { sections, current: item.section };
  view(".exam__side item-navigator").view = { sections: listed.filter(({ id }) => id === item.section), current: page.attempt.index };
  view("navigator-dialog").view = { sections: listed, current: page.attempt.index };
  view("hand-in-dialog").view = { sections, waiting: waitingCount(outbox), sending: link.wantsHandIn };
}

/** The only thing that changes by itself: the clock, and what it says aloud. */
function drawTime() {
  const { phase, deadlineAt, startAt, remainingS, pauseReason } = page.attempt;
  const now = mono();
  const seconds = phase === "paused" ? remainingS : deadlineAt === null ? null : secondsUntil(link.clock, deadlineAt, now);
  const shown = page.screen === "exam" || page.screen === "paused" ? seconds : null;
  const clock = view("time-left");
  clock.hidden = shown === null;
  clock.view = { seconds: shown, paused: phase === "paused" };
  if (page.screen === "paused") view("paused-view").view = { reason: pauseReason, remainingS };
  if (page.screen === "waiting") {
    view("waiting-room").view = { exam: page.person.exam, startAt, secondsLeft: startAt === null ? null : secondsUntil(link.clock, startAt, now) };
  }
  view("connection-banner").view = { notice: lineNotice(seconds, now) };
  if (phase !== "running") return;
  const mark = markPassed(secondsSaid, seconds);
  if (mark !== null) bind("warned", t("time.said", { duration: durationText(mark) }));
  secondsSaid = seconds;
}

/** @param {number | null} seconds @param {number} now */
function lineNotice(seconds, now) {
  const working = page.screen === "exam" || page.screen === "paused" || page.screen === "waiting";
  if (!working) return null;
  if (link.outbox.held === "server") return "line.held";
  if (link.line.phase === "open" || now - link.line.awaySince < NOTICE_AFTER_MS) return null;
  if (seconds === 0) return "time.over_away";
  return link.httpWorks ? "line.http" : "line.away";
}

/** @param {string} text */
function say(text) {
  bind("said", text);
}

/** @param {any} form @returns {string[]} */
function picturesOf(form) {
  return form.items.flatMap((/** @type {any} */ item) => [item.picture, ...item.choices.map((/** @type {any} */ each) => each.picture)]).filter(Boolean);
}
