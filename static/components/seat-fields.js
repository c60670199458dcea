/** The seats of a sitting, to be typed over; what would seat two at one place is said at once. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html, render } from "../lib/html.js";
import { seatsChanged, seatsTwice } from "../models/sitting-day.js";

/** Property `rows` ({number, name, seat}); `changed` is what to send. */
export class SeatFields extends HTMLElement {
  /** @type {{number: string, name: string, seat: string | null}[]} */
  #rows = [];
  /** @type {Record<string, string>} */
  #typed = {};

  set rows(rows) {
    this.#rows = rows;
    this.update();
  }

  get changed() {
    return seatsChanged(this.#rows, this.#typed);
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
    const twice = seatsTwice(this.#rows, this.#typed);
    const lines = this.#rows.map(({ number, name, seat }) => {
      const value = this.#typed[number] ?? seat ?? "";
      return html`<tr data-key="${number}"><th scope="row">${number}</th><td>${name}</td>
        <td><input class="input" data-number="${number}" value="${value}" maxlength="40" aria-label="${t("word.seat")} ${number}" aria-invalid="${twice.includes(value.trim()) ? "true" : "false"}"></td></tr>`;
    });
    render(
      this,
      html`${twice.length > 0 ? html`<p class="note tone-caution" role="status">${icon("alert")}<span>${t("seats.twice", { seats: twice.join(", ") })}</span></p>` : null}
        <div class="seat-fields"><table class="table"><thead><tr><th scope="col">${t("word.number")}</th><th scope="col">${t("word.name")}</th><th scope="col">${t("word.seat")}</th></tr></thead><tbody>${lines}</tbody></table></div>`,
    );
  }

  #type = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    if (input.dataset.number) this.#typed[input.dataset.number] = input.value;
    this.update();
  };
}

export function defineSeatFields() {
  customElements.define("seat-fields", SeatFields);
}
