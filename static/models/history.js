/** What happened to one candidate, newest first: from the server's account, or from the row alone. */

/**
 * `word` is the key of the event's name, `values` what the name needs, `words` what a person wrote.
 * @typedef {{at: string, word: string, values: Record<string, any>, by: string, words: string}} Told
 */

/** How each event of the account is told; one that is not here is told by its own name. */
const TELLING = {
  ProbeCompared: ({ outcome, gate }) => `event.${outcome}${gate && gate !== "arrival" ? "_at" : ""}`,
  ProbeDeferred: () => "event.deferred",
  GateAsked: () => "event.gate_asked",
  GatePassedBy: () => "event.gate_passed_by",
  ReferenceReplaced: () => "event.reference_replaced",
  ReferralDecided: ({ decision }) => `event.${decision}`,
  PinIssued: ({ purpose }) => `event.pin_${purpose}`,
  PinUsed: () => "event.signed_in",
  SignInFailed: () => "event.sign_in_failed",
  WentOut: () => "event.went_out",
  CameBack: () => "event.came_back",
  TerminalConnected: () => "event.connected",
  TerminalDisconnected: () => "event.disconnected",
  TerminalReleased: () => "event.released",
  TerminalReturned: () => "event.returned",
  ServerReturned: () => "event.server_returned",
  TimeLost: () => "event.time_lost",
  AttemptStarted: () => "event.started",
  AttemptPaused: () => "event.paused",
  AttemptResumed: () => "event.resumed",
  TimeGranted: () => "event.time_granted",
  MessageSent: () => "event.message",
  IncidentRecorded: () => "event.incident",
  AttemptFinished: ({ how }) => `event.${how}`,
  FaceFoundElsewhere: () => "event.same_face",
  PictureSeenBefore: () => "event.same_picture",
  OpinionAsked: () => "event.opinion_asked",
  OpinionGiven: () => "event.opinion_given",
};

/** Not persons: the machine's own steps are told without a name. */
const NOBODY = new Set(["candidate", "clock", "rule", ""]);

/**
 * @param {any} row @param {any[] | null} events the account, or null where it could not be read
 * @returns {Told[]}
 */
export function toldEvents(row, events) {
  const told = events === null ? fromRow(row) : events.map(fromAccount);
  return told
    .map((event, at) => ({ event, at }))
    .sort((a, b) => Date.parse(b.event.at) - Date.parse(a.event.at) || b.at - a.at)
    .map(({ event }) => event);
}

function fromAccount(event) {
  return {
    at: event.at,
    word: TELLING[event.type]?.(event) ?? "event.other",
    values: valuesOf(event),
    by: NOBODY.has(event.by ?? "") ? "" : event.by,
    words: event.reason && event.type !== "ProbeCompared" ? event.reason : (event.text ?? event.words ?? event.question ?? ""),
  };
}

function valuesOf(event) {
  return {
    type: event.type,
    gate: event.gate ?? "",
    terminal: event.terminal ?? "",
    distance: event.dissimilarity ?? null,
    minutes: event.seconds === undefined ? 0 : Math.round(event.seconds / 60),
    class: event.incident_class ?? "",
    cause: event.cause ?? "",
    given: event.given_s ?? 0,
  };
}

function fromRow({ comparison, decision, pin_issued_at: pinAt, finished }) {
  const told = [];
  const tell = (at, word, by = "", words = "") => told.push({ at, word: `event.${word}`, values: {}, by, words });
  if (comparison) tell(comparison.at, comparison.outcome);
  if (decision) tell(decision.at, decision.decision, decision.by, decision.reason);
  if (pinAt) tell(pinAt, "pin_arrival");
  if (finished) tell(finished.at, finished.how, "", finished.reason ?? "");
  return told;
}
