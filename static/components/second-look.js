/** Both photos as large as the screen allows: side by side or in turn, with one zoom for both. */
import { icon } from "../lib/icon.js";
import { t } from "../lib/i18n.js";
import { html } from "../lib/html.js";
import { photoFigure } from "./photo-figure.js";
import { look, lookAfter } from "../models/second-look.js";

/** `show(row)` opens it; `row.captions` say whose pictures they are. Dispatches "marks-wanted" {url, answer} for eyes and nose. */
export class SecondLook extends HTMLElement {
  #look = look();
  #marked = false;

  /** @param {any} row */
  show(row) {
    this.#look = look();
    this.#marked = false;
    this.replaceChildren(dialogFor(row));
    const dialog = this.#dialog();
    dialog.addEventListener("close", () => this.replaceChildren());
    dialog.addEventListener("click", this.#press);
    dialog.addEventListener("keydown", this.#key);
    dialog.addEventListener("input", this.#slide);
    dialog.addEventListener("pointerdown", this.#drag);
    dialog.showModal();
    this.#draw();
  }

  #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  #do(/** @type {any} */ event) {
    this.#look = lookAfter(this.#look, event);
    this.#draw();
  }

  #draw() {
    const { zoom, x, y, inTurn, shown } = this.#look;
    const dialog = this.#dialog();
    dialog.style.setProperty("--zoom", String(zoom));
    dialog.style.setProperty("--x", `${x * 100}%`);
    dialog.style.setProperty("--y", `${y * 100}%`);
    dialog.dataset.inTurn = String(inTurn);
    dialog.dataset.shown = shown;
    /** @type {HTMLInputElement} */ (dialog.querySelector("[data-zoom]")).value = String(zoom);
    dialog.querySelector("[data-do=in-turn]")?.setAttribute("aria-pressed", String(inTurn));
  }

  #press = (/** @type {Event} */ event) => {
    const wanted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
    if (wanted?.dataset.do === "close") this.#dialog().close();
    else if (wanted?.dataset.do === "marks") this.#mark();
    else if (wanted) this.#do({ type: wanted.dataset.do });
  };

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (/** @type {Element} */ (event.target).matches("input") && event.key.startsWith("Arrow")) return;
    const type = KEYS[event.key];
    if (!type || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (type === "marks") this.#mark();
    else this.#do({ type });
  };

  /** Eyes and nose as the engine saw them, drawn over each picture; asked for once. */
  #mark() {
    this.#marked = !this.#marked;
    const dialog = this.#dialog();
    dialog.dataset.marked = String(this.#marked);
    dialog.querySelector("[data-do=marks]")?.setAttribute("aria-pressed", String(this.#marked));
    for (const picture of /** @type {NodeListOf<HTMLImageElement>} */ (dialog.querySelectorAll("img.photo"))) {
      if (picture.nextElementSibling) continue;
      picture.after(html`<svg class="second-look__marks" aria-hidden="true"></svg>`);
      const answer = (/** @type {Array<[number, number]>} */ points) => draw(picture, points);
      const detail = { url: picture.getAttribute("src"), answer };
      this.dispatchEvent(new CustomEvent("marks-wanted", { bubbles: true, detail }));
    }
  }

  #slide = (/** @type {Event} */ event) => {
    this.#do({ type: "zoom", zoom: Number(/** @type {HTMLInputElement} */ (event.target).value) });
  };

  #drag = (/** @type {PointerEvent} */ event) => {
    const picture = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".photo"));
    if (!picture) return;
    event.preventDefault();
    const { offsetWidth: width, offsetHeight: height } = picture;
    const move = (/** @type {PointerEvent} */ moved) =>
      this.#do({ type: "pan", x: moved.movementX / width, y: moved.movementY / height });
    picture.setPointerCapture(event.pointerId);
    picture.addEventListener("pointermove", move);
    picture.addEventListener("lostpointercapture", () => picture.removeEventListener("pointermove", move), { once: true });
  };
}

const KEYS = {
  f: "in-turn",
  F: "in-turn",
  m: "marks",
  M: "marks",
  " ": "flip",
  "+": "closer",
  "=": "closer",
  "-": "farther",
  0: "whole",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** In the picture's own pixels, over the picture: both are fitted into the same frame alike. */
function draw(/** @type {HTMLImageElement} */ picture, /** @type {Array<[number, number]>} */ points) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  const marks = picture.nextElementSibling;
  if (!marks || points.length < 3 || !width) return;
  const [left, right, nose] = points.map(([x, y]) => [x * width, y * height]);
  const size = Math.hypot(right[0] - left[0], right[1] - left[1]) / 14;
  marks.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const dot = ([x, y]) => html`<svg><circle cx="${x}" cy="${y}" r="${size}"></circle></svg>`.firstChild?.firstChild;
  const line = html`<svg><path d="M${left.join(" ")}L${right.join(" ")}L${nose.join(" ")}Z"></path></svg>`.firstChild?.firstChild;
  marks.replaceChildren(...[line, ...[left, right, nose].map(dot)].filter((each) => each != null));
}

function dialogFor(row) {
  return html`<dialog class="dialog second-look" aria-labelledby="second-look-heading" data-shown="registration">
    <div class="second-look__bar">
      <h2 id="second-look-heading" class="second-look__name">${row.name} <span class="quiet">${row.number}</span></h2>
      <button type="button" class="button" data-do="in-turn" aria-pressed="false" autofocus>${icon("refresh")}${t("photo.in_turn")} <kbd>F</kbd></button>
      <button type="button" class="button second-look__flip" data-do="flip">${icon("move")}${t("photo.flip")} <kbd>${t("key.space")}</kbd></button>
      <button type="button" class="button" data-do="marks" aria-pressed="false">${icon("face")}${t("photo.marks")} <kbd>M</kbd></button>
      <label class="second-look__zoom">${icon("zoom-in")}<span class="visually-hidden">${t("photo.zoom")}</span>
        <input type="range" min="1" max="5" step="0.25" value="1" data-zoom></label>
      <button type="button" class="button" data-do="close">${icon("cross")}${t("action.close")}</button>
    </div>
    <div class="second-look__photos">${photoFigure("registration", row.photos.registration, row.captions?.registration)}${row.photos.now ? photoFigure("now", row.photos.now) : photoFigure("arrival", row.photos.arrival, row.captions?.arrival)}</div>
  </dialog>`;
}

export function defineSecondLook() {
  customElements.define("second-look", SecondLook);
}
