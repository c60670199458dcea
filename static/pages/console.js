/** The proctor console: wires the room's grid, the counters, the referrals and the actions to the server. */
import { getJson, newRequest, postJson, sentenceFor } from "../lib/api.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, t } from "../lib/i18n.js";
import { helpDecisions } from "../lib/decision-helps.js";
import { watchAccount } from "../lib/account-watch.js";
import { linkRoom } from "../lib/room-link.js";
import { showIfRestored } from "../lib/restored.js";
import { readSittings, rememberSitting, signedInStaff, sittingInAddress, stillSignedIn } from "../lib/staff.js";
import { ACTIONS, applicable, requestFor, summarise } from "../models/actions.js";
import { counters, referralQueue } from "../models/room.js";
import { isFiltered, meantBy, ordering, searching, toggleNeedsLook, toggleState, visibleRows, wholeRoom } from "../models/room-view.js";
import { choose, clear, extendTo, hiddenCount, moveTo, nothingSelected, prune, selectAll, toggle } from "../models/selection.js";
import { firstSitting, inOrder } from "../models/sittings.js";
import { defineActionBar } from "../components/action-bar.js";
import { defineActionDialog } from "../components/action-dialog.js";
import { defineActionResult } from "../components/action-result.js";
import { defineCandidateCard } from "../components/candidate-card.js";
import { defineCandidateDetail } from "../components/candidate-detail.js";
import { defineComparisonResult } from "../components/comparison-result.js";
import { defineConfirmDialog } from "../components/confirm-dialog.js";
import { defineConnectionState } from "../components/connection-state.js";
import { defineFaceQueue } from "../components/face-queue.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { definePageHeader } from "../components/page-header.js";
import { defineRestoredNotice } from "../components/restored-notice.js";
import { definePhotoPair } from "../components/photo-pair.js";
import { definePinSlip } from "../components/pin-slip.js";
import { defineReferralDecision } from "../components/referral-decision.js";
import { defineReferralQueue } from "../components/referral-queue.js";
import { defineRoomClock } from "../components/room-clock.js";
import { defineRoomFilter } from "../components/room-filter.js";
import { defineRoomGrid } from "../components/room-grid.js";
import { defineSecondLook } from "../components/second-look.js";
import { defineSittingPicker } from "../components/sitting-picker.js";
import { defineStateCounters } from "../components/state-counters.js";
import { defineTimeLedger } from "../components/time-ledger.js";
import { defineToastStack, notify } from "../components/toast-stack.js";

await Promise.all([loadLanguage("room"), loadLanguage("console")]);
for (const define of [
  defineLanguageSwitch, definePageHeader, defineRestoredNotice, defineConfirmDialog, defineToastStack, defineSittingPicker, defineRoomClock,
  defineConnectionState, defineFaceQueue, defineStateCounters, defineRoomFilter, defineCandidateCard, defineRoomGrid, defineActionBar,
  defineActionDialog, defineActionResult, definePhotoPair, defineSecondLook, defineComparisonResult, defineTimeLedger,
  defineReferralDecision, defineReferralQueue, definePinSlip, defineCandidateDetail,
]) define();
applyTranslations(document);

const part = (/** @type {string} */ name) => /** @type {any} */ (document.querySelector(name));
const named = (/** @type {string} */ name) => part(`[data-part=${name}]`);
const [grid, bar, filter, tally, queue, detail, clock, line, rail] =
  ["room-grid", ".console__actions action-bar", "room-filter", "state-counters", "referral-queue", "candidate-detail", "room-clock", "connection-state", ".console__rail"].map(part);

/** @type {import("../lib/room-link.js").RoomLink | null} */
let link = null;
let view = wholeRoom();
let selection = nothingSelected();
let [dense, opened] = [false, ""];
const account = watchAccount({ read: (number, what) => getJson(url(`candidates/${encodeURIComponent(number)}/${what}`)), changed: () => tick() });
/** @type {any[]} */
let shown = [];

start().catch((error) => say(sentenceFor(error), "negative"));

async function start() {
  const staff = (part("page-header").staff = await signedInStaff());
  helpDecisions({ me: staff.name, urlOf: (number, path) => url(`candidates/${encodeURIComponent(number)}/${path}`), take: (row) => link.take(row), say: notify });
  part("face-queue").begin();
  void showIfRestored({ staff, say: notify });
  const sittings = inOrder(await readSittings(), "console");
  const sitting = firstSitting(sittings, sittingInAddress(), "console");
  document.body.toggleAttribute("data-no-sitting", !sitting);
  if (!sitting) return say(t("console.no_sitting"), "caution");
  part("sitting-picker").sittings = sittings;
  work(sitting.id);
  return setInterval(tick, 1000);
}

