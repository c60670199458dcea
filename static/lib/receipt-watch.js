/** Asks for the candidate's receipt after the end, gently, until it is in the log. Nothing of it is stored. */

/** Seconds to wait after each answer; after the last of them a person is told to ask the committee. */
export const WAITS_S = [2, 3, 5, 8, 15, 30, 30, 60, 60, 60, 120, 120];

/**
 * @typedef {"asking" | "promised" | "log_away" | "logged" | "given_up"} ReceiptState
 * @typedef {{state: ReceiptState, index: number | null, page: string}} Receipt answers are not kept here, nor anywhere
 */
export class ReceiptWatch {
  #wires;
  #tries = 0;
  #nextAt = 0;
  #isAsking = false;
  /** Grows when a candidate leaves: an answer that comes later is of somebody else. */
  #turn = 0;
  /** @type {Receipt | null} */
  receipt = null;

  /** @param {{getJson: (url: string) => Promise<any>, mono: () => number, onChange: () => void}} wires */
  constructor(wires) {
    this.#wires = wires;
  }

  /** Of the page's one timer. @param {boolean} over whether an attempt has ended here, with its outcome */
  tick(over) {
    if (!over) return this.#forget();
    this.receipt ??= { state: "asking", index: null, page: "" };
    const ends = this.receipt.state === "logged" || this.receipt.state === "given_up";
    if (!ends && !this.#isAsking && this.#wires.mono() >= this.#nextAt) void this.#ask();
  }

  #forget() {
    if (this.receipt === null) return;
    this.#turn += 1;
    Object.assign(this, { receipt: null });
    [this.#tries, this.#nextAt, this.#isAsking] = [0, 0, false];
  }

  async #ask() {
    const turn = this.#turn;
    this.#isAsking = true;
    const told = await this.#wires.getJson("/api/terminal/receipt").catch((error) => ({ state: error.code === "log_away" ? "log_away" : (this.receipt?.state ?? "asking") }));
    if (turn !== this.#turn) return;
    this.#isAsking = false;
    const wait = WAITS_S[this.#tries];
    this.#tries += 1;
    const state = told.state !== "logged" && wait === undefined ? "given_up" : told.state;
    this.receipt = { state, index: told.index ?? null, page: told.page ?? this.receipt?.page ?? "" };
    this.#nextAt = this.#wires.mono() + 1000 * (wait ?? 0);
    this.#wires.onChange();
  }
}
