/** Reads a QR code with the camera, where the browser can: it needs a detector of its own and a secure page. */

/** Several looks a second are enough for a hand that holds a paper still. */
const LOOK_EVERY_MS = 250;

/** @returns {any} */
function detectorClass() {
  return /** @type {any} */ (globalThis).BarcodeDetector;
}

/** Whether this page may and can. */
export async function canScan() {
  const policy = /** @type {any} */ (document).featurePolicy;
  if (!detectorClass() || !navigator.mediaDevices?.getUserMedia || policy?.allowsFeature("camera") === false) return false;
  const formats = await detectorClass().getSupportedFormats().catch(() => []);
  return formats.includes("qr_code");
}

/**
 * Shows the camera in `video` until a code is read or `signal` ends it; null then. Throws where the camera is denied.
 * @param {HTMLVideoElement} video @param {AbortSignal} signal @returns {Promise<string | null>}
 */
export async function scan(video, signal) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const detector = new (detectorClass())({ formats: ["qr_code"] });
  try {
    video.srcObject = stream;
    await video.play();
    while (!signal.aborted) {
      const [code] = await detector.detect(video).catch(() => []);
      if (code?.rawValue) return code.rawValue;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
