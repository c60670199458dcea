/** Following a face with the server: at a terminal nothing is sent where nothing is followed. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { LiveWatch } from "../../static/lib/live-watch.js";

const asked = [];
globalThis.document = /** @type {any} */ ({ hidden: false });

/** @param {(url: string) => [number, unknown]} answer */
function server(answer) {
  asked.length = 0;
  globalThis.fetch = /** @type {any} */ (async (url) => {
    asked.push(String(url));
    const [status, body] = answer(String(url));
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  });
}

/** @type {LiveWatch | null} */
let watch = null;
afterEach(() => watch?.stop());

/** A terminal's watch until it says why it is alone, or has `views` views. */
function followed(views = 1, begun = null) {
  return new Promise((resolve) => {
    const seen = [];
    watch = new LiveWatch({
      whom: { base: "/api/terminal/gate", gate: "seat" },
      frame: async () => new Blob(["frame"]),
      camera: () => "Webcam",
      everyMs: 0,
      needsName: true,
      begun,
      tell: (view) => {
        if (view && seen.push(view) === views) resolve({ seen });
      },
      alone: (why, policy) => resolve({ why, policy, seen }),
    });
    watch.start();
  });
}

const error = (code, detail = {}) => ({ error: { code, detail } });

test("where the exam looks for nothing, no frame leaves the terminal", async () => {
  server(() => [200, { watch: null, policy: "off", view: null }]);
  assert.equal((await followed()).why, "off");
  assert.deepEqual(asked, ["/api/terminal/gate/live"]);
});

test("while others are followed the terminal is told so, with what the exam asks for", async () => {
  server(() => [503, error("faces_busy", { policy: "challenge" })]);
  const { why, policy } = await followed();
  assert.deepEqual([why, policy, asked.length], ["busy", "challenge", 1]);
});

test("after tries enough nothing is asked for any more", async () => {
  server(() => [409, error("live_tries_over")]);
  assert.equal((await followed()).why, "live_tries_over");
  assert.equal(asked.length, 1);
});

test("a look that is followed is fed frame by frame under its name and gate", async () => {
  const view = { findings: [], face: null, asked: "left", share: 0.2, outcome: null, noticed: [] };
  server((url) => (url.endsWith("/live") ? [200, { watch: "w1", policy: "challenge", view }] : [200, view]));
  const { seen } = await followed(3);
  assert.equal(seen.length, 3);
  assert.equal(asked[1], "/api/terminal/gate/live/w1?gate=seat");
});

test("a look that the server follows already is not begun a second time, and its first view is told", async () => {
  const view = { findings: [], face: null, asked: "centre", share: 0, outcome: null, noticed: [] };
  server(() => [200, { ...view, asked: "right" }]);
  const { seen } = await followed(2, { watch: "w2", view });
  assert.deepEqual(seen.map(({ asked: way }) => way), ["centre", "right"]);
  assert.ok(asked[0].startsWith("/api/terminal/gate/live/w2?"), asked[0]);
});

test("where it was said already that nothing is looked for, nothing is asked or sent", async () => {
  server(() => [500, error("internal")]);
  assert.equal((await followed(1, { watch: null, view: null })).why, "off");
  assert.deepEqual(asked, []);
});

test("at a desk without such a rule, the hints are asked for the candidate who stands there", async () => {
  const view = { findings: [{ code: "glasses_added", advice: true }], face: null };
  server((url) => (url.endsWith("/live") ? [200, { watch: null, policy: "off", view: null }] : [200, view]));
  const base = "/api/sittings/s1/candidates/001";
  const told = await new Promise((resolve) => {
    watch = new LiveWatch({ whom: { base, gate: "arrival" }, frame: async () => new Blob(["frame"]), camera: () => "", everyMs: 0, tell: resolve });
    watch.start();
  });
  assert.deepEqual(told, view);
  assert.deepEqual(asked.slice(0, 2), [`${base}/live`, `${base}/hints?gate=arrival`]);
});
