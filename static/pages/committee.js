/** The committee's page: wires files, sittings, candidates, results and accounts to the server. */
import { getJson, postJson, sentenceFor } from "../lib/api.js";
import { LANGUAGE_EVENT, applyTranslations, loadLanguage, t } from "../lib/i18n.js";
import { showIfRestored } from "../lib/restored.js";
import { readSittings, signedInStaff } from "../lib/staff.js";
import { unfinished } from "../models/account.js";
import { isReferred } from "../models/room.js";
import { inOrderOfDay } from "../models/sitting-day.js";
import { defineCandidateList } from "../components/candidate-list.js";
import { defineConfirmDialog } from "../components/confirm-dialog.js";
import { defineFileDrop } from "../components/file-drop.js";
import { defineFileLoader } from "../components/file-loader.js";
import { defineFormDialog } from "../components/form-dialog.js";
import { defineLanguageSwitch } from "../components/language-switch.js";
import { defineItemAnalysis } from "../components/item-analysis.js";
import { defineLoadReport } from "../components/load-report.js";
import { defineLoadedFiles } from "../components/loaded-files.js";
import { definePageHeader } from "../components/page-header.js";
import { defineRestoredNotice } from "../components/restored-notice.js";
import { definePageTabs } from "../components/page-tabs.js";
import { definePhotoReview } from "../components/photo-review.js";
import { defineReferralReport } from "../components/referral-report.js";
import { defineResultList } from "../components/result-list.js";
import { defineSamePhotos } from "../components/same-photos.js";
import { defineSeatFields } from "../components/seat-fields.js";
import { defineSittingAccount } from "../components/sitting-account.js";
import { defineSittingList } from "../components/sitting-list.js";
import { defineSittingPicker } from "../components/sitting-picker.js";
import { defineStaffList } from "../components/staff-list.js";
import { defineStatusChip } from "../components/status-chip.js";
import { defineToastStack, notify } from "../components/toast-stack.js";
import { boardOf, publicRows } from "../models/public-view.js";
import { askDecision } from "./committee-decisions.js";
import { askCloseAnyway, askNewAccount, askNewPassword, askNewSitting, askRescore, askSeats, askWhoComes } from "./committee-forms.js";

/** Sittings and results move by themselves; a committee looks, it does not race. */
const READ_AGAIN_MS = 5_000;
const TABS = [
  { key: "files", icon: "upload" },
  { key: "sittings", icon: "clock" },
  { key: "candidates", icon: "persons" },
  { key: "results", icon: "chart" },
  { key: "staff", icon: "key" },
];

await loadLanguage("committee");
for (const define of [
  defineLanguageSwitch, definePageHeader, defineRestoredNotice, defineStatusChip, defineConfirmDialog, defineToastStack, definePageTabs, defineFileDrop,
  defineLoadReport, defineFileLoader, defineLoadedFiles, defineFormDialog, defineSeatFields, defineSittingPicker, defineSittingAccount, defineSittingList,
  defineCandidateList, defineSamePhotos, definePhotoReview, defineReferralReport, defineItemAnalysis, defineResultList, defineStaffList,
]) define();
applyTranslations(document);

const part = (/** @type {string} */ name) => /** @type {any} */ (document.querySelector(name));
const [tabs, dialog, confirm, picker, results] = ["page-tabs", "form-dialog", "confirm-dialog", "sitting-picker", "result-list"].map(part);

/** @type {{exams: any[], banks: any[], roster: any}} */
let loaded = { exams: [], banks: [], roster: null };
/** @type {any[]} */
let sittings = [];
let chosen = "";
let query = "";

/** What each tab shows, read when it is chosen and, for two of them, again and again. @type {Record<string, () => Promise<void>>} */
const READERS = { files: readFiles, sittings: readDay, candidates: readCandidates, results: readResults, staff: readStaff };
const MOVING = new Set(["sittings", "results"]);

const staff = await signedInStaff();
part("page-header").staff = staff;
void showIfRestored({ staff, say: notify });
if (staff.role !== "committee") location.replace("/desk");
tabs.addEventListener("tab-chosen", () => {
  accountOf(false);
  read();
});
tabs.tabs = TABS;
setInterval(() => MOVING.has(tabs.chosen) && !document.hidden && read(), READ_AGAIN_MS);
window.addEventListener(LANGUAGE_EVENT, () => read());

