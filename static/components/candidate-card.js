/** One candidate in the room's grid. Built once, then only what changed is written: hundreds stand side by side. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { clockText, numberText, pointsText, timeText } from "../lib/format.js";
import { gateRow } from "./gate-marks.js";
import { needsLook } from "../models/gate.js";
import { referredAt, secondsLeft, secondsSince, stateOf } from "../models/room.js";
import { drawingOf, toneOf } from "./room-state.js";

const MINUTE_S = 60;

export class CandidateCard extends HTMLElement {
  #row = null;
  #phase = "";
  #state = "";
  #needs = false;
  /** @type {Record<string, any>} */
  #parts = {};

  get number() {
    return this.#row?.number ?? "";
  }

  /** @param {any} row @param {string} phase of the sitting @param {boolean} [again] also when nothing changed: the language did */
  show(row, phase, again = false, nowMs = 0) {
    if (row === this.#row && phase === this.#phase && !again) return;
    if (!this.#row) this.#build();
    this.#row = row;
    this.#phase = phase;
    this.#state = stateOf(row, phase);
    this.dataset.state = this.#state;
    this.#write("seat", row.seat ?? "–");
    this.#write("name", row.name);
    this.#write("number", row.number);
    this.#write("word", t(`room_state.${this.#state}`));
    this.title = `${row.name} – ${t(`room_state.${this.#state}`)}`;
    this.#write("answered", row.attempt === "prepared" || row.attempt === "waiting" ? "" : t("card.answered", { answered: row.answered, items: row.items }));
    this.#write("extra", extra(row));
    this.#write("incidents", row.incidents > 0 ? t("card.incidents", { count: row.incidents }) : "");
    this.#parts.flag.hidden = row.incidents === 0;
    this.#write("flags", row.incidents > 0 ? numberText(row.incidents) : "");
    this.#drawState();
    this.#drawGates(nowMs);
    this.#drawPhoto(row.photos.arrival ?? row.photos.registration);
    this.#parts.progress.hidden = row.attempt === "prepared" || row.attempt === "waiting";
    this.#parts.progress.max = Math.max(1, row.items);
    this.#parts.progress.value = row.answered;
  }

  /** @param {number} nowMs the server's clock */
  tick(nowMs) {
    if (!this.#row) return;
    this.#write("time", timeWords(this.#row, this.#state, nowMs));
    const needs = needsLook(this.#row, nowMs) !== null;
    if (needs !== this.#needs) this.#drawGates(nowMs);
  }

  #drawGates(nowMs) {
    this.#needs = needsLook(this.#row, nowMs) !== null;
    this.toggleAttribute("data-needs", this.#needs);
    render(this.#parts.gates, html`${gateRow(this.#row, nowMs)}`);
  }

  /** @param {boolean} selected @param {boolean} reachable by Tab: one card of the grid is */
  mark(selected, reachable) {
    const said = String(selected);
    if (this.getAttribute("aria-selected") !== said) this.setAttribute("aria-selected", said);
    const tabIndex = reachable ? 0 : -1;
    if (this.tabIndex !== tabIndex) this.tabIndex = tabIndex;
  }

  #build() {
    this.setAttribute("role", "option");
    this.replaceChildren(
      html`<span class="candidate-card__check" data-check aria-hidden="true">${icon("check")}</span>
        <span class="candidate-card__seat" data-part="seat"></span><span class="candidate-card__extra"><span data-part="extra"></span>
          <span class="candidate-card__flag" data-part="flag" hidden>${icon("flag")}<span data-part="flags" aria-hidden="true"></span><span class="visually-hidden" data-part="incidents"></span></span></span>
        <img class="candidate-card__photo" data-part="photo" alt="" width="42" height="56" loading="lazy" decoding="async" hidden>
        <span class="candidate-card__who"><strong class="candidate-card__name" data-part="name"></strong><span class="quiet figure" data-part="number"></span></span>
        <span class="candidate-card__state" data-part="state"><svg class="icon" aria-hidden="true"><use data-part="drawing"></use></svg><span class="candidate-card__word" data-part="word"></span></span>
        <span class="candidate-card__gates" data-part="gates"></span>
        <span class="candidate-card__time figure" data-part="time"></span>
        <progress class="candidate-card__progress" data-part="progress" aria-hidden="true"></progress><span class="candidate-card__answered figure" data-part="answered"></span>`,
    );
    for (const part of this.querySelectorAll("[data-part]")) this.#parts[/** @type {HTMLElement} */ (part).dataset.part] = part;
  }

  #write(part, words) {
    if (this.#parts[part].textContent !== words) this.#parts[part].textContent = words;
  }

  #drawState() {
    const href = `/static/icons.svg#${drawingOf(this.#state)}`;
    if (this.#parts.drawing.getAttribute("href") !== href) this.#parts.drawing.setAttribute("href", href);
    this.#parts.state.className = `candidate-card__state tone-${toneOf(this.#state)}`;
  }

  #drawPhoto(url) {
    const photo = this.#parts.photo;
    photo.hidden = !url;
    if (url && photo.getAttribute("src") !== url) photo.src = url;
  }
}

/** What a proctor should notice besides the state. */
function extra({ granted_s: granted, accommodation }) {
  return [
    granted >= MINUTE_S ? t("card.granted", { minutes: Math.round(granted / MINUTE_S) }) : "",
    granted > 0 && granted < MINUTE_S ? t("card.granted_seconds", { seconds: granted }) : "",
    accommodation ? t("card.accommodation") : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/** The one time that matters in this state. */
function timeWords(row, state, nowMs) {
  switch (state) {
    case "working":
    case "paused":
      return left(row, nowMs);
    case "out":
      return row.out_at ? clockText(secondsSince(row.out_at, nowMs) ?? 0) : left(row, nowMs);
    case "disconnected":
      return row.last_seen_at ? clockText(secondsSince(row.last_seen_at, nowMs) ?? 0) : left(row, nowMs);
    case "referred":
      return referredAt(row) ? clockText(secondsSince(referredAt(row), nowMs)) : "";
    case "finished":
      return row.total === null ? (row.finished ? timeText(row.finished.at) : "") : pointsText(row.total);
    case "cleared":
      return row.pin_issued_at ? t("card.has_pin") : "";
    default:
      return "";
  }
}

function left(row, nowMs) {
  const seconds = secondsLeft(row, nowMs);
  return seconds === null ? "" : clockText(seconds);
}

export function defineCandidateCard() {
  customElements.define("candidate-card", CandidateCard);
}
