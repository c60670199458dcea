/** The browser's cameras: opening one, naming them all, and taking a bounded JPEG from a picture. */

/** The longer side of a picture that leaves the browser: more does not help a comparison. */
export const SIDE_MAX_PX = 1600;
/** Live hints need little: this keeps them a few a second on a room's network. */
export const HINT_SIDE_MAX_PX = 640;
const WISHED = { width: { ideal: 1280 }, height: { ideal: 960 } };

/** @typedef {"insecure" | "denied" | "absent" | "busy" | "failed"} CameraProblemCode */

export class CameraProblem extends Error {
  /** @param {CameraProblemCode} code */
  constructor(code) {
    super(code);
    this.name = "CameraProblem";
    this.code = code;
  }
}

/** @type {Record<string, CameraProblemCode>} */
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "busy",
  AbortError: "busy",
};

/**
 * @param {string} [deviceId] the camera to take; without it, or when it is gone, the browser's own choice
 * @param {string} [facing] the side to prefer where there is a choice: "environment" or "user"
 * @returns {Promise<MediaStream>}
 */
export async function openCamera(deviceId, facing = "") {
  // Browsers hide the cameras from pages that did not come over TLS or from this machine.
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new CameraProblem(window.isSecureContext ? "absent" : "insecure");
  }
  try {
    if (deviceId) return await open({ ...WISHED, deviceId: { exact: deviceId } });
    return await open(facing ? { ...WISHED, facingMode: { ideal: facing } } : WISHED);
  } catch (error) {
    if (deviceId && problemOf(error) === "absent") return openCamera(undefined, facing);
    throw new CameraProblem(problemOf(error));
  }
}

/** @param {MediaTrackConstraints} video */
function open(video) {
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

/** @param {unknown} error @returns {CameraProblemCode} */
function problemOf(error) {
  return PROBLEMS[/** @type {any} */ (error)?.name] ?? "failed";
}

/** @param {MediaStream | null} stream */
export function closeCamera(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Which camera a stream comes from, and whether it looks away from the screen (then nothing is mirrored). */
export function cameraOf(stream) {
  const { deviceId = "", facingMode = "" } = stream.getVideoTracks()[0]?.getSettings() ?? {};
  return { deviceId, looksAway: facingMode === "environment" };
}

/** Names are known once a camera was allowed. @returns {Promise<{id: string, label: string}[]>} */
export async function listCameras() {
  const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return devices
    .filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/**
 * What is to be seen now, on a canvas of bounded size. Never mirrored: the server compares people as they are.
 * @param {HTMLVideoElement | ImageBitmap} source @param {number} [sideMax]
 */
export function still(source, sideMax = SIDE_MAX_PX) {
  const [width, height] =
    source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  const scale = Math.min(1, sideMax / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @param {number} [quality] @returns {Promise<Blob>} */
export function jpegOf(canvas, quality = 0.92) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new CameraProblem("failed"))), "image/jpeg", quality);
  });
}
