/** The sections of the exam, each with how much of it is answered. View: `{sections, current}`; event "go" with `{index}`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { pick, t } from "../lib/i18n.js";

export class SectionTabs extends ViewElement {
  #shown = "";

  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", this.#click);
  }

  /** @param {{sections: any[], current: string}} view */
  draw({ sections, current }) {
    const tabs = sections.map(
      ({ id, title, answered, items }) => html`<button type="button" class="tab" data-key="${id}" data-action="section" data-section="${id}"
        aria-current="${String(id === current)}" aria-label="${pick(title)}, ${t("sections.answered", { answered, items })}"
        ><span class="section-tabs__title">${pick(title)}</span><span class="section-tabs__count">${answered}/${items}</span></button>`,
    );
    return html`<nav class="tabs section-tabs" aria-label="${t("sections.label")}">${tabs}</nav>`;
  }

  /** On a narrow screen the section at work is brought into sight when it changes. */
  update() {
    super.update();
    const current = this.querySelector("[aria-current=true]");
    if (current === null || this.#shown === this.view.current) return;
    this.#shown = this.view.current;
    current.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #click = (/** @type {Event} */ event) => {
    const button = this.pressed(event);
    const section = this.view.sections.find((/** @type {any} */ { id }) => id === button?.dataset.section);
    if (section) this.act("go", { index: section.firstUnanswered ?? section.first });
  };
}

export function defineSectionTabs() {
  customElements.define("section-tabs", SectionTabs);
}
