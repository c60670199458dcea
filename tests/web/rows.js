/** Builders of room rows for the tests of the desk and the console. */

export function aRow(number, changes = {}) {
  return {
    number,
    name: `Peserta ${number}`,
    formation: "Analis",
    category: "general",
    accommodation: null,
    seat: null,
    birth_date: null,
    admission: "expected",
    attempt: "prepared",
    connected: false,
    last_seen_at: null,
    terminal: null,
    answered: 0,
    in_doubt: 0,
    items: 110,
    deadline_at: null,
    remaining_s: null,
    granted_s: 0,
    comparison: null,
    referred_at: null,
    decision: null,
    photos: { registration: null, arrival: null },
    pin_issued_at: null,
    finished: null,
    total: null,
    incidents: 0,
    version: 1,
    ...changes,
  };
}

export function seated(number, changes = {}) {
  return aRow(number, { admission: "seated", attempt: "running", connected: true, ...changes });
}

export function aComparison(changes = {}) {
  return {
    outcome: "match",
    dissimilarity: 0.31,
    match_at_most: 0.42,
    strong_non_match_from: 0.6,
    strong: false,
    engine: "dlib-resnet-5pt",
    at: "2025-03-03T00:10:00Z",
    reason: null,
    ...changes,
  };
}

export function aSnapshot(rows, changes = {}) {
  return {
    version: 1,
    now: "2025-03-03T00:00:00Z",
    sitting: { id: "S1", phase: "open" },
    reasons: [],
    rows,
    ...changes,
  };
}

/** A small repeatable source of numbers below `n`, for shuffles in tests. */
export function seededBelow(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
