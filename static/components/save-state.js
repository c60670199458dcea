/** In words: whether everything is on the server's disk. View: `{state, count, kept}`. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";

const LOOKS = { saved: ["positive", "saved"], saving: ["accent", "saving"], unsaved: ["caution", "alert"] };

export class SaveState extends ViewElement {
  /** @param {{state: "saved" | "saving" | "unsaved", count: number, kept: boolean}} view */
  draw({ state, count, kept }) {
    const [tone, drawing] = LOOKS[state];
    const words = state === "unsaved" && !kept ? "save.unsaved_not_kept" : `save.${state}`;
    return html`<span class="save-state tone-${tone}">${icon(drawing)}<span>${t(words, { count })}</span></span>`;
  }
}

export function defineSaveState() {
  customElements.define("save-state", SaveState);
}
