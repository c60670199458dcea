import assert from "node:assert/strict";
import { test } from "node:test";

import { adviceFor } from "../../static/models/advice.js";
import { aRow, seated } from "./rows.js";

for (const [row, advice] of [
  [aRow("1"), "advice.expected"],
  [aRow("1", { admission: "matched" }), "advice.cleared"],
  [aRow("1", { admission: "admitted", pin_issued_at: "2025-03-03T00:20:00Z" }), "advice.cleared_pin"],
  [seated("1", { attempt: "waiting" }), "advice.waiting"],
  [seated("1"), "advice.working"],
  [seated("1", { connected: false }), "advice.disconnected"],
  [seated("1", { attempt: "paused" }), "advice.paused"],
  [seated("1", { admission: "out" }), "advice.out"],
  [aRow("1", { admission: "refused" }), "advice.refused"],
  [seated("1", { attempt: "finished" }), null],
  [aRow("1", { admission: "referred" }), null],
]) {
  test(`${row.admission}, ${row.attempt ?? "no attempt"}, ${row.connected ? "heard" : "not heard"}: ${advice ?? "nothing"}`, () => {
    assert.equal(adviceFor(row, "running"), advice);
  });
}
