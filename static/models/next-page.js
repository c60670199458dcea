/** Where a member of staff goes after signing in. */

const HOME = { proctor: "/desk", committee: "/committee" };

/**
 * The page that asked for the sign-in, if it is one of ours; otherwise the role's own.
 * @param {string} search the address's query, which anyone may have written
 * @param {"proctor" | "committee"} role
 */
export function pageAfterSignIn(search, role) {
  const wished = new URLSearchParams(search).get("next") ?? "";
  return isOurs(wished) ? wished : HOME[role];
}

/** A path of this site; `//host`, `/\host` and schemes lead elsewhere. @param {string} path */
function isOurs(path) {
  return /^\/(?![/\\])[\w\-./?=&%]*$/.test(path) && !path.startsWith("/sign-in");
}
