/** A proctor's hand: one candidate before the camera, step by step; and the pictures that wait for the network. */
import { gateForPicture } from "./gate.js";

/**
 * @typedef {"list" | "out" | "camera" | "comparing" | "retake" | "deciding"} Step
 * @typedef {{step: Step, number: string | null, gate: string, findings: ReadonlyArray<{code: string}>, error: string | null}} Hand
 * @typedef {{number: string, gate: string, picture: Blob, accept: boolean, watch?: string}} Waiting
 */

/** @returns {Hand} */
export function handAtRest() {
  return { step: "list", number: null, gate: "arrival", findings: [], error: null };
}

/** @param {Hand} hand @param {any} event @returns {Hand} */
export function handAfter(hand, event) {
  switch (event.type) {
    case "found":
      return { ...handAtRest(), number: event.row.number, gate: gateForPicture(event.row), step: startOf(event.row) };
    case "camera":
      return { ...hand, step: "camera", findings: [], error: null };
    case "decide":
      return { ...hand, step: "deciding", error: null };
    case "sent":
      return { ...hand, step: "comparing", error: null };
    case "compared":
      return event.number === hand.number ? compared(hand, event.answer) : hand;
    case "failed":
      return event.number === hand.number ? { ...hand, step: hand.step === "comparing" ? "camera" : hand.step, error: event.words } : hand;
    case "back":
      return handAtRest();
    default:
      return hand;
  }
}

/** Who is out comes back first; whom a machine referred with a picture in hand is decided on; everybody else is photographed. */
function startOf(row) {
  if (row.admission === "out" && row.attempt !== "finished") return "out";
  const pictured = row.referral && row.referral.reason !== "no_camera" && row.comparison;
  return pictured || row.admission === "referred" ? "deciding" : "camera";
}

/** @param {Hand} hand @param {any} answer @returns {Hand} */
function compared(hand, answer) {
  if (answer.outcome === "retake") return { ...hand, step: "retake", findings: answer.findings ?? [] };
  return answer.outcome === "referred" ? { ...hand, step: "deciding" } : handAtRest();
}

/**
 * Whether a picture that could not be sent waits on: without a network, while the server is away, and until somebody signs in again.
 * @param {{status?: number}} error
 */
export function waitsOn({ status }) {
  return status === 0 || status === 401 || status === 429 || Number(status) >= 500;
}

/** A newer picture of the same person at the same gate takes the place of the older one. @param {readonly Waiting[]} waiting @param {Waiting} picture */
export function withPicture(waiting, picture) {
  return [...waiting.filter(({ number, gate }) => number !== picture.number || gate !== picture.gate), picture];
}
