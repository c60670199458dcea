/** A WebSocket of JSON messages: one object in, one object out, one close. */

/**
 * @typedef {object} Socket
 * @property {(message: object) => boolean} send false when the message did not go out
 * @property {(code?: number) => void} close
 */

/**
 * @param {string} path for example "/ws/terminal"
 * @param {{onOpen: () => void, onMessage: (message: any) => void, onClose: (code: number) => void}} handlers
 *   nothing is called after onClose, and nothing after close()
 * @returns {Socket}
 */
export function openSocket(path, { onOpen, onMessage, onClose }) {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(address);
  let ended = false;

  const end = (/** @type {number} */ code) => {
    if (ended) return;
    ended = true;
    onClose(code);
  };

  socket.onopen = () => !ended && onOpen();
  socket.onclose = (event) => end(event.code);
  socket.onmessage = (event) => {
    if (ended) return;
    const message = parsed(event.data);
    if (message) onMessage(message);
    else socket.close(4400);
  };

  return {
    send(message) {
      if (ended || socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
    // A half-open connection may never confirm its close, so the page hears nothing more from here on.
    close(code = 1000) {
      ended = true;
      socket.close(code);
    },
  };
}

/** @param {unknown} data */
function parsed(data) {
  try {
    const message = JSON.parse(String(data));
    return typeof message?.type === "string" ? message : null;
  } catch {
    return null;
  }
}
