/** Measures the way to the server's own end of a connection, as PROTOCOL.md says under "The connection check". */
import {
  echoFigures,
  kilobitsPerSecond,
  type Arrival,
  type EchoFigures,
  type Echoes,
} from "./figures";

export interface CheckAnswer {
  sdp: string;
  iceServers: RTCIceServer[];
}

const packetEvery = 20;
const echoFor = 1000;
/** What comes later than this is as good as lost to a voice. */
const lastEchoWithin = 200;
const beginning = 300;
const window = 400;
const chunk = new Uint8Array(8 * 1024);
const keptFilled = 4 * chunk.length;
/** Several times what a call needs; more would only cost her data. */
const bytesPerMillisecond = 500;
const gatherWithin = 500;

/** One connection. `close` ends whatever is going on; what waits then rejects. */
export class CheckedLink {
  readonly #connection = new RTCPeerConnection({ iceServers: [] });
  readonly #echo: RTCDataChannel;
  readonly #bulk: RTCDataChannel;
  readonly #closed = new AbortController();

  constructor() {
    this.#echo = this.#connection.createDataChannel("echo", { ordered: false, maxRetransmits: 0 });
    this.#bulk = this.#connection.createDataChannel("bulk");
    this.#echo.binaryType = this.#bulk.binaryType = "arraybuffer";
  }

  async offer(): Promise<string> {
    await this.#connection.setLocalDescription();
    if (this.#connection.iceGatheringState !== "complete") {
      await Promise.race([
        this.#happens(this.#connection, "icegatheringstatechange", () => {
          return this.#connection.iceGatheringState === "complete";
        }),
        this.#wait(gatherWithin),
      ]);
    }
    return this.#connection.localDescription?.sdp ?? "";
  }

  /** Until packets can flow. */
  async open(answer: string): Promise<void> {
    // All in one: whichever fails first, nobody waits for the others, and they fail too when this is closed.
    await Promise.all([
      this.#happens(this.#echo, "open"),
      this.#happens(this.#bulk, "open"),
      this.#connection.setRemoteDescription({ type: "answer", sdp: answer }),
    ]);
  }

  async echoes(): Promise<EchoFigures | null> {
    const found: Echoes = { roundTrips: [], sent: 0 };
    const sentAt: number[] = [];
    const heard = ({ data }: MessageEvent): void => {
      const at = sentAt[Number(data)];
      if (at !== undefined) found.roundTrips.push(performance.now() - at);
    };
    this.#echo.addEventListener("message", heard);
    const until = performance.now() + echoFor;
    while (performance.now() < until) {
      sentAt.push(performance.now());
      this.#echo.send(String(found.sent));
      found.sent += 1;
      await this.#wait(packetEvery);
    }
    await this.#wait(lastEchoWithin);
    this.#echo.removeEventListener("message", heard);
    return echoFigures(found);
  }

  async down(): Promise<number> {
    const arrivals: Arrival[] = [];
    const heard = ({ data }: MessageEvent): void => {
      arrivals.push({ at: performance.now(), bytes: (data as ArrayBuffer).byteLength });
    };
    this.#bulk.addEventListener("message", heard);
    this.#bulk.send("down");
    await this.#happens(this.#bulk, "message");
    const from = performance.now() + beginning;
    await this.#wait(beginning + window);
    this.#bulk.send("stop");
    this.#bulk.removeEventListener("message", heard);
    return kilobitsPerSecond(arrivals, from, from + window);
  }

  async up(): Promise<number> {
    let told: { bytes: number; ms: number } | null = null;
    const heard = ({ data }: MessageEvent): void => {
      // Bytes that were under way when enough had come down are no answer.
      if (typeof data === "string") told = JSON.parse(data) as { bytes: number; ms: number };
    };
    this.#bulk.addEventListener("message", heard);
    this.#bulk.bufferedAmountLowThreshold = keptFilled / 2;
    this.#bulk.send("up");
    const started = performance.now();
    for (let sent = 0; !told;) {
      const due = (performance.now() - started + packetEvery) * bytesPerMillisecond;
      while (this.#bulk.bufferedAmount < keptFilled && sent < due) {
        this.#bulk.send(chunk);
        sent += chunk.length;
      }
      await Promise.race([this.#happens(this.#bulk, "bufferedamountlow"), this.#wait(packetEvery)]);
    }
    this.#bulk.removeEventListener("message", heard);
    const { bytes, ms } = told as { bytes: number; ms: number };
    return (8 * bytes) / ms;
  }

  close(): void {
    this.#closed.abort();
    this.#connection.close();
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#closed;
      if (signal.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      signal.addEventListener("abort", stop, { once: true });
    });
  }

  #happens(target: EventTarget, name: string, when = (): boolean => true): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = this.#closed;
      if (signal.aborted) return reject(signal.reason as Error);
      const done = new AbortController();
      target.addEventListener(
        name,
        () => {
          if (!when()) return;
          done.abort();
          resolve();
        },
        { signal: done.signal },
      );
      signal.addEventListener("abort", () => reject(signal.reason as Error), {
        once: true,
        signal: done.signal,
      });
    });
  }
}
