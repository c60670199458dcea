/** The public board: wires the stream of one sitting to the rows, the figures and the hall. */
import { getJson, sentenceFor } from "../lib/api.js";
import { linkBoard } from "../lib/board-link.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { pointsText } from "../lib/format.js";
import { readAddress, sittingToShow, writeAddress } from "../models/board-address.js";
import { lookAt } from "../models/board-page.js";
import { movements, pageOfRow } from "../models/board-view.js";
import { defineBoardDistribution } from "../components/board-distribution.js";
import { defineBoardFinder } from "../components/board-finder.js";
import { defineBoardFormations } from "../components/board-formations.js";
import { defineBoardHall } from "../components/board-hall.js";
import { defineBoardHead } from "../components/board-head.js";
import { defineBoardOwn } from "../components/board-own.js";
import { defineBoardProgress } from "../components/board-progress.js";
import { defineBoardRules } from "../components/board-rules.js";
import { defineBoardSections } from "../components/board-sections.js";
import { defineBoardTable } from "../components/board-table.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { definePageHeader } from "../components/page-header.js";
import { defineSittingPicker } from "../components/sitting-picker.js";
import { defineToastStack, notify } from "../components/toast-stack.js";

/** Messages come up to four times a second; the eye follows rows that move about once. */
const DRAW_INTERVAL_MS = 900;
const LISTING_INTERVAL_S = 20;
const ANNOUNCE_INTERVAL_S = 30;
/** Arrows tell the movement of the last so many seconds. */
const MOVED_INTERVAL_S = 10;

await loadLanguage("results");
for (const define of [
  defineLanguageSwitch, definePageHeader, defineToastStack, defineSittingPicker, defineBoardHead, defineBoardFinder, defineBoardOwn,
  defineBoardTable, defineBoardProgress, defineBoardSections, defineBoardDistribution, defineBoardFormations, defineBoardRules, defineBoardHall,
]) define();

const part = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));
const [picker, head, finder, own, table, hall] = ["sitting-picker", ".results board-head", "board-finder", "board-own", ".results board-table", "board-hall"].map(part);
const [page, boardPart, say, held, empty, pages, announcement] = ["page", "board", "say", "held", "empty", "pages", "announcement"].map((name) => part(`[data-part=${name}]`));
const small = matchMedia("(max-width: 48rem)");

let choice = readAddress(location.search);
let watched = "";
/** @type {any[]} */
let sittings = [];
/** @type {import("../lib/board-link.js").BoardLink | null} */
let link = null;
/** The board as it was when the visitor stopped it. @type {import("../models/board.js").Board | null} */
let stopped = null;
let pageShown = 0;
/** @type {{rows: import("../models/board-view.js").ShownRow[], second: number}} */
let reference = { rows: [], second: 0 };
let seconds = 0;
let drawnAt = 0;
let waiting = false;
/** The address named a candidate, and their row was not shown yet. */
let linked = choice.find !== "";

if (choice.theme) document.documentElement.dataset.theme = choice.theme;
listen();
await list();
setInterval(second, 1000);

async function list() {
  try {
    sittings = (await getJson("/api/board")).sittings;
    if (!watched) watch(sittingToShow(sittings, choice.sitting));
    speak(link ? "" : t(choice.sitting ? "empty.unknown" : "empty.no_sitting"));
  } catch (error) {
    if (!link) speak(sentenceFor(error));
  }
  offer();
}

/** @param {string} sitting */
function watch(sitting) {
  if (!sitting || watched === sitting) return;
  link?.close();
  watched = sitting;
  [stopped, pageShown, reference] = [null, 0, { rows: [], second: seconds }];
  link = linkBoard(sitting, soon);
  drawNow();
}

function offer() {
  picker.sittings = sittings.map((each) => (each.kind === "event" ? { ...each, title: t("all_sittings") } : each));
  picker.chosen = watched;
  picker.hidden = sittings.length < 2;
}

