/**
 * One window of this browser sits at the attempt: a second one asks before it takes over, and the first one then knows.
 *
 * The server's fence decides between terminals; this is for two tabs, which share cookie and store. Where the browser has
 * no locks (no secure context) the fence is all there is.
 */

const LOCK = "terminal";
/** A page that is being loaded again gives its lock back within this time. */
const WAIT_MS = 1500;

export class TabSeat {
  #mine = false;

  /**
   * @param {{steal: boolean, onLost: () => void}} how `steal`: take it from the window that has it
   * @returns {Promise<boolean>} whether this window has the seat
   */
  take({ steal, onLost }) {
    const locks = globalThis.navigator?.locks;
    if (!locks || this.#mine) return Promise.resolve(true);
    return new Promise((resolve) => {
      const options = steal ? { steal } : { signal: AbortSignal.timeout(WAIT_MS) };
      const held = () => {
        this.#mine = true;
        resolve(true);
        return new Promise(() => {}); // until the page is gone
      };
      locks.request(LOCK, options, held).catch(() => {
        if (this.#mine) onLost();
        else resolve(false);
        this.#mine = false;
      });
    });
  }
}
