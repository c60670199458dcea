/** Draws the terminal's state onto its page; it decides nothing. */
import { durationText } from "../lib/format.js";
import { applyTranslations, pick, t } from "../lib/i18n.js";
import { secondsUntil } from "../models/clock.js";
import { pendingOf, waitingCount } from "../models/outbox.js";
import { currentItem, itemStates, responseOf, saveState, sectionProgress } from "../models/progress.js";
import { lineNotice, screenOf, unconfirmedCount } from "../models/screen.js";
import { markPassed } from "../models/time-marks.js";

/** @typedef {import("../lib/terminal-link.js").TerminalLink} TerminalLink */

/** The one element of that selector, with its view and methods. @param {string} selector @returns {any} */
export function view(selector) {
  return document.querySelector(selector);
}

/** @param {string} name of a data-bind @param {string} text */
export function bind(name, text) {
  const element = document.querySelector(`[data-bind=${name}]`);
  if (element && element.textContent !== text) element.textContent = text;
}

/** Everything but the clock. @param {any} page @param {TerminalLink} link */
export function drawPage(page, link) {
  const screen = screenOf(page);
  const changed = document.body.dataset.screenNow !== screen;
  page.screen = screen;
  document.body.dataset.screenNow = screen;
  document.documentElement.dataset.textSize = page.looks.size;
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-screen]"))) {
    section.hidden = section.dataset.screen !== screen;
  }
  drawBar(page, link);
  drawScreen(page, link);
  if (changed && screen === "outcome") view("outcome-view h1")?.focus();
  if (changed && screen === "exam") view("item-view").focusHeading();
}

/**
 * The only thing that changes by itself: the clocks, and what is said aloud about them.
 * @param {any} page @param {TerminalLink} link @param {number} now
 */
export function drawClock(page, link, now) {
  const { phase, deadlineAt, startAt, remainingS, pauseReason } = page.attempt;
  const running = deadlineAt === null ? null : secondsUntil(link.clock, deadlineAt, now);
  const seconds = phase === "paused" ? remainingS : running;
  const clock = view("time-left");
  clock.hidden = seconds === null || (page.screen !== "exam" && page.screen !== "paused");
  clock.view = { seconds, paused: phase === "paused" };
  if (page.screen === "paused") view("paused-view").view = { reason: pauseReason, remainingS };
  if (page.screen === "waiting") {
    const secondsLeft = startAt === null ? null : secondsUntil(link.clock, startAt, now);
    view("waiting-room").view = { exam: page.person.exam, startAt, secondsLeft };
  }
  view("connection-banner").view = {
    notice: lineNotice({ screen: page.screen, line: link.line, outbox: link.outbox, httpWorks: link.httpWorks, seconds, now }),
  };
  const mark = phase === "running" ? markPassed(page.secondsSeen, seconds) : null;
  if (mark !== null) bind("warned", t("time.said", { duration: durationText(mark) }));
  page.secondsSeen = phase === "running" ? seconds : null;
}

/** @param {any} page @param {TerminalLink} link */
function drawBar(page, link) {
  const { person, screen } = page;
  applyTranslations(document);
  document.title = t("title");
  bind("exam", pick(person?.exam.title ?? page.site?.title) || "catserver");
  bind("candidate", person ? `${person.candidate.name} · ${person.candidate.number}` : "");
  if (screen === "loading") bind("loading", loadingText(page));
  const count = waitingCount(link.outbox);
  const saves = view("save-state");
  saves.hidden = screen !== "exam" && screen !== "paused";
  saves.view = { state: saveState(count, canSave(link)), count, kept: link.keeps };
  view("text-size").view = { size: page.looks.size };
  view("help-dialog").view = { letters: page.looks.letters, size: page.looks.size, ledger: page.attempt.ledger };
  view("item-actions").hidden = screen !== "exam";
}

/** @param {any} page */
function loadingText({ person, unreachable, keptAttempts }) {
  if (person) return t("loading.form");
  if (!unreachable) return "";
  return keptAttempts > 0 ? `${t("loading.retry")} ${t("loading.kept")}` : t("loading.retry");
}

/** @param {any} page @param {TerminalLink} link */
function drawScreen(page, link) {
  const { person, screen, attempt } = page;
  if (screen === "sign_in") view("sign-in-form").view = { ...page.signIn };
  if (screen === "stopped") view("replaced-notice").view = { why: page.stoppedBy, waiting: waitingCount(link.outbox) };
  if (screen === "waiting") {
    view("identity-card").view = person;
    view("practice-item").view = { practice: person.exam.practice };
  }
  if (screen === "outcome") view("outcome-view").view = { ...person, outcome: attempt.outcome, lost: unconfirmedCount(attempt), ledger: attempt.ledger, receipt: page.receipts.receipt };
  if (screen === "exam") drawExam(page, link);
  const spokenTo = screen === "waiting" || screen === "exam" || screen === "paused";
  view("message-dialog").view = { message: spokenTo ? (attempt.messages[0] ?? null) : null };
}

/** @param {any} page @param {TerminalLink} link */
function drawExam({ attempt }, link) {
  const { outbox } = link;
  const current = currentItem(attempt);
  if (!current) return;
  const { id, section } = current.item;
  const response = responseOf(attempt, outbox, id);
  const sections = sectionProgress(attempt, outbox);
  const states = itemStates(attempt, outbox);
  const listed = sections.map((each) => ({ id: each.id, title: each.title, states: states.filter((state) => state.section === each.id) }));
  const own = listed.filter((each) => each.id === section);
  const waits = pendingOf(outbox, id) !== undefined;
  const save = !waits && attempt.responses[id] === undefined ? "none" : saveState(waits ? 1 : 0, canSave(link));
  view("item-view").view = { current, count: own[0].states.length, response, save, disabled: false };
  view("item-actions").view = { doubt: response.doubt, answered: response.choice !== null, first: attempt.index === 0, last: current.last, disabled: false };
  view("section-tabs").view = { sections, current: section };
  view(".exam__side item-navigator").view = { sections: own, current: attempt.index };
  view("navigator-dialog").view = { sections: listed, current: attempt.index };
  view("hand-in-dialog").view = { sections, waiting: waitingCount(outbox), sending: link.wantsHandIn };
}

/** @param {TerminalLink} link */
function canSave(link) {
  return link.reachable && link.outbox.held !== "server";
}
