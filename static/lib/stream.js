/** Server-sent events that come back by themselves, with their state told to the page. */

/** The browser gives up for good on an HTTP error; we do not, and wait no longer than this. */
const RETRY_MS_MAX = 10_000;

/**
 * @param {string} url
 * @param {Record<string, (data: any, event: MessageEvent) => void>} handlers one per event name; data is parsed JSON
 * @param {{onState?: (state: "connecting" | "open" | "away") => void}} [options]
 * @returns {{close: () => void}}
 */
export function openStream(url, handlers, { onState = () => {} } = {}) {
  /** @type {EventSource | null} */
  let source = null;
  let wait = 500;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const open = () => {
    onState("connecting");
    source = new EventSource(url);
    source.onopen = () => {
      wait = 500;
      onState("open");
    };
    source.onerror = () => {
      onState("away");
      if (source?.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, wait);
        wait = Math.min(wait * 2, RETRY_MS_MAX);
      }
    };
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handler(JSON.parse(event.data), event));
    }
  };

  open();
  return {
    close() {
      clearTimeout(timer);
      source?.close();
    },
  };
}
