/** One sitting's room over the wire: its snapshot, the rows that change, and the server's clock. */
import { applyRow, applyRows, applySitting, applySnapshot, emptyRoom } from "../models/room.js";
import { openStream } from "./stream.js";

/** The server says something at least every 15 s; after two times of silence the line is dead. */
const SILENCE_MS = 32_000;

/**
 * @typedef {import("../models/room.js").Room} Room
 * @typedef {"connecting" | "open" | "away"} LinkState
 * @typedef {object} RoomLink
 * @property {() => Room} room
 * @property {() => number} nowMs the server's clock, carried on by this machine's between messages
 * @property {(row: any) => void} take the row in the answer to an action
 * @property {() => void} close
 */

/**
 * @param {string} sitting
 * @param {{onRoom: (room: Room) => void, onState: (state: LinkState, since?: Date) => void}} handlers
 * @returns {RoomLink}
 */
export function linkRoom(sitting, { onRoom, onState }) {
  let room = emptyRoom();
  let aheadMs = 0;
  const become = (/** @type {Room} */ next) => {
    room = next;
    onRoom(room);
  };
  const heard = (/** @type {(data: any) => Room} */ apply) => (/** @type {any} */ data) => {
    if (data.now) aheadMs = Date.parse(data.now) - Date.now();
    become(apply(data));
  };
  const stream = openStream(
    `/api/sittings/${encodeURIComponent(sitting)}/room/stream`,
    {
      snapshot: heard((data) => applySnapshot(room, data)),
      rows: heard((data) => applyRows(room, data)),
      sitting: heard((data) => applySitting(room, data)),
      heartbeat: (data) => (aheadMs = Date.parse(data.now) - Date.now()),
    },
    { onState, silenceMs: SILENCE_MS },
  );
  return {
    room: () => room,
    nowMs: () => Date.now() + aheadMs,
    take: (row) => become(applyRow(room, row)),
    close: () => stream.close(),
  };
}
