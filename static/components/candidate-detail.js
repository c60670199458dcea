/** Everything about one candidate: photos and number, admission, progress and time, what can be done, and what happened. */
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { clockText, dayText, durationText, exactDurationText, numberText, pointsText, preciseTimeText, timeText } from "../lib/format.js";
import { adviceFor } from "../models/advice.js";
import { isReferred, secondsLeft, secondsSince, stateOf } from "../models/room.js";
import { toldEvents } from "../models/history.js";
import { gateList } from "./gate-marks.js";
import { stateMark } from "./room-state.js";

const COMPARED = new Set(["matched", "seated", "out"]);

/** `tell({row, phase, categories, events, ledger, nowMs})`; dispatches "detail-closed" and "referral-wish" {number}; its parts dispatch the rest. */
export class CandidateDetail extends HTMLElement {
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#press);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#press);
  }

  tell(told) {
    this.#told = told;
    this.update();
  }

  focusHeading() {
    this.querySelector("h2")?.focus({ preventScroll: true });
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { row, phase, categories, events, ledger, nowMs } = this.#told;
    if (!row) return render(this, html``);
    const referred = isReferred(row);
    const again = referred ? null : anew(row, phase);
    const advice = referred ? null : adviceFor(row, phase);
    render(
      this,
      html`<article class="candidate-detail" data-key="${row.number}">
        <header class="candidate-detail__head"><p class="candidate-detail__seat">${row.seat ?? "–"}</p>
          <div class="grow"><h2 tabindex="-1" class="candidate-detail__name">${row.name}</h2><p class="quiet">${row.number}</p></div>
          <button type="button" class="button button--icon" data-do="close" aria-label="${t("action.close")}" title="${t("action.close")} (Esc)">${icon("cross")}</button></header>
        <p>${stateMark(stateOf(row, phase))}</p>
        ${advice ? html`<p class="candidate-detail__advice" data-key="advice">${t(advice)}</p>` : null}
        ${referred ? html`<button type="button" class="button button--primary" data-key="decide" data-do="decide">${icon("eye")}${t("referrals.decide")}</button>` : null}
        ${row.admission === "referred" ? null : html`<action-bar data-alone data-key="actions"></action-bar>`}
        ${again ? html`<button type="button" class="button" data-key="again" data-do="decide">${icon(again.icon)}${t(again.words)}</button>` : null}
        <dl class="facts candidate-detail__facts">${facts(row, categories, nowMs)}</dl>
        <section class="stack stack--tight" data-key="identity"><h3>${t("detail.identity")}</h3>${gateList(row, nowMs)}
          <photo-pair .row=${row}></photo-pair><comparison-result .comparison=${row.comparison}></comparison-result>
          ${row.decision ? decided(row.decision) : null}</section>
        ${ledger?.length > 0 ? html`<section class="stack stack--tight" data-key="ledger"><h3>${t("ledger.heading")}</h3><time-ledger .view=${{ ledger }}></time-ledger></section>` : null}
        <section class="stack stack--tight" data-key="history"><h3>${t("detail.history")}</h3>${history(row, events)}</section>
      </article>`,
    );
    /** @type {any} */ (this.querySelector("action-bar"))?.tell({ rows: [row], hidden: 0 });
    return undefined;
  }

  #press = (/** @type {Event} */ event) => {
    const wanted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"))?.dataset.do;
    if (wanted === "close") this.dispatchEvent(new CustomEvent("detail-closed", { bubbles: true }));
    if (wanted === "decide") this.dispatchEvent(new CustomEvent("referral-wish", { bubbles: true, detail: { number: this.#told.row.number } }));
  };
}

/** A person's word can be taken back, and a machine's doubted as long as the sitting lasts. @param {any} row @param {string} phase */
function anew({ decision, admission }, phase) {
  if (decision) return { icon: "undo", words: "decision.reconsider" };
  return phase !== "closed" && COMPARED.has(admission) ? { icon: "eye", words: "decision.doubt" } : null;
}

function facts(row, categories, nowMs) {
  const left = secondsLeft(row, nowMs);
  const seen = row.connected ? null : secondsSince(row.last_seen_at, nowMs);
  const lines = [
    ["word.progress", row.attempt === "prepared" ? null : t("detail.progress", { answered: row.answered, items: row.items, doubt: row.in_doubt })],
    ["word.time_left", left === null ? null : clockText(left)],
    ["detail.granted", row.granted_s > 0 ? exactDurationText(row.granted_s) : null],
    ["word.last_seen", seen === null ? null : t("detail.seen", { ago: durationText(seen) })],
    ["word.terminal", row.terminal],
    ["detail.finished", row.finished ? finished(row.finished) : null],
    ["word.total", row.total === null ? null : pointsText(row.total)],
    ["detail.incidents", row.incidents > 0 ? String(row.incidents) : null],
    ["word.accommodation", row.accommodation],
    ["word.formation", row.formation],
    ["word.category", titleOf(row.category, categories)],
    ["word.birth_date", row.birth_date ? dayText(row.birth_date) : null],
    ["detail.pin", row.pin_issued_at ? timeText(row.pin_issued_at) : null],
  ];
  return lines
    .filter(([, value]) => value !== null && value !== "")
    .map(([key, value]) => html`<dt data-key="${key}">${t(key)}</dt><dd data-key="${key}-value">${value}</dd>`);
}

function titleOf(category, categories) {
  return pick(categories.find(({ id }) => id === category)?.title) || category;
}

function finished({ how, at, reason }) {
  return [t(`finished.${how}`, { time: timeText(at) }), reason].filter(Boolean).join(" – ");
}

function decided({ decision, reason, by, at }) {
  return html`<p>${t(`detail.decided_${decision}`, { by, time: timeText(at) })}${reason ? html` <q>${reason}</q>` : null}</p>`;
}

function history(row, events) {
  const lines = toldEvents(row, events).map(
    ({ at, word, values, by, words }) => html`<li class="candidate-detail__event"><time class="quiet figure" datetime="${at}">${preciseTimeText(at)}</time>
      <span><strong>${t(word, written(values))}</strong>${by ? html` <span class="quiet">${by}</span>` : null}${words ? html`<br>${words}` : null}</span></li>`,
  );
  return lines.length === 0 ? html`<p class="quiet">${t("detail.no_events")}</p>` : html`<ol class="candidate-detail__events">${lines}</ol>`;
}

function written(values) {
  return {
    ...values,
    distance: values.distance == null ? "" : ` · ${numberText(values.distance, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`,
    gate: values.gate ? t(`gate_name.${values.gate}`) : "",
    class: values.class ? t(`incident.${values.class}`) : "",
    cause: values.cause ? t(`ledger.cause_${values.cause}`) : "",
    given: exactDurationText(values.given),
  };
}

export function defineCandidateDetail() {
  customElements.define("candidate-detail", CandidateDetail);
}
