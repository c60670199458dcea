/** How to read this board: names, cut lines, ties and the line of vacancies, as its rules say. */
import { LANGUAGE_EVENT, hasWords, pick, t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { pointsText } from "../lib/format.js";

/** `tell({sitting, withheld})`: withheld is how many rows are. */
export class BoardRules extends HTMLElement {
  /** @type {{sitting: any, withheld: number} | null} */
  #told = null;
  #update = () => this.update();

  connectedCallback() {
    window.addEventListener(LANGUAGE_EVENT, this.#update);
  }

  disconnectedCallback() {
    window.removeEventListener(LANGUAGE_EVENT, this.#update);
  }

  /** @param {{sitting: any, withheld: number}} told */
  tell(told) {
    if (told.sitting === this.#told?.sitting && told.withheld === this.#told?.withheld) return;
    this.#told = told;
    this.update();
  }

  update() {
    if (!this.isConnected || !this.#told) return;
    const { sitting, withheld } = this.#told;
    const [drawn, ...others] = sitting.cuts;
    const lines = Object.keys(sitting.vacancies).length > 0;
    render(
      this,
      html`<h3 class="board-card__heading">${t("rules.heading")}</h3>
        <ul class="board-rules__list">
          <li>${t(`names.${sitting.names}`)}</li>
          ${sitting.numbers === "partly" ? html`<li>${t("numbers.partly")}</li>` : null}
          <li>${t("rules.ties")}</li>
          ${drawn ? html`<li>${t("rules.general", { categories: categories(drawn) })}</li>` : null}
          ${lines ? html`<li>${t(`rules.ties_${sitting.ties_on_the_line}`)}</li>` : null}
          ${withheld > 0 ? html`<li>${t("rules.under_review")}</li><li>${t("rules.disqualified")}</li>` : null}
        </ul>
        ${others.length > 0 ? html`<h4 class="board-rules__others">${t("cuts.others")}</h4><dl class="board-rules__cuts">${others.map((rule) => cutsOf(rule, sitting))}</dl>` : null}`,
    );
  }
}

/** @param {any} rule @param {any} sitting */
function cutsOf(rule, sitting) {
  const sections = sitting.sections.filter(({ id }) => id in rule.sections).map(({ id, title }) => html`<span title="${pick(title)}">${id.toUpperCase()} ≥ ${pointsText(rule.sections[id])}</span> `);
  const total = rule.total === null ? null : html`<span>${t("cuts.total", { cut: `≥ ${pointsText(rule.total)}` })}</span> `;
  return html`<dt>${categories(rule)}</dt><dd>${total}${sections}</dd>`;
}

/** @param {any} rule */
function categories(rule) {
  return rule.categories.map((name) => (hasWords(`category.${name}`) ? t(`category.${name}`) : name)).join(", ");
}

export function defineBoardRules() {
  customElements.define("board-rules", BoardRules);
}
