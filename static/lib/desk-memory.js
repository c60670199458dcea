/** What a desk keeps to itself: which camera it uses, and whether it takes the picture without being asked. */

const CAMERA = "desk-camera";
const BY_ITSELF = "desk-camera-by-itself";

/** @returns {string | undefined} */
export function remembered() {
  return read(CAMERA) ?? undefined;
}

/** @param {string} deviceId */
export function remember(deviceId) {
  write(CAMERA, deviceId);
}

/** Whether the picture is taken when everything is right; the key takes it sooner in any case. */
export function byItself() {
  return read(BY_ITSELF) === "on";
}

/** @param {boolean} on */
export function keepItself(on) {
  write(BY_ITSELF, on ? "on" : "off");
}

/** @param {string} name */
function read(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} value */
function write(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The choice then holds for this page only, or not at all.
  }
}
