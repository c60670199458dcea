/** A proctor's phone or tablet in the room: who needs a look, a picture, the decision on the spot. */
import { getJson, postBytes, postJson, sentenceFor } from "../lib/api.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, t } from "../lib/i18n.js";
import { helpDecisions } from "../lib/decision-helps.js";
import { sayOwnPurpose } from "../lib/purpose.js";
import { linkRoom } from "../lib/room-link.js";
import { readSittings, rememberSitting, signedInStaff, sittingInAddress, stillSignedIn } from "../lib/staff.js";
import { handAfter, handAtRest, waitsOn, withPicture } from "../models/handheld.js";
import { firstSitting, inOrder } from "../models/sittings.js";
import { defineArrivalCamera } from "../components/arrival-camera.js";
import { defineCameraStage } from "../components/camera-stage.js";
import { defineCandidateSearch } from "../components/candidate-search.js";
import { defineComparisonResult } from "../components/comparison-result.js";
import { defineConfirmDialog } from "../components/confirm-dialog.js";
import { defineConnectionState } from "../components/connection-state.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { defineLookList } from "../components/look-list.js";
import { defineLookPanel } from "../components/look-panel.js";
import { definePageHeader } from "../components/page-header.js";
import { definePhotoPair } from "../components/photo-pair.js";
import { defineReferralDecision } from "../components/referral-decision.js";
import { defineSecondLook } from "../components/second-look.js";
import { defineSittingPicker } from "../components/sitting-picker.js";
import { defineToastStack, notify } from "../components/toast-stack.js";

const SEND_AGAIN_MS = 4000;

await Promise.all([loadLanguage("room"), loadLanguage("desk"), loadLanguage("handheld")]);
for (const define of [
  defineLanguageSwitch, definePageHeader, defineConfirmDialog, defineToastStack, defineSittingPicker, defineConnectionState,
  defineCandidateSearch, defineCameraStage, defineArrivalCamera, definePhotoPair, defineSecondLook, defineComparisonResult,
  defineReferralDecision, defineLookList, defineLookPanel,
]) define();
applyTranslations(document);

const part = (/** @type {string} */ name) => /** @type {any} */ (document.querySelector(name));
const [search, list, panel, picker, line] = ["candidate-search", "look-list", "look-panel", "sitting-picker", "connection-state"].map(part);

let hand = handAtRest();
/** @type {import("../lib/room-link.js").RoomLink | null} */
let link = null;
/** Pictures of faces wait in this page's memory only: a phone that is lost holds none. @type {import("../models/handheld.js").Waiting[]} */
let waiting = [];
let sending = false;
let signedOut = false;

start().catch((error) => say(sentenceFor(error), "negative"));

async function start() {
  const staff = await signedInStaff();
  part("page-header").staff = staff;
  sayOwnPurpose(await getJson("/api/site").catch(() => null));
  helpDecisions({ me: staff.name, urlOf, take: (row) => link.take(row), say: notify });
  const sittings = inOrder(await readSittings(), "console");
  const sitting = firstSitting(sittings, sittingInAddress(), "console");
  document.body.toggleAttribute("data-no-sitting", !sitting);
  if (!sitting) return say(t("hand.no_sitting"), "caution");
  picker.sittings = sittings;
  work(sitting.id);
  setInterval(draw, 1000);
  return setInterval(sendWaiting, SEND_AGAIN_MS);
}

function work(id) {
  link?.close();
  rememberSitting(id);
  picker.chosen = id;
  hand = handAtRest();
  link = linkRoom(id, { onRoom: follow, onState: tellLine });
}

function tellLine(state, since) {
  line.tell(state, since);
  if (state === "away" && waiting.length === 0) stillSignedIn(); // the sign-in page would forget the pictures
  if (state === "open") void sendWaiting();
}

function follow(room) {
  search.rows = [...room.rows.values()];
  draw();
}

function happen(event) {
  const before = hand;
  hand = handAfter(hand, event);
  draw();
  if (hand.number === before.number) return;
  window.scrollTo({ top: 0 });
  if (hand.number) panel.focusHeading();
}

function draw() {
  if (!link?.room().sitting) return;
  const { rows, sitting, reasons } = link.room();
  const nowMs = link.nowMs();
  list.tell({ rows: rows.values(), nowMs, number: hand.number });
  panel.tell({ base: urlOf(hand.number, "").slice(0, -1), row: hand.number ? (rows.get(hand.number) ?? null) : null, hand, reasons, nowMs });
  document.body.dataset.step = hand.step === "list" ? "list" : "one";
  const note = waiting.length > 0 ? t(signedOut ? "hand.waiting_sign_in" : "hand.waiting", { count: waiting.length }) : "";
  say(["prepared", "closed"].includes(sitting.phase) ? t(`hand.sitting_${sitting.phase}`) : note, "caution");
}

