/** The seats of a sitting, to be typed over; what would seat two at one place is said at once. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { untouched } from "../models/account.js";
import { seatsChanged, seatsTwice } from "../models/sitting-day.js";

/** Property `rows`, of the room; `changed` are the new seats, `taken` the numbers of those taken out. */
export class SeatFields extends HTMLElement {
  /** @type {any[]} */
  #rows = [];
  /** @type {Record<string, string>} */
  #typed = {};
  /** @type {Set<string>} */
  #taken = new Set();

  set rows(rows) {
    this.#rows = rows;
    this.update();
  }

  get taken() {
    return [...this.#taken];
  }

  get changed() {
    return seatsChanged(this.#staying(), this.#typed);
  }

  connectedCallback() {
    this.addEventListener("input", this.#type);
    this.update();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#type);
  }

  update() {
    if (!this.isConnected) return;
    const twice = seatsTwice(this.#staying(), this.#typed);
    const lines = this.#rows.map((row) => {
      const { number, name, seat } = row;
      const out = this.#taken.has(number);
      const value = this.#typed[number] ?? seat ?? "";
      return html`<tr data-key="${number}"><th scope="row">${number}</th><td>${name}</td>
        <td><input class="input" data-number="${number}" value="${value}" maxlength="40" aria-label="${t("word.seat")} ${number}" aria-invalid="${!out && twice.includes(value.trim()) ? "true" : "false"}" ?disabled=${out}></td>
        <td>${untouched(row) ? html`<label class="check"><input type="checkbox" data-take="${number}" ?checked=${out}>${t("seats.take_out")}</label>` : html`<span class="quiet">${t("seats.has_come")}</span>`}</td></tr>`;
    });
    render(
      this,
      html`${twice.length > 0 ? html`<p class="note tone-caution" role="status">${icon("alert")}<span>${t("seats.twice", { seats: twice.join(", ") })}</span></p>` : null}
        <div class="seat-fields"><table class="table"><thead><tr><th scope="col">${t("word.number")}</th><th scope="col">${t("word.name")}</th><th scope="col">${t("word.seat")}</th><th scope="col"><span class="visually-hidden">${t("seats.take_out")}</span></th></tr></thead><tbody>${lines}</tbody></table></div>`,
    );
  }

  #staying() {
    return this.#rows.filter(({ number }) => !this.#taken.has(number));
  }

  #type = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.dataset.take) this.#taken[input.checked ? "add" : "delete"](input.dataset.take);
    else if (input.dataset.number) this.#typed[input.dataset.number] = input.value;
    this.update();
  };
}

export function defineSeatFields() {
  customElements.define("seat-fields", SeatFields);
}