function work(id) {
  link?.close();
  rememberSitting(id);
  part("sitting-picker").chosen = id;
  [view, selection, opened] = [wholeRoom(), nothingSelected(), ""];
  link = linkRoom(id, { onRoom: soon, onState: tellLine });
}

function tellLine(state, since) {
  line.tell(state, since);
  if (state === "away") stillSignedIn();
}

let drawing = 0;
/** However many rows come at once, the room is drawn once a frame. */
function soon() {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    draw();
  });
}

function draw() {
  if (!link?.room().sitting) return;
  const { rows, sitting } = link.room();
  const { phase } = sitting;
  const nowMs = link.nowMs();
  const all = [...rows.values()];
  selection = prune(selection, rows);
  shown = visibleRows(all, view, { phase, nowMs });
  const filtered = isFiltered(view);
  tally.tell({ counts: counters(all, phase), total: all.length, chosen: view.states, phase });
  filter.tell({ view, shown: shown.length, total: all.length, dense, filtered, rows: all, nowMs });
  named("empty").hidden = shown.length > 0;
  named("empty").textContent = t(filtered ? "grid.none_fits" : "grid.nobody");
  grid.tell({ rows: shown, phase, selection, nowMs, opened });
  bar.tell({ rows: all.filter(({ number }) => selection.chosen.has(number)), hidden: hiddenCount(selection, shown.map(({ number }) => number)) });
  named("start").hidden = phase !== "open";
  named("referral-count").textContent = t("referrals.heading", { count: referralQueue(all).length });
  say(["prepared", "closed"].includes(phase) ? t(`console.sitting_${phase}`) + leftUndecided(phase, all) : "", "caution");
  tick();
}

/** A decision that is missing can still be made. */
function leftUndecided(phase, rows) {
  const { length: count } = referralQueue(rows);
  return phase === "closed" && count > 0 ? ` ${t("console.undecided", { count })}` : "";
}

/** The one timer: clocks and ages, and nothing that could move. */
function tick() {
  if (!link?.room().sitting) return;
  const { rows, sitting, reasons, categories } = link.room();
  const nowMs = link.nowMs();
  clock.tell({ sitting, rows: rows.values(), nowMs });
  grid.tick(nowMs);
  queue.tell({ rows: [...rows.values()], reasons, nowMs });
  const row = rows.get(opened) ?? null;
  detail.tell({ row, phase: sitting.phase, categories, ...account.of(row, nowMs), nowMs });
}

const url = (/** @type {string} */ path) => `/api/sittings/${encodeURIComponent(link.room().sitting.id)}/${path}`;
const rowsOf = (/** @type {string[]} */ numbers) => numbers.map((number) => link.room().rows.get(number)).filter(Boolean);

async function act(action, numbers) {
  if (action === "incident" && numbers.length === 0) return recordForRoom();
  const rows = rowsOf(numbers);
  const fit = applicable(action, rows);
  if (fit.length === 0) return;
  const skipped = rows.filter((row) => !fit.includes(row));
  const fields = ACTIONS[action].straight ? {} : await part("action-dialog").ask(action, fit, skipped);
  if (fields) await send(action, fit.map(({ number }) => number), fields);
}

async function recordForRoom() {
  const fields = await part("action-dialog").ask("room_incident", [], []);
  if (!fields) return;
  try {
    await postJson(url("incident"), { class: fields.class, text: fields.text.trim() });
    notify(t("did.room_incident"), { tone: "positive" });
  } catch (error) {
    notify(sentenceFor(error), { tone: "negative" });
  }
}

async function send(action, numbers, fields, request = newRequest()) {
  try {
    const { results } = await postJson(url("actions"), requestFor(action, numbers, fields, request));
    tellResult(action, summarise(results));
  } catch (error) {
    notify(sentenceFor(error), { tone: "negative", undo: () => send(action, numbers, fields, request), undoWord: t("action.again"), about: request });
  }
}

