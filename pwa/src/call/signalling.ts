/**
 * Our end of signalling/PROTOCOL.md: one session that outlives its sockets. Says hello, resumes, sends again what was not
 * acknowledged, drops what came twice, and comes back on its own as long as the page is visible. Knows nothing of media.
 */
import type { FromServer, Heard, Lasting, Passing, Replayed, Resumed, Welcome } from "./messages";
import { browserPage, type Page } from "./page";
import { afterClose, pauseBefore } from "./reconnect";

export type SignallingState =
  | "connecting"
  | "connected"
  | "reconnecting"
  /** The same person opened the call elsewhere. */
  | "replaced"
  | "ended"
  /** Not admitted, also not with a new token. */
  | "refused"
  /** The page is older or newer than the server. */
  | "outdated"
  | "full";

export interface SignallingOptions {
  url: string;
  /** Asks the application for a new token. */
  token: () => Promise<string>;
  onmessage: (message: Heard) => void;
  onstate: (state: SignallingState, cause?: unknown) => void;
  socket?: (url: string) => WebSocket;
  random?: () => number;
  page?: Page;
}

interface Session {
  room: string;
  session: string;
  key: string;
}

const replyDeadline = 2000;
const connectDeadline = 10_000;
const ackEvery = 16;
const ackWithin = 1500;
const aboutMedia = new Set(["offer", "answer", "candidates"]);

export class SignallingClient {
  state: SignallingState = "connecting";
  /** The last round trip to the server, in milliseconds. */
  roundTrip: number | null = null;

  readonly #options: SignallingOptions;
  readonly #page: Page;
  #socket: WebSocket | null = null;
  #hasGreeted = false;
  #isWelcome = false;
  #isOver = false;
  #isFetching = false;
  #session: Session | null = null;
  #token: string | null = null;
  #refusals = 0;
  #attempt = 0;
  #seq = 0;
  #ackedSeq = 0;
  #cid = 0;
  #unacknowledged = new Map<number, Lasting>();
  #pingSeconds = 10;
  #heardAt = 0;
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #forgetPage: (() => void) | null = null;

  constructor(options: SignallingOptions) {
    this.#options = options;
    this.#page = options.page ?? browserPage;
  }

  start(): void {
    this.#forgetPage = this.#page.onWake(() => this.#wake());
    this.#connect();
  }

