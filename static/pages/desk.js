/** The arrival desk: wires the number, the picture, the outcome, the decision and the PIN to the server. */
import { getJson, postBytes, postJson, sentenceFor } from "../lib/api.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, t } from "../lib/i18n.js";
import { timeText } from "../lib/format.js";
import { helpDecisions } from "../lib/decision-helps.js";
import { sayOwnPurpose } from "../lib/purpose.js";
import { linkRoom } from "../lib/room-link.js";
import { showIfRestored } from "../lib/restored.js";
import { readSittings, rememberSitting, signedInStaff, sittingInAddress, stillSignedIn } from "../lib/staff.js";
import { afterEvent, deskAtRest } from "../models/desk.js";
import { afterKey, nothingScanned } from "../models/scanner.js";
import { firstSitting, inOrder } from "../models/sittings.js";
import { defineArrivalCamera } from "../components/arrival-camera.js";
import { defineArrivalPanel } from "../components/arrival-panel.js";
import { defineArrivalQueue } from "../components/arrival-queue.js";
import { defineCameraStage } from "../components/camera-stage.js";
import { defineCandidateSearch } from "../components/candidate-search.js";
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
import { defineRoomClock } from "../components/room-clock.js";
import { defineSecondLook } from "../components/second-look.js";
import { defineSittingPicker } from "../components/sitting-picker.js";
import { defineStatusChip } from "../components/status-chip.js";
import { defineToastStack, notify } from "../components/toast-stack.js";

await Promise.all([loadLanguage("room"), loadLanguage("desk")]);
for (const define of [
  defineLanguageSwitch, definePageHeader, defineRestoredNotice, defineStatusChip, defineConfirmDialog, defineToastStack, defineSittingPicker,
  defineRoomClock, defineConnectionState, defineFaceQueue, defineCandidateSearch, defineCameraStage, defineArrivalCamera, definePhotoPair,
  defineSecondLook, defineComparisonResult, defineReferralDecision, definePinSlip, defineArrivalPanel, defineArrivalQueue,
]) define();
applyTranslations(document);

const part = (/** @type {string} */ name) => /** @type {any} */ (document.querySelector(name));
const [search, panel, queue, picker, clock, line] = ["candidate-search", "arrival-panel", "arrival-queue", "sitting-picker", "room-clock", "connection-state"].map(part);

let desk = deskAtRest();
/** @type {import("../lib/room-link.js").RoomLink | null} */
let link = null;
let scan = nothingScanned();
/** In a demo a visitor may make their own face a registration photo; otherwise only the committee may. */
let demo = false;
let mayEnrol = false;

start().catch((error) => say(sentenceFor(error), "negative"));

async function start() {
  const staff = await signedInStaff();
  part("page-header").staff = staff;
  helpDecisions({ me: staff.name, urlOf, take: (row) => link.take(row), say: notify });
  part("face-queue").begin();
  const site = await getJson("/api/site");
  sayOwnPurpose(site);
  void showIfRestored({ site, staff, say: notify });
  demo = site.demo;
  mayEnrol = demo || staff.role === "committee";
  const sittings = inOrder(await readSittings(), "desk");
  const sitting = firstSitting(sittings, sittingInAddress(), "desk");
  document.body.toggleAttribute("data-no-sitting", !sitting);
  if (!sitting) return say(t("desk.no_sitting"), "caution");
  picker.sittings = sittings;
  work(sitting.id);
  return setInterval(draw, 1000);
}

function work(sitting) {
  link?.close();
  rememberSitting(sitting);
  picker.chosen = sitting;
  desk = deskAtRest();
  link = linkRoom(sitting, { onRoom: follow, onState: tellLine });
  search.begin();
}

function tellLine(state, since) {
  line.tell(state, since);
  if (state === "away") stillSignedIn();
}

/** Rows that changed elsewhere move this desk on, too. */
function follow(room) {
  search.rows = [...room.rows.values()];
  const row = desk.number ? room.rows.get(desk.number) : null;
  if (row) happen({ type: "row", row });
  else draw();
}

function happen(event) {
  const before = desk;
  desk = afterEvent(desk, event);
  draw();
  if (desk.step === before.step && desk.number === before.number) return;
  if (desk.number !== before.number) showPanel();
  if (desk.step === "search") search.begin();
  else if (!document.querySelector("dialog[open]")) panel.focusNext();
}

/** On a laptop everything is in sight from the top; on a phone the arrival itself comes first. */
function showPanel() {
  window.scrollTo({ top: 0 });
  if (desk.number && panel.getBoundingClientRect().top > window.innerHeight / 3) panel.scrollIntoView({ block: "start" });
}

