/**
 * What the page `verify` finds, for tests in Python: reads {folder, keys, claims: [{fragment} or {content}]} from its
 * standard input, and writes what it found of each. `folder` null is a log that cannot be reached.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { utf8 } from "../../static/models/bytes.js";
import { claimOf, claimOfFragment } from "../../static/models/claim.js";
import { verifyEd25519 } from "../../static/models/ed25519.js";
import { parseKeys } from "../../static/models/note.js";
import { LogProblem, PublicLog } from "../../static/models/public-log.js";
import { check } from "../../static/models/verify.js";

const { folder, keys: text, claims } = JSON.parse(readFileSync(0, "utf8"));
const keys = parseKeys(text) ?? [];

/** @param {string} path */
async function read(path) {
  try {
    return new Uint8Array(readFileSync(join(folder, path)));
  } catch {
    return null;
  }
}

/** @param {{fragment?: string, content?: string}} each */
async function answer({ fragment, content }) {
  const claim = fragment === undefined ? claimOf(utf8(content ?? "")) : claimOfFragment(fragment);
  if (claim === null) return { verdict: "wrong", code: "nothing", checks: [] };
  try {
    const log = folder === null ? null : await PublicLog.open(read, keys, verifyEd25519);
    return await check(claim, { keys, log, verify: verifyEd25519 });
  } catch (problem) {
    if (!(problem instanceof LogProblem)) throw problem;
    return { verdict: "wrong", code: `log: ${problem.code}`, checks: [] };
  }
}

const found = [];
for (const each of claims) found.push(await answer(each));
process.stdout.write(JSON.stringify(found));
