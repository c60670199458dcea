/** The sittings in the order of the day, each with what can be done with it now. */
import { dateText, timeText } from "../lib/format.js";
import { icon } from "../lib/icon.js";
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { actionsFor, inOrderOfDay } from "../models/sitting-day.js";

/** @type {Record<string, string>} */
const ICONS = { open: "sign-in", start: "play", assign: "persons", seats: "desk", close: "lock", account: "document" };
const MOVES_ON = new Set(["open", "start"]);

/** Property `sittings`; dispatches "sitting-action" with {action, sitting}. */
export class SittingList extends HTMLElement {
  /** @type {any[]} */
  #sittings = [];
  #update = () => this.update();

  /** @param {any[]} sittings */
  set sittings(sittings) {
    this.#sittings = inOrderOfDay(sittings);
    this.update();
  }

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
    this.addEventListener("click", this.#act);
    this.update();
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
    this.removeEventListener("click", this.#act);
  }

  update() {
    if (!this.isConnected) return;
    const cards = this.#sittings.map((each) => html`<li data-key="${each.id}">${card(each)}</li>`);
    render(this, this.#sittings.length > 0 ? html`<ul class="stack plain-list">${cards}</ul>` : html`<p class="card quiet">${t("sittings.none")}</p>`);
  }

  #act = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-action]"));
    const sitting = this.#sittings.find(({ id }) => id === button?.dataset.sitting);
    if (button && sitting) this.dispatchEvent(new CustomEvent("sitting-action", { bubbles: true, detail: { action: button.dataset.action, sitting } }));
  };
}

/** @param {any} sitting */
function card(sitting) {
  const actions = actionsFor(sitting.phase).map(
    (action) => html`<button type="button" class="button button--small${MOVES_ON.has(action) ? " button--primary" : ""}" data-key="${action}" data-action="${action}" data-sitting="${sitting.id}">${icon(ICONS[action])}${t(`sitting.${action}`)}</button>`,
  );
  return html`<article class="card card--tight sitting-card">
    <div class="stack stack--tight"><h3>${sitting.title}</h3>
      <p class="sitting-card__facts"><span>${dateText(sitting.start_at)}, <strong>${timeText(sitting.start_at)}</strong></span><span>${sitting.room}</span>
        <span>${pick(sitting.exam.title) || sitting.exam.id}</span><span class="figure">${t("sittings.filled", { candidates: sitting.candidates, seats: sitting.seats })}</span></p></div>
    <status-chip state="${sitting.phase === "running" ? "under_way" : sitting.phase}"></status-chip>
    <div class="row sitting-card__actions">${actions}
      <a class="button button--quiet button--small" href="/console?sitting=${sitting.id}">${icon("grid")}${t("page.console")}</a>
      <a class="button button--quiet button--small" href="/results?sitting=${sitting.id}">${icon("chart")}${t("page.results")}</a></div>
  </article>`;
}

export function defineSittingList() {
  customElements.define("sitting-list", SittingList);
}
