/** Server-sent events that come back by themselves, with their state told to the page. */

/** The browser gives up for good on an HTTP error; we do not, and wait no longer than this. */
const RETRY_MS_MAX = 10_000;

/**
 * @param {string} url
 * @param {Record<string, (data: any, event: MessageEvent) => void>} handlers one per event name; data is parsed JSON
 * @param {{onState?: (state: "connecting" | "open" | "away", since?: Date) => void, silenceMs?: number}} [options]
 *   `silenceMs`: a line on which nothing came for so long is dead, whatever the browser says, and opened anew; `since` is when it was last heard
 * @returns {{close: () => void}}
 */
export function openStream(url, handlers, { onState = () => {}, silenceMs = 0 } = {}) {
  /** @type {EventSource | null} */
  let source = null;
  let wait = 500;
  let heardAt = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let watch;

  const watchAnew = () => {
    clearTimeout(watch);
    if (silenceMs > 0) watch = setTimeout(giveUp, silenceMs);
  };
  const heard = () => {
    heardAt = Date.now();
    watchAnew();
  };
  const giveUp = () => {
    source?.close();
    onState("away", new Date(heardAt));
    openLater();
  };
  const openLater = () => {
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, RETRY_MS_MAX);
  };

  const open = () => {
    onState("connecting");
    watchAnew();
    source = new EventSource(url);
    source.onopen = () => {
      wait = 500;
      heard();
      onState("open");
    };
    source.onerror = () => {
      onState("away");
      if (source?.readyState === EventSource.CLOSED) openLater();
    };
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => {
        heard();
        handler(JSON.parse(event.data), event);
      });
    }
  };

  open();
  return {
    close() {
      clearTimeout(timer);
      clearTimeout(watch);
      source?.close();
    },
  };
}
