/** A second look at two photos: one zoom and one place for both, side by side or in turn. */

const ZOOM_MAX = 5;
const ZOOM_STEP = 0.5;
const PAN_STEP = 0.05;

/**
 * `x` and `y` are where the pictures are shifted to, in shares of a picture.
 * @typedef {{zoom: number, x: number, y: number, inTurn: boolean, shown: "registration" | "arrival"}} Look
 */

/** @returns {Look} */
export function look() {
  return { zoom: 1, x: 0, y: 0, inTurn: false, shown: "registration" };
}

/** @param {Look} state @param {any} event @returns {Look} */
export function lookAfter(state, event) {
  switch (event.type) {
    case "in-turn":
      return { ...state, inTurn: !state.inTurn };
    case "flip":
      return { ...state, inTurn: true, shown: state.shown === "arrival" ? "registration" : "arrival" };
    case "zoom":
      return inside({ ...state, zoom: event.zoom });
    case "closer":
      return inside({ ...state, zoom: state.zoom + ZOOM_STEP });
    case "farther":
      return inside({ ...state, zoom: state.zoom - ZOOM_STEP });
    case "whole":
      return inside({ ...state, zoom: 1 });
    case "pan":
      return inside({ ...state, x: state.x + event.x, y: state.y + event.y });
    case "left":
      return inside({ ...state, x: state.x + PAN_STEP });
    case "right":
      return inside({ ...state, x: state.x - PAN_STEP });
    case "up":
      return inside({ ...state, y: state.y + PAN_STEP });
    case "down":
      return inside({ ...state, y: state.y - PAN_STEP });
    default:
      return state;
  }
}

/** The pictures always fill their frames: nobody gets lost beside a face. */
function inside(state) {
  const zoom = between(1, state.zoom, ZOOM_MAX);
  const room = (zoom - 1) / 2;
  return { ...state, zoom, x: between(-room, state.x, room), y: between(-room, state.y, room) };
}

function between(least, value, most) {
  return Math.min(most, Math.max(least, value));
}