/** Draw once in a while, however often something changes. */
function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => requestAnimationFrame(drawNow), Math.max(0, drawnAt + DRAW_INTERVAL_MS - performance.now()));
}

function drawNow() {
  waiting = false;
  drawnAt = performance.now();
  drawHead();
  const board = stopped ?? link?.board;
  boardPart.hidden = !board?.sitting;
  if (!board?.sitting) return;
  const look = lookAt(board, choice, { page: pageShown, size: small.matches ? 25 : 50 });
  const moved = movements(reference.rows, look.rows);
  const inHall = choice.view === "hall";
  page.hidden = inHall;
  hall.hidden = !inHall;
  if (inHall) drawHall(board, look, moved);
  else drawPage(board, look, moved);
  if (seconds - reference.second >= MOVED_INTERVAL_S || reference.rows.length === 0) reference = { rows: look.rows, second: seconds };
}

function drawHead() {
  if (!link) return;
  const told = { sitting: link.board.sitting, line: link.line, now_ms: link.now() };
  head.tell(told);
  document.title = [told.sitting?.title, t("title")].filter(Boolean).join(" – ");
}

/** @param {import("../models/board.js").Board} board @param {import("../models/board-page.js").Look} look @param {Map<number, number>} moved */
function drawPage({ sitting, summary, lines }, look, moved) {
  pageShown = look.page.page;
  const pinned = look.own?.row ?? null;
  finder.tell({ formations: look.formations, formation: choice.formation, find: choice.find, found: look.found, moves: movesStill(sitting), paused: stopped !== null });
  own.tell(look.own && look.ownPlace ? { row: look.own, sitting, ...look.ownPlace } : null);
  table.tell({ rows: look.page.rows, sitting, own: pinned, moved, line: look.line });
  table.hidden = look.rows.length === 0;
  part("board-progress").summary = summary;
  part("board-sections").tell({ sitting, summary });
  part("board-distribution").tell({ sitting, summary, ownTotal: look.own?.total ?? null });
  part("board-formations").tell({ sitting, lines, formation: choice.formation });
  part("board-rules").tell({ sitting, withheld: summary.withheld });
  drawEmpty(sitting, look.rows.length === 0);
  drawPages(look);
  drawHeld();
  // Whoever follows a link to a row is shown it, once.
  if (linked && look.own) showOwn();
}

/** @param {import("../models/board.js").Board} board @param {import("../models/board-page.js").Look} look @param {Map<number, number>} moved */
function drawHall({ sitting, summary, latest }, look, moved) {
  hall.tell({ rows: look.rows, latest, sitting, summary, own: look.own?.row ?? null, moved, line: link?.line, now_ms: link?.now() });
}

/** Results that are being revealed move after the close, too. @param {any} sitting */
function movesStill({ phase, freeze }) {
  return phase !== "closed" || freeze.state === "frozen" || freeze.state === "revealing";
}

/** @param {any} sitting @param {boolean} nobody */
function drawEmpty(sitting, nobody) {
  empty.hidden = !nobody;
  if (!nobody) return;
  const words = choice.formation ? t("filter.none") : t(sitting.phase === "closed" ? "empty.closed" : "empty.words");
  render(empty, html`<p class="results__empty-heading">${icon("hourglass")}${t("empty.heading")}</p><p>${words}</p>`);
}

/** @param {import("../models/board-page.js").Look} look */
function drawPages({ rows, page: { page: shown, pages: count, from, rows: visible } }) {
  pages.hidden = count < 2;
  pages.setAttribute("aria-label", t("page.pages"));
  const button = (/** @type {string} */ name, /** @type {string} */ drawing, /** @type {number} */ to) =>
    html`<button type="button" class="button" data-page="${to}" aria-label="${t(`page.${name}`)}" ?disabled=${to < 0 || to >= count}>${icon(drawing)}</button>`;
  render(
    pages,
    html`${button("previous", "chevron-left", shown - 1)}<span>${t("page.shown", { from: from + 1, to: from + visible.length, count: rows.length })}</span>${button("next", "chevron-right", shown + 1)}`,
  );
}

