/** Short messages at the edge of the page, with a way to undo; the newest stand lowest. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/html.js";

const SECONDS = 6;
/** A message that offers something to do stays long enough to be read and reached (WCAG 2.2.1). */
const SECONDS_WITH_UNDO = 20;
const ICONS = { accent: "info", positive: "check-circle", caution: "alert", negative: "cross-circle" };

/**
 * @typedef {{tone?: "accent" | "positive" | "caution" | "negative", undo?: () => void, undoWord?: string, seconds?: number, about?: string}} ToastOptions
 *   `about`: takes the place of an older message about the same
 */

export class ToastStack extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }

  /** @param {string} message @param {ToastOptions} [options] */
  notify(message, { tone = "accent", undo, undoWord, seconds, about = "" } = {}) {
    const toast = /** @type {HTMLElement} */ (
      html`<div class="toast tone-${tone}">
        ${icon(ICONS[tone])}<span class="toast__text">${message}</span>
        ${undo ? html`<button type="button" class="button button--small" data-undo>${undoWord ?? t("action.undo")}</button>` : null}
        <button type="button" class="button button--quiet button--small button--icon" data-close aria-label="${t("action.close")}">${icon("cross")}</button>
      </div>`.firstElementChild
    );
    if (about) {
      for (const older of this.querySelectorAll(".toast")) if (/** @type {HTMLElement} */ (older).dataset.about === about) older.remove();
      toast.dataset.about = about;
    }
    this.append(toast);
    this.#raise();
    const timer = setTimeout(() => toast.remove(), 1000 * (seconds ?? (undo ? SECONDS_WITH_UNDO : SECONDS)));
    toast.addEventListener("click", (event) => {
      const pressed = /** @type {Element} */ (event.target).closest("button");
      if (!pressed) return;
      clearTimeout(timer);
      toast.remove();
      if (pressed.hasAttribute("data-undo")) undo?.();
    });
  }

  /** Over an open dialog, too, where the browser can put it there. */
  #raise() {
    if (!this.showPopover || !document.querySelector("dialog[open]")) return;
    this.popover = "manual";
    if (this.matches(":popover-open")) this.hidePopover();
    this.showPopover();
  }
}

/** Speak through the page's toast stack. @param {string} message @param {ToastOptions} [options] */
export function notify(message, options) {
  /** @type {ToastStack | null} */ (document.querySelector("toast-stack"))?.notify(message, options);
}

/** Take away everything that was said. */
export function clearToasts() {
  document.querySelector("toast-stack")?.replaceChildren();
}

export function defineToastStack() {
  customElements.define("toast-stack", ToastStack);
}