function tellResult(action, { done, failed, pins }) {
  const { sitting } = link.room();
  const slips = pins.map(({ number, pin, closes_at }) => ({ pin, closes_at, row: rowsOf([number])[0], sitting }));
  if (failed.length > 0 || slips.length > 0) {
    const left = failed.map(({ number, code }) => ({ row: rowsOf([number])[0] ?? { number, name: number }, code }));
    part("action-result").show({ action, done: done.length, failed: left, slips });
  }
  if (done.length === 0 || slips.length > 0) return;
  if (action === "back" && sitting.exam.gates?.return !== "off") notify(t("did.back_face"), { tone: "caution", seconds: 10 });
  const undo = ACTIONS[action].undo;
  notify(t(`did.${action}`, { count: done.length }), {
    tone: "positive",
    undo: undo ? () => send(undo, done, { reason: t("undo.reason") }) : undefined,
  });
}

async function decide({ number, decision, reason_code, reason, referred_at }) {
  try {
    const { row } = await postJson(url(`candidates/${encodeURIComponent(number)}/decision`), { decision, reason_code, reason, referred_at });
    link.take(row);
    // While the next one is open, the way back is in its dialog: behind it nothing can be pressed.
    const more = referralQueue(link.room().rows.values()).length > 0;
    const again = () => document.dispatchEvent(new CustomEvent("referral-wish", { detail: { number } }));
    notify(t(`did.${decision}`, { name: row.name }), { tone: "positive", undo: more ? undefined : again, undoWord: t("decision.reconsider"), about: number });
  } catch (error) {
    notify(sentenceFor(error), { tone: "negative" });
  }
}

function showRail(number) {
  opened = number;
  rail.toggleAttribute("data-open", true);
  draw();
}

function open(number) {
  showRail(number);
  rail.scrollTop = 0;
  detail.focusHeading();
}

function closeRail() {
  const back = opened;
  opened = "";
  rail.toggleAttribute("data-open", false);
  draw();
  if (back) grid.focusOn(back);
}

async function startSitting() {
  const counts = counters(link.room().rows.values(), "open");
  const ready = counts.waiting + counts.disconnected;
  const sure = await part("confirm-dialog").ask({ heading: t("start.heading", { count: ready }), body: t("start.body"), confirm: t("start.button") });
  if (sure) await postJson(url("start")).catch((error) => notify(sentenceFor(error), { tone: "negative" }));
}

const SELECTIONS = {
  toggle: (number) => toggle(selection, number),
  move: (number) => moveTo(selection, number),
  extend: (number) => extendTo(selection, shown.map((row) => row.number), number),
  all: () => selectAll(selection, shown.map((row) => row.number)),
  clear: () => clear(selection),
};

function select(next) {
  selection = next;
  draw();
}

function look(next) {
  view = next;
  draw();
}

const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ handler) =>
  document.addEventListener(name, (event) => handler(/** @type {CustomEvent} */ (event).detail));
on("sitting-chosen", ({ id }) => work(id));
on("grid-wish", ({ wish, number }) => select(SELECTIONS[wish](number)));
on("selection-cleared", () => select(clear(selection)));
on("select-these", ({ numbers }) => select(choose(selection, numbers)));
on("candidate-opened", ({ number }) => open(number));
on("detail-closed", closeRail);
on("action-wish", ({ action, numbers }) => act(action, numbers));
on("decided", decide);
on("second-look", ({ row }) => part("second-look").show(row));
on("state-pressed", ({ state }) => look(state === null ? { ...view, states: new Set() } : toggleState(view, state)));
on("view-wish", (wish) => {
  if ("query" in wish) look(searching(view, wish.query));
  if (wish.first && shown.length > 0) open(meantBy(view.query, shown).number);
  if ("order" in wish) look(ordering(view, wish.order));
  if (wish.whole) look({ ...wholeRoom(), order: view.order });
  if (wish.look) look(toggleNeedsLook(view));
  if (wish.all) select(SELECTIONS.all());
  if ("dense" in wish) {
    dense = wish.dense;
    part(".console__grid").dataset.density = dense ? "dense" : "";
    draw();
  }
});
named("start").addEventListener("click", startSitting);
named("rail-close").addEventListener("click", closeRail);
named("referrals").addEventListener("click", () => showRail(""));
window.addEventListener(LANGUAGE_EVENT, draw);

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const writes = /** @type {Element} */ (event.target).matches("input, textarea, select");
  const beside = rail.contains(/** @type {Node} */ (event.target));
  if (event.key === "Escape" && beside) closeRail();
  else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a" && !writes && !beside) {
    event.preventDefault();
    select(SELECTIONS.all());
  } else if (event.key === "/" && !writes) {
    event.preventDefault();
    filter.focusSearch();
  }
});

function say(words, tone) {
  const note = named("state");
  Object.assign(note, { hidden: !words, className: `note tone-${tone}` });
  if (note.textContent !== words) note.textContent = words;
}
