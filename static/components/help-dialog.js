/** The keys and the marks, and a switch for single-letter keys. View: `{letters, size, ledger}`; `show()`; event "letters" with `{letters}`. On a phone it also holds what the bar has no room for. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

const KEYS = [
  [["A", "–", "H"], ["1", "–", "8"], "help.choose"],
  [["←", "→"], ["PgUp", "PgDn"], "help.move"],
  [["R"], [], "help.doubt"],
  [["Del"], [], "help.withdraw"],
  [["G"], [], "help.navigator"],
  [["?"], [], "help.help"],
];

export class HelpDialog extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("click", (event) => {
      if (this.pressed(event)?.dataset.action === "close") this.querySelector("dialog")?.close();
    });
    this.addEventListener("change", (event) => this.act("letters", { letters: /** @type {HTMLInputElement} */ (event.target).checked }));
  }

  show() {
    const dialog = this.querySelector("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  }

  /** @param {{letters: boolean, size: string, ledger: any[] | null}} view */
  draw({ letters, size, ledger }) {
    const marks = ["unanswered", "answered", "in_doubt", "saved", "saving", "unsaved"];
    return html`<dialog class="dialog help" aria-labelledby="help-heading"><div class="dialog__body">
      <div class="row row--apart row--one-line"><h2 id="help-heading">${t("help.heading")}</h2>
        <button type="button" class="button button--icon" data-action="close" aria-label="${t("action.close")}">${icon("cross")}</button></div>
      <div class="row help__looks"><text-size .view=${{ size }}></text-size><language-switch></language-switch></div>
      <h3>${t("rules.heading")}</h3>
      <ul class="help__rules">${["change", "saved", "cut", "doubt"].map((rule) => html`<li>${t(`rules.${rule}`)}</li>`)}</ul>
      ${ledger ? html`<h3>${t("ledger.heading")}</h3><time-ledger .view=${{ ledger }}></time-ledger>` : null}
      <h3>${t("help.keys")}</h3>
      <dl class="help__keys">${KEYS.map(([keys, others, meaning]) => html`<dt>${caps(/** @type {string[]} */ (keys))} ${caps(/** @type {string[]} */ (others))}</dt><dd>${t(/** @type {string} */ (meaning))}</dd>`)}</dl>
      <label class="check"><input type="checkbox" ?checked=${letters}>${t("help.letters")}</label>
      <h3>${t("help.states")}</h3>
      <p class="row">${marks.map((mark) => html`<status-chip state="${mark}"></status-chip>`)}</p>
    </div></dialog>`;
  }
}

/** @param {string[]} keys */
function caps(keys) {
  return keys.map((key) => (key === "–" ? html`–` : html`<kbd>${key}</kbd>`));
}

export function defineHelpDialog() {
  customElements.define("help-dialog", HelpDialog);
}
