/** The tenant's half of a still: take it when asked, keep it on the phone, say so, bring it to the server. */
import type { Api } from "../api/client";
import type { ServerClock } from "../api/server-clock";
import { newId } from "../offline/ids";
import { sha256Of } from "../offline/sha256";
import type { Call } from "./call.svelte";
import { noteStillsWait } from "./left-behind";
import { CannotTakeStill, shutterSound, takeStill } from "./still";
import type { StillRequest } from "./still-messages";
import { StillSender } from "./still-sender";
import type { StillRecord, StillStore } from "./still-store";

export interface TakenStill {
  stillId: string;
  /** An address inside this page. */
  picture: string | null;
  state: "taking" | "waiting" | "sent" | "refused";
}

export class StillsTaken {
  list = $state.raw<TakenStill[]>([]);
  /** Rises with every picture: the screen flashes. */
  flashes = $state(0);

  readonly #call: Call;
  readonly #store: StillStore;
  readonly #sender: StillSender;
  readonly #clock: ServerClock;
  readonly #underWay = new Set<string>();
  #room = "";
  #sound: AudioContext | null = null;

  constructor(around: { call: Call; api: Api; store: StillStore; clock: ServerClock }) {
    this.#call = around.call;
    this.#store = around.store;
    this.#clock = around.clock;
    this.#sender = new StillSender({
      api: around.api,
      store: around.store,
      onchange: (record) => this.#show(record.stillId, { state: record.state }),
    });
    this.#call.on("still-request", (message) => void this.#answer(message));
  }

  /** She takes one herself: for photos with sound, or to show one thing more. */
  async takeOwn(): Promise<void> {
    if (this.#underWay.size > 0) return;
    const stillId = newId();
    this.#underWay.add(stillId);
    try {
      const { photoId } = await this.#take(stillId);
      const to = this.#call.other?.participant;
      if (to) this.#call.send({ type: "still-taken", to, stillId, photoId });
      await this.#sender.sendAll(this.#room);
    } catch (error) {
      this.list = this.list.filter((still) => still.stillId !== stillId);
      const isForeseen = error instanceof CannotTakeStill || error instanceof DOMException;
      if (!isForeseen) throw error;
    } finally {
      this.#underWay.delete(stillId);
    }
  }

  /** In the tap that joins: later the browser gives no sound. */
  allowSound(): void {
    this.#sound ??= new AudioContext();
  }

  /** Sends what an earlier visit to this call left behind. */
  enter(room: string): void {
    this.#room = room;
    void this.#sender.sendAll(room);
  }

  /** What is on its way goes on: the page stays, only the call screen goes. */
  close(): void {
    void this.#sound?.close();
    for (const still of this.list) if (still.picture) URL.revokeObjectURL(still.picture);
  }

  async #answer({ from, stillId }: StillRequest): Promise<void> {
    if (this.#underWay.has(stillId)) return;
    this.#underWay.add(stillId);
    try {
      // Asked twice, for instance after a lost answer: still one photo.
      const earlier = await this.#store.get(stillId);
      const { photoId } = earlier ?? (await this.#take(stillId));
      this.#call.send({ type: "still-taken", to: from, stillId, photoId });
      await this.#sender.sendAll(this.#room);
    } catch (error) {
      this.list = this.list.filter((still) => still.stillId !== stillId);
      const isForeseen = error instanceof CannotTakeStill || error instanceof DOMException;
      const reason = error instanceof CannotTakeStill ? error.reason : "not-saved";
      this.#call.send({ type: "still-failed", to: from, stillId, reason });
      if (!isForeseen) throw error;
    } finally {
      this.#underWay.delete(stillId);
    }
  }

  async #take(stillId: string): Promise<StillRecord> {
    if (!this.#call.own.cameraOn) throw new CannotTakeStill("camera-off");
    this.list = [...this.list, { stillId, picture: null, state: "taking" }];
    // The picture first, then light and sound: the screen could mirror in the tap.
    const picture = await takeStill(this.#call.own.devices?.camera ?? null);
    this.flashes += 1;
    if (this.#sound) shutterSound(this.#sound);
    void this.#call.own.restoreTorch();
    const record: StillRecord = {
      stillId,
      photoId: newId(),
      room: this.#room,
      takenAt: new Date().toISOString(),
      clockOffsetMs: this.#clock.offsetMs,
      byteCount: picture.bytes.byteLength,
      sha256: await sha256Of(picture.bytes),
      state: "waiting",
      bytes: picture.bytes,
    };
    noteStillsWait(true);
    await this.#store.put(record);
    const address = URL.createObjectURL(new Blob([picture.bytes], { type: picture.mediaType }));
    this.#show(stillId, { picture: address, state: "waiting" });
    return record;
  }

  #show(stillId: string, change: Partial<TakenStill>): void {
    this.list = this.list.map((still) =>
      still.stillId === stillId ? { ...still, ...change } : still,
    );
  }
}