const urlOf = (number, path) => `/api/sittings/${encodeURIComponent(link.room().sitting.id)}/candidates/${encodeURIComponent(number)}/${path}`;

/** @param {import("../models/handheld.js").Waiting} shot @returns {Promise<any>} */
function send({ number, gate, picture, accept, watch = "" }) {
  return postBytes(urlOf(number, `probe?gate=${gate}${accept ? "&accept=1" : ""}${watch ? `&watch=${watch}` : ""}`), picture);
}

/** Without a network the picture waits, and the proctor goes on to the next seat. */
async function taken({ picture, accept, watch }) {
  const { number, gate } = hand;
  if (!number) return;
  happen({ type: "sent" });
  try {
    told(number, await send({ number, gate, picture, accept, watch }));
  } catch (error) {
    if (!waitsOn(error)) return happen({ type: "failed", number, words: sentenceFor(error) });
    waiting = withPicture(waiting, { number, gate, picture, accept: true, watch });
    signedOut = error.status === 401;
    if (!signedOut) notify(t("hand.kept"), { tone: "caution", seconds: 8 });
    happen({ type: "back" });
  }
}

async function sendWaiting() {
  if (sending || waiting.length === 0) return;
  sending = true;
  const [shot] = waiting;
  try {
    const answer = await send(shot);
    signedOut = false;
    waiting = waiting.filter((each) => each !== shot);
    told(shot.number, answer);
  } catch (error) {
    signedOut = error.status === 401;
    if (!waitsOn(error)) {
      waiting = waiting.filter((each) => each !== shot);
      notify(`${shot.number}: ${sentenceFor(error)}`, { tone: "negative", seconds: 20 });
    }
  }
  sending = false;
  draw();
}

function told(number, answer) {
  link.take(answer.row);
  happen({ type: "compared", number, answer });
  const { name } = answer.row;
  if (answer.outcome === "match") notify(t("hand.matched", { name }), { tone: "positive" });
  if (answer.outcome === "deferred") notify(t("hand.deferred", { name }), { tone: "positive" });
  if (answer.outcome === "referred" && hand.number !== number) notify(t("hand.referred", { name }), { tone: "caution", seconds: 20 });
}

async function decide({ number, decision, reason_code, reason, referred_at }) {
  try {
    const { row } = await postJson(urlOf(number, "decision"), { decision, reason_code, reason, referred_at });
    link.take(row);
    notify(t(`hand.did_${decision}`, { name: row.name }), { tone: "positive" });
    happen({ type: "back" });
  } catch (error) {
    happen({ type: "failed", number, words: sentenceFor(error) });
  }
}

async function mark(action) {
  const { number } = hand;
  try {
    const { results } = await postJson(`/api/sittings/${encodeURIComponent(link.room().sitting.id)}/actions`, { action, numbers: [number], reason: "" });
    if (!results[0].ok) return happen({ type: "failed", number, words: sentenceFor({ code: results[0].code }) });
    const { rows } = await getJson(`/api/sittings/${encodeURIComponent(link.room().sitting.id)}/room`);
    const row = rows.find((each) => each.number === number);
    link.take(row);
    return happen(action === "out" ? { type: "back" } : { type: "found", row });
  } catch (error) {
    return happen({ type: "failed", number, words: sentenceFor(error) });
  }
}

const WISHES = {
  back: () => happen({ type: "back" }),
  decide: () => happen({ type: "decide" }),
  camera: () => happen({ type: "camera" }),
  out: () => mark("out"),
  in: () => mark("back"),
};

const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ handler) =>
  document.addEventListener(name, (event) => handler(/** @type {CustomEvent} */ (event).detail));
on("sitting-chosen", ({ id }) => work(id));
on("candidate-found", ({ number }) => {
  const row = link?.room().rows.get(number);
  if (row) happen({ type: "found", row });
});
on("picture-taken", taken);
on("picture-again", () => happen({ type: "camera" }));
on("picture-unreadable", () => notify(t("error.not_an_image"), { tone: "negative" }));
on("decided", decide);
on("second-look", ({ row }) => part("second-look").show(row));
on("hand-wish", ({ wish }) => WISHES[wish]());
window.addEventListener(LANGUAGE_EVENT, draw);
window.addEventListener("online", () => void sendWaiting());
/** A reload, or going to another page, would lose the pictures that wait. */
window.addEventListener("beforeunload", (event) => {
  if (waiting.length > 0) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const writes = /** @type {Element} */ (event.target).matches("input, textarea, select, button, summary, a");
  if (event.key === "Escape" && hand.number) happen({ type: "back" });
  if (event.key === " " && !writes && hand.number) {
    event.preventDefault();
    part("arrival-camera")?.shoot();
  }
});

function say(words, tone) {
  const note = part("[data-part=state]");
  note.hidden = !words;
  note.className = `note tone-${tone}`;
  if (note.textContent !== words) note.textContent = words;
}