document.addEventListener("file-loaded", () => readFiles().catch(say));
document.addEventListener("candidate-search", (event) => {
  ({ query } = /** @type {CustomEvent} */ (event).detail);
  read();
});
document.addEventListener("sitting-chosen", (event) => {
  chosen = /** @type {CustomEvent} */ (event).detail.id;
  read();
});
document.addEventListener("sitting-action", (event) => {
  const { action, sitting } = /** @type {CustomEvent} */ (event).detail;
  attempt(() => SITTING_ACTIONS[action](sitting));
});
document.addEventListener("staff-action", (event) => {
  const { action, member } = /** @type {CustomEvent} */ (event).detail;
  attempt(() => STAFF_ACTIONS[action](member));
});
document.addEventListener("result-decide", (event) => {
  const { row } = /** @type {CustomEvent} */ (event).detail;
  attempt(async () => {
    if (await askDecision(dialog, { id: chosen }, row, staff)) notify(t("decide.done", { number: row.number }), { tone: "positive" });
  });
});
document.addEventListener("board-reveal", () => attempt(reveal));
part("[data-part=new-sitting]").addEventListener("click", () => attempt(newSitting));
part("[data-part=rescore]").addEventListener("click", () => attempt(rescore));
document.addEventListener("account-closed", () => accountOf(false));

/** @type {Record<string, (sitting: any) => Promise<unknown>>} */
const SITTING_ACTIONS = {
  async open(sitting) {
    const nobody = { heading: t("open.nobody_heading", { sitting: sitting.title }), body: t("open.nobody_body"), confirm: t("sitting.open") };
    if (sitting.candidates > 0 || (await confirm.ask(nobody))) await postJson(`/api/sittings/${sitting.id}/open`).then(() => done("done.opened", sitting));
  },
  async start(sitting) {
    const sure = await confirm.ask({ heading: t("start.heading", { sitting: sitting.title }), body: t("start.body"), confirm: t("sitting.start") });
    if (sure) await postJson(`/api/sittings/${sitting.id}/start`).then(() => done("done.started", sitting));
  },
  async close(sitting) {
    const { rows } = await getJson(`/api/sittings/${sitting.id}/room`);
    const working = unfinished(rows);
    const { length: count } = rows.filter(isReferred);
    const undecided = count > 0 ? t("close.referred", { count }) : "";
    if (working.length > 0) return (await askCloseAnyway(dialog, sitting, working, undecided)) ? done("done.closed", sitting) : undefined;
    const body = `${t("close.body")} ${undecided}`.trim();
    const sure = await confirm.ask({ heading: t("close.heading", { sitting: sitting.title }), body, confirm: t("sitting.close"), tone: "negative", reason: { hint: t("close.hint") } });
    return sure ? postJson(`/api/sittings/${sitting.id}/close`, { reason: sure.reason }).then(() => done("done.closed", sitting)) : undefined;
  },
  async assign(sitting) {
    await readFiles();
    const answer = await askWhoComes(dialog, sitting, loaded.roster?.rooms ?? {});
    if (!answer) return;
    tellSeated(answer);
  },
  seats: (sitting) => askSeats(dialog, sitting),
  async account(sitting) {
    const of = `/api/sittings/${sitting.id}`;
    const [{ account }, room, report] = await Promise.all([getJson(`${of}/events`), getJson(`${of}/room`), getJson(`${of}/referrals`)]);
    accountOf(true);
    part("sitting-account").show({ sitting: room.sitting, rows: room.rows, account, now: room.now, referrals: { report, reasons: room.reasons, of } });
  },
};

/** @type {Record<string, (member: any) => Promise<unknown>>} */
const STAFF_ACTIONS = {
  add: () => askNewAccount(dialog),
  password: (member) => askNewPassword(dialog, member),
  async disable(member) {
    const sure = await confirm.ask({ heading: t("staff.disable_heading", { name: member.display_name }), body: t("staff.disable_body"), confirm: t("staff.disable"), tone: "negative" });
    if (sure) await postJson(`/api/staff/${member.name}/disable`);
  },
  enable: (member) => postJson(`/api/staff/${member.name}/enable`),
};

/** The account takes the place of the list. @param {boolean} open */
function accountOf(open) {
  part("sitting-list").hidden = open;
  part("[data-part=sittings-head]").hidden = open;
  if (!open) part("sitting-account").hide();
}

