/** Who is signed in at a page for staff, and which of the sittings the page is about. */
import { ApiError, getJson } from "./api.js";

/** @returns {Promise<any>} the staff member; where nobody is signed in the page leaves for the sign-in */
export async function signedInStaff() {
  try {
    return (await getJson("/api/staff/me")).staff;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    leaveForSignIn();
    return new Promise(() => {});
  }
}

/** A line that is gone may mean that the sign-in ran out: then the page leaves for the sign-in. */
export async function stillSignedIn() {
  await signedInStaff().catch(() => null);
}

function leaveForSignIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/** @returns {Promise<any[]>} sittings, the nearest to work on first */
export async function readSittings() {
  const { sittings } = await getJson("/api/sittings");
  return sittings;
}

/** The sitting the address names. */
export function sittingInAddress() {
  return new URLSearchParams(location.search).get("sitting");
}

/** A reload, and a copied address, lead to the same sitting. @param {string} id */
export function rememberSitting(id) {
  const address = new URL(location.href);
  address.searchParams.set("sitting", id);
  history.replaceState(null, "", address);
}
