/** The line from the public board to this page: the stream applied to the model, opened anew where that helps. */
import { applyMessage, emptyBoard } from "../models/board.js";
import { clockDifference } from "../models/board-clock.js";
import { openStream } from "./stream.js";

/** The server says the time every ten seconds; after this long without a word the line is taken for dead. */
const SILENCE_MS_MAX = 30_000;

/**
 * @typedef {"connecting" | "open" | "away" | "outdated"} LineState
 * @typedef {{board: import("../models/board.js").Board, line: LineState, now: () => number, second: () => void, close: () => void}} BoardLink
 */

/** @param {string} sitting @param {() => void} onChange the board or the line has changed @returns {BoardLink} */
export function linkBoard(sitting, onChange) {
  let board = emptyBoard();
  /** @type {LineState} */
  let line = "connecting";
  /** @type {number | null} */
  let difference = null;
  let heardAt = Date.now();
  let stream = open();

  function open() {
    return openStream(
      `/api/board/${encodeURIComponent(sitting)}/stream`,
      {
        clock: ({ now }) => hear(now),
        snapshot: (message) => take("snapshot", message),
        delta: (message) => take("delta", message),
      },
      { onState: (state) => turn(state) },
    );
  }

  function reopen() {
    stream.close();
    heardAt = Date.now();
    difference = null;
    stream = open();
  }

  /** @param {string} now */
  function hear(now) {
    heardAt = Date.now();
    difference = clockDifference(difference, now, heardAt);
    turn("open");
  }

  /** @param {string} event @param {any} message */
  function take(event, message) {
    heardAt = Date.now();
    board = applyMessage(board, event, message);
    if (board.missed) reopen();
    if (board.outdated) turn("outdated");
    else onChange();
  }

  /** @param {LineState} state a browser that tries again is still away until something was heard */
  function turn(state) {
    const next = board.outdated ? "outdated" : state === "connecting" && line === "away" ? "away" : state;
    if (next === line) return;
    line = next;
    onChange();
  }

  return {
    get board() {
      return board;
    },
    get line() {
      return line;
    },
    now: () => Date.now() + (difference ?? 0),
    second() {
      if (Date.now() - heardAt < SILENCE_MS_MAX) return;
      turn("away");
      reopen();
    },
    close: () => stream.close(),
  };
}