async function rescore() {
  const sitting = sittings.find(({ id }) => id === chosen);
  if (!sitting) return;
  const names = new Map((results.results?.rows ?? []).map((/** @type {any} */ row) => [row.number, row.name]));
  const answer = await askRescore(dialog, sitting, (number) => names.get(number) ?? number);
  if (!answer) return;
  if (answer.written) notify(t("rescore.done", { count: answer.changes.length }), { tone: "positive" });
  else notify(t("rescore.nothing", { version: String(answer.version) }), { seconds: 15 });
}

/** @param {{assigned: number, no_seat: string[]}} answer */
function tellSeated({ assigned, no_seat: without }) {
  if (assigned > 0) notify(t("done.assigned", { count: assigned }), { tone: "positive" });
  else if (without.length === 0) notify(t("done.assigned_nobody"), { tone: "caution", seconds: 20 });
  if (without.length > 0) notify(t("done.no_seat", { numbers: without.slice(0, 20).join(", ") }), { tone: "caution", seconds: 30 });
}

async function reveal() {
  const sure = await confirm.ask({ heading: t("public.reveal_heading"), body: t("public.reveal_body"), confirm: t("public.reveal") });
  if (!sure) return;
  await postJson(`/api/sittings/${chosen}/reveal`);
  notify(t("public.revealed"), { tone: "positive" });
}

async function newSitting() {
  await readFiles();
  if (loaded.exams.length === 0 || loaded.banks.length === 0) return notify(t("sitting_form.nothing_loaded"), { tone: "caution" });
  const answer = await askNewSitting(dialog, loaded, sittings);
  if (!answer) return undefined;
  done("done.made", answer.sitting);
  if (answer.problem) say(answer.problem);
  return answer.seated ? tellSeated(answer.seated) : undefined;
}

/** @param {string} key @param {any} sitting */
function done(key, sitting) {
  notify(t(key, { sitting: sitting.title }), { tone: "positive" });
}

/** Do it, show what has become of it, say what went wrong. @param {() => Promise<unknown>} work */
async function attempt(work) {
  await work().catch(say);
  await read();
}

function read() {
  return READERS[tabs.chosen]().catch(say);
}

async function readFiles() {
  const [{ exams }, { banks }, roster, { presets }] = await Promise.all(["/api/exams", "/api/banks", "/api/rosters", "/api/presets"].map(getJson));
  loaded = { exams, banks, roster };
  part("loaded-files").loaded = loaded;
  for (const loader of document.querySelectorAll("file-loader")) /** @type {any} */ (loader).choices = { exams, presets };
}

async function readDay() {
  sittings = await readSittings();
  part("sitting-list").sittings = sittings;
}

async function readCandidates() {
  if (loaded.exams.length === 0) await readFiles();
  part("candidate-list").categories = loaded.exams.flatMap(({ categories }) => categories ?? []);
  part("photo-review").view = await getJson("/api/photo-review");
  part("same-photos").view = await getJson("/api/same-photos");
  part("candidate-list").found = await getJson(`/api/candidates?query=${encodeURIComponent(query)}`);
}

async function readResults() {
  sittings = inOrderOfDay(await readSittings());
  if (!sittings.some(({ id }) => id === chosen)) chosen = sittings[0]?.id ?? "";
  part("[data-part=no-results]").hidden = chosen !== "";
  part("[data-part=rescore]").hidden = chosen === "";
  picker.hidden = chosen === "";
  if (chosen === "") return;
  picker.sittings = sittings;
  picker.chosen = chosen;
  const sitting = sittings.find(({ id }) => id === chosen);
  if (loaded.exams.length === 0) await readFiles();
  results.sitting = sitting;
  results.categories = loaded.exams.find(({ id }) => id === sitting.exam.id)?.categories ?? [];
  const [found, board] = await Promise.all([getJson(`/api/sittings/${chosen}/results`), publicBoard(chosen)]);
  results.board = board?.sitting ?? null;
  results.seen = board ? publicRows(found.rows, board) : new Map();
  results.results = found;
  part("item-analysis").view = { sitting: chosen, closed: sitting.phase === "closed" };
}

/** The board as everybody gets it, from where everybody gets it; a committee can do without. @param {string} sitting */
function publicBoard(sitting) {
  return getJson(`/api/board/${encodeURIComponent(sitting)}/snapshot`).then(boardOf, () => null);
}

async function readStaff() {
  part("staff-list").members = (await getJson("/api/staff")).staff;
}

/** @param {unknown} error */
function say(error) {
  notify(sentenceFor(error), { tone: "negative" });
}
