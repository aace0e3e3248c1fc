/** The technician's half of a still: ask, and follow it until the picture itself is here. */
import type { Api } from "../api/client";
import { Offline, Problem } from "../api/problem";
import type { Photo } from "../api/wire";
import { newId } from "../offline/ids";
import type { Call } from "./call.svelte";
import { shutterSound } from "./still";
import type { StillTaken } from "./still-messages";

export interface AskedStill {
  stillId: string;
  photoId: string | null;
  state: "asked" | "arriving" | "here" | "failed";
  /** The short code of the protocol. */
  reason: string | null;
  thumbnailUrl: string | null;
  screenUrl: string | null;
}

const answerWithin = 20_000;
const lookEvery = 1500;

export class StillsAsked {
  list = $state.raw<AskedStill[]>([]);
  flashes = $state(0);
  readonly isAsking = $derived(this.list.some((still) => still.state === "asked"));

  readonly #call: Call;
  readonly #api: Api;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #sound: AudioContext | null = null;
  #isClosed = false;

  /** `earlier`: stills of this call that the job already has, for instance after a reload. */
  constructor(around: { call: Call; api: Api; earlier: Photo[] }) {
    this.#call = around.call;
    this.#api = around.api;
    this.list = around.earlier
      .filter(
        (photo) => photo.source === "call" && photo.state !== "refused" && photo.state !== "struck",
      )
      .map((photo) => ({
        ...pictureOf(photo),
        stillId: photo.id,
        photoId: photo.id,
        reason: null,
      }));
    for (const still of this.list) if (still.state === "arriving") this.#look(still.stillId);
    this.#call.on("still-taken", (message) => {
      if (this.#isFromTenant(message.from)) this.#taken(message);
    });
    this.#call.on("still-failed", ({ from, stillId, reason }) => {
      if (!this.#isFromTenant(from)) return;
      clearTimeout(this.#timers.get(stillId));
      this.#change(stillId, { state: "failed", reason });
    });
    this.#call.on("notice", ({ topic, data }) => {
      if (topic === "photo") this.#hearOf(data["photoId"]);
    });
  }

  ask(): void {
    const to = this.#call.other?.participant;
    if (!to) return;
    // In the tap that asks: later the browser gives no sound.
    this.#sound ??= new AudioContext();
    const stillId = newId();
    this.#call.send({ type: "still-request", to, stillId });
    this.list = [...this.list, freshStill(stillId)];
    const noAnswer = (): void => this.#change(stillId, { state: "failed", reason: "no-answer" });
    this.#timers.set(stillId, setTimeout(noAnswer, answerWithin));
  }

  /** The person has read why it failed. */
  dismiss(stillId: string): void {
    this.list = this.list.filter((still) => still.stillId !== stillId);
  }

  close(): void {
    this.#isClosed = true;
    void this.#sound?.close();
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #taken({ stillId, photoId }: StillTaken): void {
    clearTimeout(this.#timers.get(stillId));
    const known = this.list.find((still) => still.stillId === stillId);
    if (known?.photoId === photoId) return;
    // She took one that nobody asked for.
    if (!known) this.list = [...this.list, freshStill(stillId)];
    this.flashes += 1;
    if (this.#sound) shutterSound(this.#sound);
    this.#change(stillId, { state: "arriving", photoId, reason: null });
    this.#look(stillId);
  }

  /** The server says that something happened to a photo of this call. */
  #hearOf(photoId: unknown): void {
    const still = this.list.find((each) => each.photoId === photoId);
    if (still?.state === "arriving") this.#look(still.stillId);
  }

  #look(stillId: string): void {
    clearTimeout(this.#timers.get(stillId));
    void this.#fetch(stillId);
  }

  async #fetch(stillId: string): Promise<void> {
    const photoId = this.list.find((still) => still.stillId === stillId)?.photoId;
    if (!photoId || this.#isClosed) return;
    let photo: Photo | null = null;
    try {
      photo = await this.#api.get<Photo>(`/api/photos/${encodeURIComponent(photoId)}`);
    } catch (error) {
      // 404 is normal at first: the phone announces it when it has a moment of network.
      if (!(error instanceof Problem || error instanceof Offline)) throw error;
    }
    // An answer may be older than what she said meanwhile: once she took it back, it stays so.
    if (this.#isClosed || !this.#isArriving(stillId)) return;
    if (photo) this.#change(stillId, pictureOf(photo));
    if (!this.#isArriving(stillId)) return;
    this.#timers.set(
      stillId,
      setTimeout(() => this.#look(stillId), lookEvery),
    );
  }

  /** Only her phone takes pictures for the case, whatever the page of a guest sends. */
  #isFromTenant(participant: string): boolean {
    return this.#call.people.find(participant)?.role === "tenant";
  }

  #isArriving(stillId: string): boolean {
    return this.list.find((each) => each.stillId === stillId)?.state === "arriving";
  }

  #change(stillId: string, change: Partial<AskedStill>): void {
    this.list = this.list.map((still) =>
      still.stillId === stillId ? { ...still, ...change } : still,
    );
  }
}

function freshStill(stillId: string): AskedStill {
  return {
    stillId,
    photoId: null,
    state: "asked",
    reason: null,
    thumbnailUrl: null,
    screenUrl: null,
  };
}

function pictureOf(photo: Photo): Pick<AskedStill, "state" | "thumbnailUrl" | "screenUrl"> {
  const { thumbnailUrl, screenUrl } = photo;
  if (photo.state === "refused" || photo.state === "struck")
    return { state: "failed", thumbnailUrl: null, screenUrl: null };
  return { state: thumbnailUrl ? "here" : "arriving", thumbnailUrl, screenUrl };
}