  /** Arrives, also when there is no connection now. */
  send(message: Lasting): void {
    this.#cid += 1;
    this.#unacknowledged.set(this.#cid, message);
    if (this.#isWelcome) this.#write({ ...message, cid: this.#cid });
  }

  /** Arrives only if there is a connection now. */
  tell(message: Passing): void {
    if (this.#isWelcome) this.#write(message);
  }

  /** The person hangs up. */
  leave(reason: string): void {
    this.tell({ type: "bye", reason });
    this.#finish("ended");
  }

  /** The person does not want to wait for the next attempt. */
  retryNow(): void {
    this.#wake();
  }

  /** After `replaced`, `refused` or `full`, because the person asks for it. */
  comeBack(): void {
    this.#drop();
    this.#isOver = false;
    this.#session = null;
    this.#token = null;
    this.#refusals = 0;
    this.#attempt = 0;
    this.#forgetPage ??= this.#page.onWake(() => this.#wake());
    this.#show("connecting");
    this.#connect();
  }

  /** Token and socket side by side: each takes a phone several ways to the server and back. */
  #connect(): void {
    if (this.#socket || this.#isOver) return;
    const socket = (this.#options.socket ?? ((url) => new WebSocket(url)))(this.#options.url);
    this.#socket = socket;
    this.#after("connect", connectDeadline, () => this.#lost());
    socket.onopen = () => this.#sayHello();
    socket.onmessage = (event: MessageEvent<string>) => this.#hear(event.data);
    socket.onclose = (event) => this.#closed(event.code);
    if (!this.#token) void this.#fetchToken();
  }

  async #fetchToken(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    try {
      this.#token = await this.#options.token();
    } catch (error) {
      if (this.#isOver) return;
      this.#drop();
      if (isRefusal(error)) this.#finish("refused", error);
      else this.#again();
      return;
    } finally {
      this.#isFetching = false;
    }
    this.#sayHello();
  }

  /** As soon as there is both a socket and a token. */
  #sayHello(): void {
    if (!this.#token || this.#hasGreeted || this.#socket?.readyState !== 1) return;
    this.#hasGreeted = true;
    const session = this.#session;
    this.#write({
      type: "hello",
      version: 1,
      // Used when the session is gone.
      token: this.#token,
      ...(session ? { resume: { ...session, seq: this.#seq } } : {}),
    });
  }

  #hear(data: string): void {
    this.#heardAt = Date.now();
    this.#clear("deadline");
    const message = JSON.parse(data) as FromServer;
    switch (message.type) {
      case "welcome":
        this.#welcomed(message);
        break;
      case "resumed":
        this.#resumed(message);
        break;
      case "pong":
        this.roundTrip = performance.now() - message.at;
        return;
      case "acked":
        this.#settle(message.cid);
        return;
      case "error":
        if (message.cid !== undefined) {
          const refused = this.#unacknowledged.get(message.cid);
          if (refused) message.refused = refused;
          this.#unacknowledged.delete(message.cid);
        }
        break;
      default:
        if ("seq" in message && !this.#isNew(message)) return;
    }
    this.#options.onmessage(message);
  }

  #welcomed(message: Welcome): void {
    const kept = [...this.#unacknowledged.values()].filter((each) => !aboutMedia.has(each.type));
    this.#unacknowledged = new Map(kept.map((each, index) => [index + 1, each]));
    this.#cid = kept.length;
    this.#seq = this.#ackedSeq = 0;
    this.#pingSeconds = message.pingSeconds;
    this.#settled(message);
  }

  #resumed(message: Resumed): void {
    this.#settle(message.cid);
    this.#settled(message);
  }

  #settled(message: Welcome | Resumed): void {
    this.#session = { room: message.room, session: message.session, key: message.resumeKey };
    this.#clear("connect");
    this.#attempt = 0;
    this.#refusals = 0;
    this.#isWelcome = true;
    for (const [cid, each] of this.#unacknowledged) this.#write({ ...each, cid });
    this.#show("connected");
    this.#ping();
  }

  #settle(upTo: number): void {
    for (const cid of this.#unacknowledged.keys()) {
      if (cid <= upTo) this.#unacknowledged.delete(cid);
    }
  }

  #isNew(message: Replayed): boolean {
    if (message.seq <= this.#seq) return false;
    this.#seq = message.seq;
    if (this.#seq - this.#ackedSeq >= ackEvery) this.#acknowledge();
    else if (!this.#timers.has("ack")) this.#after("ack", ackWithin, () => this.#acknowledge());
    return true;
  }

  #acknowledge(): void {
    this.#clear("ack");
    if (!this.#isWelcome) return;
    this.#ackedSeq = this.#seq;
    this.#write({ type: "ack", seq: this.#seq });
  }

  /** Every `pingSeconds`; a socket that stays dumb for twice that long and 5 seconds is dead. */
  #ping(): void {
    this.#after("ping", this.#pingSeconds * 1000, () => {
      if (Date.now() - this.#heardAt > this.#pingSeconds * 2000 + 5000) this.#lost();
      else this.#ping();
    });
    this.#write({ type: "ping", at: performance.now() });
  }

  /** The page is back, or the network is another one: an answer in 2 seconds, or a new socket. */
  #wake(): void {
    if (this.#isOver) return;
    if (!this.#socket) {
      this.#attempt = 0;
      this.#again();
    } else if (this.#isWelcome) {
      this.#after("deadline", replyDeadline, () => this.#lost());
      this.#write({ type: "ping", at: performance.now() });
    }
  }

  #closed(code: number): void {
    const hadGreeted = this.#hasGreeted;
    this.#drop();
    // The server waits 5 seconds for hello: a token that takes longer finds a socket of its own.
    switch (hadGreeted ? afterClose(code) : "resume") {
      case "new-token":
        this.#token = null;
        this.#session = null;
        this.#refusals += 1;
        if (this.#refusals > 1) this.#finish("refused");
        else this.#again();
        return;
      case "replaced":
        this.#finish("replaced");
        return;
      case "ended":
        this.#finish("ended");
        return;
      case "reload":
        this.#finish("outdated");
        return;
      case "full":
        this.#finish("full");
        return;
      case "resume":
        this.#again();
    }
  }

  #lost(): void {
    this.#drop();
    this.#again();
  }

  #again(): void {
    if (this.state !== "connecting") this.#show("reconnecting");
    this.#after("again", pauseBefore(this.#attempt, this.#options.random), () => {
      // A hidden page waits for its wake call.
      if (this.#page.isVisible()) this.#connect();
    });
    this.#attempt += 1;
  }

  #finish(state: SignallingState, cause?: unknown): void {
    this.#isOver = true;
    // The server closes after bye; until then the socket stays, or the word might not leave.
    if (this.#socket) this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket = null;
    this.#isWelcome = false;
    this.#forgetPage?.();
    this.#forgetPage = null;
    for (const name of [...this.#timers.keys()]) this.#clear(name);
    this.#show(state, cause);
  }

  /** Lets go of the socket at once: closing a dead one takes the browser up to a minute. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#hasGreeted = this.#isWelcome = false;
    for (const name of ["connect", "deadline", "ping", "ack", "again"]) this.#clear(name);
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #write(message: object): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }

  #show(state: SignallingState, cause?: unknown): void {
    if (state === this.state && cause === undefined) return;
    this.state = state;
    this.#options.onstate(state, cause);
  }

  #after(name: string, milliseconds: number, act: () => void): void {
    this.#clear(name);
    const timer = setTimeout(() => {
      this.#timers.delete(name);
      act();
    }, milliseconds);
    this.#timers.set(name, timer);
  }

  #clear(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}

/** The application said no, as opposed to: it could not be reached. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === "Problem";
}
