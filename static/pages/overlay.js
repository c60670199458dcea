/** The board over another picture, for OBS: one view on a transparent ground, chosen by the address. */
import { getJson } from "../lib/api.js";
import { linkBoard } from "../lib/board-link.js";
import { applyTranslations, loadLanguage, t } from "../lib/i18n.js";
import { sittingToShow } from "../models/board-address.js";
import { lookAt } from "../models/board-page.js";
import { movements } from "../models/board-view.js";
import { readWish } from "../models/overlay-address.js";
import { defineBoardDistribution } from "../components/board-distribution.js";
import { defineBoardHead } from "../components/board-head.js";
import { defineBoardProgress } from "../components/board-progress.js";
import { defineBoardSections } from "../components/board-sections.js";
import { defineBoardTable } from "../components/board-table.js";
import { defineBoardTicker } from "../components/board-ticker.js";

const DRAW_INTERVAL_MS = 900;
const PAGE_SECONDS = 10;
/** Arrows tell the movement of the last so many seconds. */
const MOVED_INTERVAL_S = 10;
/** Until there is a sitting to show, it is looked for. */
const LISTING_INTERVAL_S = 10;

const wish = readWish(location.search);
await loadLanguage("results", wish.lang);
for (const define of [defineBoardHead, defineBoardTable, defineBoardTicker, defineBoardProgress, defineBoardSections, defineBoardDistribution]) define();

const part = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));
const [head, table, ticker, progress, sections, distribution] = ["board-head", "board-table", "board-ticker", "board-progress", "board-sections", "board-distribution"].map(part);

/** @type {import("../lib/board-link.js").BoardLink | null} */
let link = null;
let waiting = false;
let drawnAt = 0;
let seconds = 0;
let page = 0;
/** @type {{rows: import("../models/board-view.js").ShownRow[], second: number}} */
let reference = { rows: [], second: 0 };

document.documentElement.dataset.theme = wish.theme;
part("[data-part=overlay]").dataset.view = wish.view;
part("[data-part=overlay]").dataset.side = wish.side;
applyTranslations(document);
document.title = t("title");
await watch();
setInterval(second, 1000);

/** The sitting asked for is watched even before it is listed. */
async function watch() {
  const listed = await getJson("/api/board").catch(() => ({ sittings: [] }));
  const sitting = wish.sitting || sittingToShow(listed.sittings, "");
  if (sitting) link = linkBoard(sitting, soon);
}

function second() {
  seconds += 1;
  link?.second();
  if (!link && seconds % LISTING_INTERVAL_S === 0) watch();
  if (seconds % PAGE_SECONDS === 0) page += 1;
  if (seconds % PAGE_SECONDS === 0 || seconds % MOVED_INTERVAL_S === 0) soon();
  drawHead();
}

/** Draw once in a while, however often something changes. */
function soon() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => requestAnimationFrame(draw), Math.max(0, drawnAt + DRAW_INTERVAL_MS - performance.now()));
}

function drawHead() {
  if (link?.board.sitting) head.tell({ sitting: link.board.sitting, line: link.line, now_ms: link.now() });
}

function draw() {
  waiting = false;
  drawnAt = performance.now();
  const board = link?.board;
  part("[data-part=panel]").hidden = !board?.sitting;
  if (!board?.sitting) return;
  drawHead();
  const look = lookAt(board, { formation: wish.formation, find: "" }, { page, size: wish.rows });
  if (page >= look.page.pages) page = 0;
  const rows = page === 0 && look.page.page !== 0 ? look.rows.slice(0, wish.rows) : look.page.rows;
  VIEWS[wish.view](board, rows, movements(reference.rows, look.rows));
  if (seconds - reference.second >= MOVED_INTERVAL_S || reference.rows.length === 0) reference = { rows: look.rows, second: seconds };
}

/** @type {Record<string, (board: import("../models/board.js").Board, rows: import("../models/board-view.js").ShownRow[], moved: Map<number, number>) => void>} */
const VIEWS = {
  table({ sitting }, rows, moved) {
    table.hidden = rows.length === 0;
    table.tell({ rows, sitting, own: null, moved });
  },
  ticker(_board, rows) {
    ticker.hidden = false;
    ticker.rows = rows;
  },
  distribution({ sitting, summary }) {
    part("[data-part=figures]").hidden = false;
    distribution.tell({ sitting, summary, ownTotal: null });
    progress.summary = summary;
    sections.tell({ sitting, summary });
  },
  clock: () => {},
};
