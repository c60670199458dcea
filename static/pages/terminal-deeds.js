/** What the candidate does at the terminal: keys, clicks and dialogs become answers, moves and wishes. */
import { LANGUAGE_EVENT, pick, t } from "../lib/i18n.js";
import * as keep from "../lib/keep.js";
import { actionFor } from "../models/keys.js";
import { currentItem, responseOf } from "../models/progress.js";
import { bind, view } from "./terminal-view.js";

/**
 * @typedef {object} Wires
 * @property {() => import("../lib/terminal-link.js").TerminalLink} link the one of now
 * @property {(event: any) => void} change the attempt by an event of models/attempt.js
 * @property {() => void} draw
 * @property {(detail: {number: string, pin: string}) => void} signIn
 * @property {(action: string) => void} noticeAction
 * @property {() => void} leave
 */

export class CandidateDeeds {
  #page;
  #wires;

  /** @param {any} page @param {Wires} wires */
  constructor(page, wires) {
    this.#page = page;
    this.#wires = wires;
  }

  listen() {
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ deed) =>
      document.addEventListener(name, (event) => deed(/** @type {CustomEvent} */ (event).detail));
    on("sign-in", (detail) => this.#wires.signIn(detail));
    on("choose", ({ choice }) => this.#respond({ choice }));
    on("go", ({ index }) => this.#go(index));
    on("item-action", ({ action }) => this.#act(action));
    on("zoom", (picture) => view("picture-zoom").show(picture));
    on("hand-in", () => void this.#wires.link().handIn());
    on("message-read", ({ id }) => this.#wires.change({ type: "read", id }));
    on("text-size", ({ size }) => this.#changeLooks({ size }));
    on("letters", ({ letters }) => this.#changeLooks({ letters }));
    on("notice-action", ({ action }) => this.#wires.noticeAction(action));
    on("leave", () => this.#wires.leave());
    document.addEventListener("keydown", (event) => this.#keyPressed(event));
    document.addEventListener("click", (event) => {
      const opener = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-open]"));
      if (opener?.dataset.open) this.#act(opener.dataset.open);
    });
    window.addEventListener("online", () => this.#wires.link().hurry());
    window.addEventListener(LANGUAGE_EVENT, this.#wires.draw);
  }

  /** @param {{choice?: string | null, doubt?: boolean}} change to the item on screen */
  #respond(change) {
    const current = currentItem(this.#page.attempt);
    if (!current || this.#page.attempt.phase !== "running") return;
    const before = this.#responseTo(current.item.id);
    const after = { ...before, ...change };
    if (after.choice !== before.choice || after.doubt !== before.doubt) void this.#wires.link().answer({ item: current.item.id, ...after });
  }

  /** @param {string} item */
  #responseTo(item) {
    return responseOf(this.#page.attempt, this.#wires.link().outbox, item);
  }

  /** @param {number} index */
  #go(index) {
    if (!this.#page.attempt.form || index === this.#page.attempt.index) return;
    this.#wires.change({ type: "went", index });
    window.scrollTo({ top: 0 });
    const current = currentItem(this.#page.attempt);
    if (current) bind("said", `${pick(current.section?.title)}. ${t("item.number", { number: current.place })}`);
  }

  /** @param {string} action */
  #act(action) {
    const { index } = this.#page.attempt;
    const current = currentItem(this.#page.attempt);
    if (action === "help") view("help-dialog").show();
    if (!current) return;
    if (action === "next") this.#go(index + 1);
    if (action === "previous") this.#go(index - 1);
    if (action === "doubt") this.#respond({ doubt: !this.#responseTo(current.item.id).doubt });
    if (action === "withdraw") this.#respond({ choice: null });
    if (action === "navigator") view("navigator-dialog").show();
    if (action === "hand-in") view("hand-in-dialog").show();
  }

  /** @param {KeyboardEvent} event */
  #keyPressed(event) {
    const typing = /** @type {Element} */ (event.target).closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
    if (typing || document.querySelector("dialog[open]")) return;
    if (this.#page.screen === "exam") this.#keyInExam(event);
    if (this.#page.screen === "waiting") this.#keyInPractice(event);
  }

  /** @param {KeyboardEvent} event */
  #keyInExam(event) {
    const choices = currentItem(this.#page.attempt)?.item.choices ?? [];
    const action = actionFor(event, choices.length, this.#page.looks.letters);
    if (!action) return;
    event.preventDefault();
    if (action.type === "choose") this.#respond({ choice: choices[action.place].id });
    else this.#act(action.type);
  }

  /** @param {KeyboardEvent} event */
  #keyInPractice(event) {
    const practice = view("practice-item");
    const action = actionFor(event, practice.choiceCount, this.#page.looks.letters);
    if (action?.type === "choose") practice.choosePlace(action.place);
    if (action?.type === "help") this.#act("help");
  }

  /** @param {{size?: string, letters?: boolean}} change */
  #changeLooks(change) {
    this.#page.looks = { ...this.#page.looks, ...change };
    void keep.write("looks", this.#page.looks);
    this.#wires.draw();
  }
}