function drawHeld() {
  held.hidden = stopped === null;
  if (stopped === null || !link) return;
  const count = Math.max(0, link.board.version - stopped.version);
  render(held, html`${icon("pause")}<span>${t("pause.held", { count })}</span>`);
}

function second() {
  seconds += 1;
  link?.second();
  hall.second();
  if (seconds % LISTING_INTERVAL_S === 0) list();
  if (seconds % ANNOUNCE_INTERVAL_S === 0) announce();
  if (choice.view === "hall" || seconds % MOVED_INTERVAL_S === 0) soon();
  else drawHead();
  if (stopped) drawHeld();
}

/** Say aloud how things stand: one's own row where it is pinned, else the room. */
function announce() {
  const board = stopped ?? link?.board;
  if (!board?.sitting || choice.view === "hall") return;
  const look = lookAt(board, choice, { page: 0, size: 1 });
  const first = look.rows[0];
  if (look.own?.rank) announcement.textContent = t("announce.own", { rank: look.own.rank, count: look.ownPlace?.counts.ranked, total: pointsText(look.own.total) });
  else if (first?.rank) announcement.textContent = t("announce.state", { ...board.summary, number: first.number, total: pointsText(first.total) });
}

/** @param {Partial<typeof choice>} changes */
function choose(changes) {
  choice = { ...choice, ...changes };
  history.replaceState(null, "", writeAddress(choice));
  if ("formation" in changes) [pageShown, reference] = [0, { rows: [], second: seconds }];
  drawNow();
}

function listen() {
  applyTranslations(document);
  window.addEventListener(LANGUAGE_EVENT, () => (offer(), drawNow()));
  document.addEventListener("sitting-chosen", (event) => {
    choose({ sitting: event.detail.id });
    watch(event.detail.id);
    offer();
  });
  document.addEventListener("board-find", (event) => choose({ find: event.detail.query }));
  document.addEventListener("board-filter", (event) => choose({ formation: event.detail.formation }));
  document.addEventListener("board-unpin", () => choose({ find: "" }));
  document.addEventListener("board-pause", pause);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && choice.view === "table" && !event.defaultPrevented && !event.target.closest?.("input, select, dialog")) pause();
  });
  document.addEventListener("board-hall", () => choose({ view: "hall" }));
  document.addEventListener("board-leave", () => choose({ view: "table" }));
  document.addEventListener("board-show", showOwn);
  document.addEventListener("board-share", share);
  pages.addEventListener("click", (/** @type {any} */ event) => {
    const button = event.target.closest("[data-page]");
    if (!button) return;
    pageShown = Number(button.dataset.page);
    drawNow();
    table.scrollIntoView({ block: "start" });
  });
}

function pause() {
  stopped = stopped ? null : (link?.board ?? null);
  drawNow();
}

function showOwn() {
  linked = false;
  const board = stopped ?? link?.board;
  if (!board) return;
  const size = small.matches ? 25 : 50;
  const look = lookAt(board, choice, { page: 0, size });
  if (!look.own) return;
  if (!look.rows.some(({ row }) => row === look.own?.row)) choose({ formation: "" });
  pageShown = pageOfRow(lookAt(board, choice, { page: 0, size }).rows, look.own.row, size);
  drawNow();
  table.bringIntoView(look.own.row);
}

async function share() {
  choose({ sitting: watched });
  const url = new URL(writeAddress({ ...choice, view: "table", theme: "" }), location.href).href;
  if (navigator.share && small.matches) return navigator.share({ url, title: t("find.share_title", { number: choice.find }) }).catch(() => {});
  // Browsers give pages without TLS neither: then the address bar is the link.
  if (!navigator.clipboard) return notify(t("find.address"));
  await navigator.clipboard.writeText(url);
  return notify(t("find.copied"), { tone: "positive" });
}

/** @param {string} words */
function speak(words) {
  say.hidden = words === "";
  say.textContent = words;
}
