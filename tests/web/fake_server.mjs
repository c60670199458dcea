/** A model of the server's side of one attempt, and of a link that cuts, delays and repeats. For the tests. */

/** One attempt as docs/protocol.md tells it. */
export class FakeServer {
  journal = [];
  connection = null;
  connections = 0;
  phase = "running";
  items = new Set(["a", "b", "c", "d", "e", "f"]);
  refuseWith = null;
  sockets = new Map();

  get lastSeq() {
    return this.journal.length;
  }

  get responses() {
    return Object.fromEntries(this.journal.map((entry) => [entry.item, entry]));
  }

  /** @param {(code: number) => void} [replace] called when a newer connection takes over */
  connect(replace = () => {}) {
    this.sockets.get(this.connection)?.(4409);
    this.connection = `c-${(this.connections += 1)}`;
    this.sockets.set(this.connection, replace);
    return {
      type: "welcome",
      protocol: 1,
      connection: this.connection,
      now: "2024-10-16T01:00:00.000Z",
      attempt: { phase: this.phase, last_seq: this.lastSeq, deadline_at: "2024-10-16T02:40:00.000Z", remaining_s: null, granted_s: 0 },
      responses: this.responses,
      start_at: null,
    };
  }

  respond(connection, { seq, item, choice, doubt }) {
    const refuse = (code) => ({ type: "refused", seq, code, last_seq: this.lastSeq });
    if (connection !== this.connection) return refuse("replaced");
    if (seq <= this.lastSeq) {
      const recorded = this.responses[item];
      if (!recorded || recorded.seq < seq) return refuse("seq_conflict");
      if (recorded.seq === seq && (recorded.choice !== choice || recorded.doubt !== doubt)) return refuse("seq_conflict");
      return { type: "acknowledged", seq };
    }
    if (this.phase === "paused") return refuse("paused");
    if (this.refuseWith) return refuse(this.refuseWith);
    if (seq > this.lastSeq + 1) return refuse("seq_gap");
    if (!this.items.has(item)) return refuse("unknown_item");
    this.journal.push({ seq, item, choice, doubt });
    return { type: "acknowledged", seq };
  }

  respondAll(connection, responses) {
    const refused = [];
    for (const response of responses) {
      const answer = this.respond(connection, response);
      if (answer.code === "replaced") throw Object.assign(new Error("replaced"), { code: "replaced", status: 409 });
      if (answer.type === "refused") refused.push({ seq: answer.seq, code: answer.code, last_seq: answer.last_seq });
    }
    return { acknowledged: this.lastSeq, refused };
  }
}

/** Random numbers that come again (mulberry32). @param {number} seed */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Time moved by hand, with deeds that become due. */
export class HandClock {
  now = 0;
  #due = [];

  later(wait, deed) {
    this.#due.push({ at: this.now + wait, deed });
  }

  /** @param {number} milliseconds */
  async advance(milliseconds) {
    this.now += milliseconds;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= this.now).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      next.deed();
      await settled();
    }
    await settled();
  }
}

/** Let promises run. */
export async function settled() {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
}

/** A store that survives the page. */
export class MemoryKeep {
  values = new Map();
  async read(name) {
    return JSON.parse(this.values.get(name) ?? "null");
  }
  async write(name, value) {
    this.values.set(name, JSON.stringify(value));
    return true;
  }
  async forget(name) {
    this.values.delete(name);
  }
}

/**
 * The line between a TerminalLink and a FakeServer. `loss` is the chance that a message or request never arrives;
 * a lost message cuts the socket, because TCP does not lose single messages. Requests may be lost before or after
 * they took effect.
 */
export class FakeLine {
  socketsAllowed = true;
  httpAllowed = true;
  loss = 0;
  /** Whatever the terminal sends over a socket is lost, and with it the socket. */
  losesUpward = false;
  current = null;
  sent = [];

  constructor(server, clock, random) {
    this.server = server;
    this.clock = clock;
    this.random = random;
  }

  cut(code = 1006) {
    this.current?.cut(code);
  }

  openSocket = (_path, { onOpen, onMessage, onClose }) => {
    const line = { open: true, connection: null };
    const cut = (code) => {
      if (!line.open) return;
      line.open = false;
      this.clock.later(1, () => onClose(code));
    };
    const down = (message) => {
      if (!line.open) return;
      if (this.random() < this.loss) return cut(1006);
      this.clock.later(5, () => line.open && onMessage(message));
    };
    const up = (message) => {
      if (!line.open) return;
      if (this.losesUpward || this.random() < this.loss) return cut(1006);
      this.clock.later(5, () => this.#arrive(line, message, down, cut));
    };
    line.cut = cut;
    this.current = line;
    this.clock.later(2, () => (this.socketsAllowed ? line.open && onOpen() : cut(1006)));
    return {
      send: (message) => {
        this.sent.push(message);
        up(message);
        return line.open;
      },
      close: () => {
        line.open = false;
      },
    };
  };

  // What was sent before a cut may still arrive: only the answers are lost.
  #arrive(line, message, down, cut) {
    if (message.type === "hello") {
      const welcome = this.server.connect(cut);
      line.connection = welcome.connection;
      down(welcome);
    } else if (message.type === "respond") down(this.server.respond(line.connection, message));
    else if (message.type === "ping") down({ type: "pong", now: "2024-10-16T01:00:00.000Z" });
    else if (message.type === "hand_in") down({ type: "finished", outcome: { total: 1 } });
  }

  postJson = (url, body) => {
    if (url.endsWith("/ticket")) return this.#request(() => ({ ticket: "t" }));
    if (url.endsWith("/connect")) return this.#request(() => ({ welcome: this.server.connect() }));
    if (url.endsWith("/responses")) return this.#request(() => this.server.respondAll(body.connection, body.responses));
    if (url.endsWith("/hand-in")) return this.#request(() => ({ outcome: { total: 1 } }));
    throw new Error(url);
  };

  getJson = (url) => {
    if (url.endsWith("/form")) return this.#request(() => ({ digest: "f", sections: [], items: [] }));
    return this.#request(() => ({
      attempt: { phase: this.server.phase, last_seq: this.server.lastSeq, deadline_at: null, granted_s: 0 },
      sitting: { start_at: null },
      now: "2024-10-16T01:00:00.000Z",
    }));
  };

  #request(deed) {
    const before = !this.httpAllowed || this.random() < this.loss;
    const after = this.random() < this.loss;
    return new Promise((resolve, reject) => {
      const lost = () => reject(Object.assign(new Error("unreachable"), { code: "unreachable", status: 0 }));
      this.clock.later(10, () => {
        if (before) return lost();
        try {
          const answer = deed();
          if (after) lost();
          else resolve(answer);
        } catch (error) {
          reject(error);
        }
      });
    });
  }
}
