/**
 * One call: joins the two loops that recover on their own, the socket to the server (`signalling.ts`) and the media between
 * the phones (`connections.ts`, `media-watch.ts`), and lets neither end the other. A feature is a class in a file of its own
 * that takes the call, listens with `on`, speaks with `send`, `tell` or a channel, as `camera-controls.svelte.ts` does.
 */
import { Connections } from "./connections";
import type { CameraWish } from "./devices";
import type { ChannelKind, DirectChannel } from "./direct-channel";
import { IceServers } from "./ice-servers";
import { MediaWatch, type Measurement } from "./media-watch";
import type { Lasting, Passing } from "./messages";
import { Listeners, type HeardOf, type HeardType, type Messenger } from "./messenger";
import { OwnDevices } from "./own-devices.svelte";
import { People } from "./people.svelte";
import { ScreenLife } from "./screen-life";
import { SignallingClient, type SignallingState } from "./signalling";
import { WhoseFault } from "./whose-fault";

export interface CallOptions {
  /** The role of whoever this call is with. Others may be in the room as well. */
  counterpart: "technician" | "tenant";
  camera: CameraWish;
  /** Bits per second of our picture. */
  videoLimit: number;
  token: () => Promise<string>;
  url?: string;
}

function signallingAddress(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/signalling`;
}

export class Call implements Messenger {
  signalling = $state<SignallingState | "idle">("idle");
  /** What made the server say no; for `sentenceFor`. */
  refusal = $state.raw<unknown>(null);
  reconnectingSince = $state<number | null>(null);

  readonly own: OwnDevices;
  readonly people: People;
  /** Whom the screen is about. */
  readonly other = $derived.by(
    () => this.people.list.find((each) => each.role === this.#counterpart) ?? null,
  );
  readonly otherLeft = $derived.by(() =>
    this.people.left.some((each) => each.role === this.#counterpart),
  );

  readonly #counterpart: string;
  readonly #listeners = new Listeners();
  readonly #socket: SignallingClient;
  readonly #connections: Connections;
  readonly #watch: MediaWatch;
  #stops: (() => void)[] = [];
  #isEnded = false;

  constructor({ counterpart, camera, videoLimit, token, url }: CallOptions) {
    this.#counterpart = counterpart;
    this.#socket = new SignallingClient({
      url: url ?? signallingAddress(),
      token,
      onmessage: (message) => this.#listeners.hear(message),
      onstate: (state, cause) => this.#socketChanged(state, cause),
    });
    this.own = new OwnDevices(camera);
    // In this order they hear each message: a connection needs to know who it is with, and through what.
    const ice = new IceServers(this);
    const people = (this.people = new People(this));
    const connections = (this.#connections = new Connections({
      messenger: this,
      people,
      ice,
      tracks: () => ({
        microphone: this.own.devices?.microphone ?? null,
        camera: this.own.isSharing ? (this.own.devices?.camera ?? null) : null,
      }),
      videoLimit,
    }));
    const canNegotiate = (): boolean => this.signalling === "connected";
    this.#watch = new MediaWatch({ connections, people, ice, canNegotiate });
    new WhoseFault(this, this.#watch, () => this.#socket.roundTrip);
    this.on("welcome", () => this.#tellMedia());
    this.own.onChange((change) => void this.#ownChanged(change === "tracks"));
  }

  /** Asks for microphone and camera: before joining, so that the person sees what the others will see. */
  async prepare(): Promise<void> {
    await this.own.open();
  }

  /** Without devices the person takes part too: listening, and looking at what is told. */
  async join({ withDevices = true } = {}): Promise<void> {
    // In the tap itself when they are open already: the way to the server is the longest of all.
    if (withDevices && !this.own.devices) await this.prepare();
    if (this.#isEnded) return;
    const screen = new ScreenLife(this, () => void this.own.takeBack());
    this.#stops.push(screen.start(), this.#watch.start());
    this.signalling = "connecting";
    this.#socket.start();
  }

  /** The person hangs up. */
  end(reason = "hung-up"): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (this.signalling !== "idle") this.#socket.leave(reason);
    for (const stop of this.#stops.splice(0)) stop();
    this.#closeMedia();
    this.own.close();
  }

  retryNow(): void {
    this.#socket.retryNow();
  }

  /** "Use this screen": takes the call back from another tab. */
  comeBack(): void {
    this.#socket.comeBack();
  }

  // ---- for features ----

  on<Type extends HeardType>(type: Type, hear: (message: HeardOf<Type>) => void): () => void {
    return this.#listeners.on(type, hear);
  }

  send(message: Lasting): void {
    this.#socket.send(message);
  }

  tell(message: Passing): void {
    this.#socket.tell(message);
  }

  /** From phone to phone, past the server. */
  openChannel<Messages>(kind: ChannelKind): DirectChannel<Messages> {
    return this.#connections.openChannel(kind);
  }

  onMeasured(hear: (round: Measurement[]) => void): () => void {
    return this.#watch.onMeasured(hear);
  }

  // ---- what happens by itself ----

  #socketChanged(state: SignallingState, cause: unknown): void {
    this.signalling = state;
    this.refusal = cause ?? null;
    this.reconnectingSince = state === "reconnecting" ? Date.now() : null;
    // Somebody else holds the call now, or it is over: two pages must not fight for the camera.
    if (state === "replaced" || state === "ended") this.#closeMedia();
  }

  async #ownChanged(areTracks: boolean): Promise<void> {
    if (areTracks) await this.#connections.replaceTracks();
    this.#tellMedia();
  }

  #tellMedia(): void {
    if (this.signalling !== "idle") this.send({ type: "media", ...this.own.state });
  }

  #closeMedia(): void {
    this.people.clear();
    this.#connections.close();
  }
}
