/** The servers a connection may go through: whatever the signalling server said last. */
import type { Messenger } from "./messenger";

const answerWithin = 1500;

export class IceServers {
  current: RTCIceServer[] = [];

  readonly #messenger: Messenger;
  #waiting: (() => void)[] = [];

  constructor(messenger: Messenger) {
    this.#messenger = messenger;
    const use = ({ iceServers }: { iceServers: RTCIceServer[] }): void => {
      this.current = iceServers;
      for (const goOn of this.#waiting.splice(0)) goOn();
    };
    messenger.on("welcome", use);
    messenger.on("resumed", use);
    messenger.on("ice-servers", use);
  }

  /** Asks for credentials that live on; the present ones when no answer comes. */
  async refresh(): Promise<RTCIceServer[]> {
    this.#messenger.tell({ type: "ice-refresh" });
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      setTimeout(resolve, answerWithin);
    });
    return this.current;
  }
}