function draw() {
  if (!link) return;
  const { rows, sitting, reasons } = link.room();
  const nowMs = link.nowMs();
  clock.tell({ sitting, rows: rows.values(), nowMs });
  panel.tell({ desk, row: desk.number ? rows.get(desk.number) : null, sitting, reasons, nowMs, mayEnrol });
  queue.tell({ rows: rows.values(), nowMs, number: desk.number });
  document.body.dataset.step = desk.step;
  if (sitting) say(["prepared", "closed"].includes(sitting.phase) ? t(`desk.sitting_${sitting.phase}`) : tooEarly(sitting, nowMs), "caution");
}

/** Said before a picture is taken that nobody would accept. */
function tooEarly({ phase, arrivals_open_at: opensAt }, nowMs) {
  const early = phase === "open" && opensAt && Date.parse(opensAt) > nowMs;
  return early ? t("desk.too_early", { time: timeText(opensAt) }) : "";
}

const urlOf = (number, path) => `/api/sittings/${encodeURIComponent(link.room().sitting.id)}/candidates/${encodeURIComponent(number)}/${path}`;

/** Ask the server about the candidate in hand; an answer for the one before is not used. */
async function ask(path, send, then) {
  const { number } = desk;
  try {
    const answer = await send(urlOf(number, path));
    link.take(answer.row);
    if (desk.number === number) happen(then(answer, number));
  } catch (error) {
    if (desk.number === number) happen({ type: "failed", code: sentenceFor(error) });
    else notify(sentenceFor(error), { tone: "negative" });
  }
}

/** What the camera sees becomes the registration photo, with a reason; a poor picture does not. */
async function enrol() {
  const picture = await panel.snapshot();
  const name = link.room().rows.get(desk.number)?.name;
  if (!picture) return notify(t("camera.asleep"), { tone: "caution" });
  const sure = await part("confirm-dialog").ask({
    heading: t("enrol.heading", { name }), body: t(demo ? "enrol.demo" : "enrol.body"), confirm: t("enrol.button"),
    reason: demo ? undefined : { required: true },
  });
  if (!sure) return undefined;
  await ask(`reference?reason=${encodeURIComponent(sure.reason || "demo")}`, (url) => postBytes(url, picture), ({ findings }, number) => {
    if (findings.length === 0) notify(t("enrol.done"), { tone: "positive" });
    return findings.length === 0 ? { type: "again" } : { type: "compared", number, answer: { outcome: "retake", findings } };
  });
  return panel.focusNext();
}

const WISHES = {
  enrol,
  next: () => happen({ type: "next" }),
  again: () => happen({ type: "again" }),
  "without-picture": () => happen({ type: "without_picture" }),
  "second-thoughts": () => happen({ type: "second_thoughts" }),
  pin: () => ask("pin", (url) => postJson(url), ({ pin, closes_at }, number) => ({ type: "pin", number, pin, closes_at })),
  print: () => {
    panel.print();
    part("[data-wish=next]")?.focus();
  },
};

document.addEventListener("sitting-chosen", (event) => work(/** @type {CustomEvent} */ (event).detail.id));
document.addEventListener("candidate-found", (event) => {
  const row = link?.room().rows.get(/** @type {CustomEvent} */ (event).detail.number);
  if (row) happen({ type: "found", row });
});
document.addEventListener("picture-taken", (event) => {
  const { picture, accept, watch } = /** @type {CustomEvent} */ (event).detail;
  happen({ type: "sent" });
  ask(`probe?${new URLSearchParams({ ...(accept ? { accept: "1" } : {}), ...(watch ? { watch } : {}) })}`, (url) => postBytes(url, picture), (answer, number) => ({ type: "compared", number, answer }));
});
document.addEventListener("picture-again", () => happen({ type: "again" }));
document.addEventListener("picture-unreadable", () => notify(t("error.not_an_image"), { tone: "negative" }));
document.addEventListener("decided", (event) => {
  const { decision, reason_code, reason, referred_at } = /** @type {CustomEvent} */ (event).detail;
  ask("decision", (url) => postJson(url, { decision, reason_code, reason, referred_at }), ({ row }) => ({ type: "decided", row }));
});
document.addEventListener("second-look", (event) => part("second-look").show(/** @type {CustomEvent} */ (event).detail.row));
document.addEventListener("desk-wish", (event) => WISHES[/** @type {CustomEvent} */ (event).detail.wish]());
window.addEventListener(LANGUAGE_EVENT, draw);

document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (document.querySelector("dialog[open]") || target.matches("input:not([type=radio]), textarea, select")) return;
  const heard = afterKey(scan, event.key, event.timeStamp);
  scan = heard.scan;
  if (heard.swallow) event.preventDefault();
  if (heard.number) search.accept(heard.number);
  else if (event.key === " " && !heard.swallow && !target.matches("button, input, a")) {
    event.preventDefault();
    panel.shoot();
  } else if (event.key === "Escape" && desk.step !== "search") happen({ type: "next" });
}, { capture: true });

function say(words, tone) {
  const note = part("[data-part=state]");
  note.hidden = !words;
  note.className = `note desk__state tone-${tone}`;
  if (note.textContent !== words) note.textContent = words;
}
