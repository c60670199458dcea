/** Whose word counts: the log's key with its fingerprint, and where the log is read. */
import { ViewElement } from "../lib/element.js";
import { html } from "../lib/html.js";
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { ED25519, fingerprint } from "../models/note.js";

/**
 * View: `{keys, from: "site" | "person", wrongKey, noLog, log, open}`, `log` the place it is read.
 * Dispatches "key-brought" {text}, "key-of-site" and "log-brought" {files}.
 */
export class LogTrust extends ViewElement {
  connectedCallback() {
    super.connectedCallback();
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      this.act("key-brought", { text: this.querySelector("textarea")?.value ?? "" });
    });
    this.addEventListener("change", (event) => {
      const field = /** @type {HTMLInputElement} */ (event.target);
      if (field.type === "file" && field.files?.length) this.act("log-brought", { files: [...field.files] });
    });
    this.addEventListener("click", (event) => {
      if (this.pressed(event)?.dataset.action === "of-site") this.act("key-of-site");
    });
  }

  /** @param {{keys: import("../models/note.js").VerifierKey[] | null, from: string, wrongKey: boolean, noLog: boolean, log: string, open: boolean}} view */
  draw({ keys, from, wrongKey, noLog, log, open }) {
    const own = keys?.filter(({ type }) => type === ED25519) ?? [];
    const witnesses = keys?.filter(({ type, name }) => type !== ED25519 && !own.some((each) => each.name === name)) ?? [];
    return html`<section class="card card--flat log-trust" aria-labelledby="trust">
      <h2 id="trust">${t("trust.heading")}</h2>
      <p>${t("trust.words")}</p>
      ${own.length === 0 ? html`<p class="note tone-caution">${icon("key")}<span>${t("trust.none")}</span></p>` : html`<dl class="log-trust__keys">${own.map(keyShown)}</dl>`}
      ${own.length > 0 ? html`<p class="note tone-${from === "person" ? "positive" : "quiet"}">${icon(from === "person" ? "check" : "info")}<span>${t(`trust.from_${from}`)}</span></p>` : null}
      ${witnesses.length > 0 ? html`<p>${t("trust.witnesses", { names: witnesses.map(({ name }) => name).join(", ") })}</p>` : null}
      <details ?open=${open}><summary>${t("trust.change")}</summary>
        <div class="log-trust__change">
          <form class="stack stack--tight"><label class="field"><span class="field__label">${t("trust.paste")}</span><span class="field__hint">${t("trust.paste.words")}</span>
            <textarea class="input" rows="3" spellcheck="false" autocapitalize="off" autocomplete="off" aria-invalid="${wrongKey ? "true" : "false"}" required></textarea></label>
            <p class="field__error" role="alert">${wrongKey ? html`${icon("alert")}<span>${t("trust.wrong_key")}</span>` : null}</p>
            <div class="row"><button class="button">${icon("key")}${t("trust.use")}</button>${from === "person" ? html`<button type="button" class="button button--quiet" data-action="of-site">${t("trust.of_site")}</button>` : null}</div></form>
          <div class="stack stack--tight"><p><span class="field__label">${t("trust.log")}</span> <code class="log-trust__place">${log}</code></p><p class="field__hint">${t("trust.log.words")}</p>
            <label class="button log-trust__folder">${icon("document")}${t("trust.folder")}<input class="visually-hidden" type="file" webkitdirectory multiple></label>
            <p class="field__error" role="alert">${noLog ? html`${icon("alert")}<span>${t("trust.no_log")}</span>` : null}</p></div>
        </div></details>
    </section>`;
  }
}

/** @param {import("../models/note.js").VerifierKey} key */
function keyShown(key) {
  return html`<div class="log-trust__key"><dt>${t("trust.name")}</dt><dd><strong>${key.name}</strong></dd><dt>${t("trust.fingerprint")}</dt><dd><code>${fingerprint(key)}</code></dd><dt>${t("trust.key")}</dt><dd><code class="log-trust__place">${key.text}</code></dd></div>`;
}

export function defineLogTrust() {
  customElements.define("log-trust", LogTrust);
}
