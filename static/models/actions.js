/** What a proctor can do to a candidate: to whom it applies, what it asks for, how it is undone. */

/**
 * `asks` names the fields of the dialog; `grave` needs its own confirmation and has no way back;
 * `straight` is done at once, without a dialog, because a toast can undo it.
 */
export const ACTIONS = Object.freeze({
  pause: { asks: ["reason"], undo: "resume", applies: (row) => row.attempt === "running" },
  resume: { asks: [], straight: true, undo: "pause", applies: (row) => row.attempt === "paused" },
  grant_time: { asks: ["minutes", "reason"], applies: hasClock },
  message: { asks: ["text"], applies: sits },
  out: { asks: [], straight: true, undo: "back", applies: (row) => sits(row) && !isOut(row) },
  back: { asks: [], straight: true, undo: "out", applies: isOut },
  move: { asks: ["reason"], applies: sits },
  incident: { asks: ["class", "text"], applies: () => true },
  close: { asks: ["reason"], grave: true, applies: hasClock },
});

export const INCIDENT_CLASSES = Object.freeze(["environment", "candidate", "staff", "technical"]);

/** Minutes offered with one press; any other whole number up to the limit can be typed. */
export const MINUTES_OFFERED = Object.freeze([2, 5, 10, 15]);
export const MINUTES_MAX = 240;

function isOut(row) {
  return row.admission === "out";
}

function hasClock(row) {
  return ["waiting", "running", "paused"].includes(row.attempt);
}

function sits(row) {
  return row.attempt !== "finished" && ["seated", "out"].includes(row.admission);
}

/** Those of the rows to which the action applies now. */
export function applicable(action, rows) {
  return rows.filter((row) => ACTIONS[action].applies(row));
}

/**
 * What is still missing in the dialog, by field.
 * @returns {string[]} names of fields; empty when it can be sent
 */
export function missing(action, fields) {
  return ACTIONS[action].asks.filter((field) => {
    const value = fields[field];
    if (field === "minutes") return !(Number.isInteger(value) && value >= 1 && value <= MINUTES_MAX);
    if (field === "class") return !INCIDENT_CLASSES.includes(value);
    return String(value ?? "").trim() === "";
  });
}

/** The body of `POST …/actions`. The same `request` sent again is done no second time. */
export function requestFor(action, numbers, fields, request) {
  const body = { action, numbers, reason: "", request };
  for (const field of ACTIONS[action].asks) {
    body[field] = field === "minutes" ? fields[field] : String(fields[field]).trim();
  }
  return body;
}

/**
 * The answer to an action, sorted: who it worked for, who not and why, and the new PINs.
 */
export function summarise(results) {
  return {
    done: results.filter((one) => one.ok).map((one) => one.number),
    failed: results.filter((one) => !one.ok).map(({ number, code }) => ({ number, code })),
    pins: results
      .filter((one) => one.ok && one.pin)
      .map(({ number, pin, closes_at }) => ({ number, pin, closes_at: closes_at ?? null })),
  };
}
