import assert from "node:assert/strict";
import { test } from "node:test";
import { pageAfterSignIn } from "../../static/models/next-page.js";

test("a proctor goes to the desk and the committee to its page", () => {
  assert.equal(pageAfterSignIn("", "proctor"), "/desk");
  assert.equal(pageAfterSignIn("", "committee"), "/committee");
});

test("the page that asked for the sign-in comes back with its query", () => {
  const search = `?next=${encodeURIComponent("/console?sitting=s1")}`;
  assert.equal(pageAfterSignIn(search, "proctor"), "/console?sitting=s1");
});

test("an address that leads elsewhere is not followed", () => {
  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "desk", "/a:b", "/sign-in?next=/desk"]) {
    assert.equal(pageAfterSignIn(`?next=${encodeURIComponent(next)}`, "proctor"), "/desk", next);
  }
});
