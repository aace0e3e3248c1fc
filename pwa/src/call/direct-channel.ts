/**
 * One data channel to everybody in the room, from phone to phone: the section of that name in signalling/PROTOCOL.md. What
 * comes in was written by somebody else's phone, so nothing passes that its reader did not recognise.
 */
import type { Named } from "./messages";
import { apart } from "./messenger";

export interface ChannelKind {
  label: string;
  /** Fixed in PROTOCOL.md: both sides open it by themselves. */
  id: number;
  /** Ordered and reliable unless said otherwise. */
  delivery?: Pick<RTCDataChannelInit, "ordered" | "maxRetransmits">;
}

/** Takes the fields that count, or null when they are not as they should be. */
export type Reader<Fields> = (raw: Record<string, unknown>) => Fields | null;

const longest = 4096;
const mostBytes = 16_384;

export class DirectChannel<Messages> {
  readonly #kind: ChannelKind;
  readonly #channels = new Map<string, RTCDataChannel>();
  readonly #readers = new Map<string, (raw: Record<string, unknown>, from: string) => void>();
  readonly #whenOpen = new Set<(participant: string) => void>();
  #hearBytes: (bytes: ArrayBuffer, from: string) => void = () => undefined;

  constructor(kind: ChannelKind) {
    this.#kind = kind;
  }

  on<Type extends keyof Messages & string>(
    type: Type,
    read: Reader<Messages[Type]>,
    hear: (fields: Messages[Type], from: string) => void,
  ): void {
    this.#readers.set(type, (raw, from) => {
      const fields = read(raw);
      if (fields) hear(fields, from);
    });
  }

  /** Bytes have no type: the message before them says what they are. */
  onBytes(hear: (bytes: ArrayBuffer, from: string) => void): void {
    this.#hearBytes = hear;
  }

  whenOpen(act: (participant: string) => void): void {
    this.#whenOpen.add(act);
  }

  isOpen(to?: string): boolean {
    return this.#openTo(to).length > 0;
  }

  /** To one, or to everybody. Lost while the channel is not open. */
  tell(message: Named<Messages>, to?: string): void {
    for (const channel of this.#openTo(to)) channel.send(JSON.stringify(message));
  }

  /** In pieces, right after the message that announces them. */
  tellBytes(bytes: ArrayBuffer, to?: string): void {
    for (const channel of this.#openTo(to)) {
      for (let start = 0; start < bytes.byteLength; start += mostBytes) {
        channel.send(bytes.slice(start, start + mostBytes));
      }
    }
  }

  /** For the connections: every new one gets this channel. */
  openOn(connection: RTCPeerConnection, participant: string): void {
    const { label, id, delivery } = this.#kind;
    const channel = connection.createDataChannel(label, { negotiated: true, id, ...delivery });
    channel.binaryType = "arraybuffer";
    channel.onopen = () => {
      for (const act of this.#whenOpen) apart(() => act(participant));
    };
    channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data, participant);
    this.#channels.set(participant, channel);
  }

  forget(participant: string): void {
    this.#channels.delete(participant);
  }

  #openTo(to: string | undefined): RTCDataChannel[] {
    return [...this.#channels]
      .filter(([participant]) => to === undefined || participant === to)
      .map(([, channel]) => channel)
      .filter((channel) => channel.readyState === "open");
  }

  #hear(data: unknown, from: string): void {
    if (data instanceof ArrayBuffer) return apart(() => this.#hearBytes(data, from));
    const raw = recordIn(data);
    if (typeof raw?.["type"] !== "string") return;
    const read = this.#readers.get(raw["type"]);
    if (read) apart(() => read(raw, from));
  }
}

function recordIn(data: unknown): Record<string, unknown> | null {
  if (typeof data !== "string" || data.length > longest) return null;
  try {
    const value: unknown = JSON.parse(data);
    const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
    return isRecord ? (value as Record<string, unknown>) : null;
  } catch {
    // Not JSON at all.
    return null;
  }
}
