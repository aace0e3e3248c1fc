/**
 * The tenant's half of a still: take it when asked, keep it on the phone, say so, bring it to the server. Before it goes she
 * has a moment to cover something in it or keep it to herself; until the call ends she can take it back.
 */
import type { Api } from "../api/client";
import { Problem } from "../api/problem";
import type { ServerClock } from "../api/server-clock";
import { newId } from "../offline/ids";
import { sha256Of } from "../offline/sha256";
import type { Call } from "./call.svelte";
import { noteStillsWait } from "./left-behind";
import { CannotTakeStill, shutterSound, takeStill, type Picture } from "./still";
import type { StillRequest } from "./still-messages";
import { StillSender } from "./still-sender";
import type { StillRecord, StillStore } from "./still-store";

export interface TakenStill {
  stillId: string;
  photoId: string | null;
  /** An address inside this page. */
  picture: string | null;
  /** `held`: she may still change her mind. `struck`: she did, now or after it was sent. */
  state: "taking" | "held" | "waiting" | "sent" | "refused" | "struck";
}

/** Long enough to see what it shows, short enough to go on talking. */
export const heldFor = 4000;

export class StillsTaken {
  list = $state.raw<TakenStill[]>([]);
  /** Rises with every picture: the screen flashes. */
  flashes = $state(0);
  /** The one she is covering something in: it waits for her. */
  covering = $state<string | null>(null);
  readonly held = $derived(this.list.find((still) => still.state === "held") ?? null);

  readonly #call: Call;
  readonly #api: Api;
  readonly #store: StillStore;
  readonly #sender: StillSender;
  readonly #clock: ServerClock;
  readonly #underWay = new Set<string>();
  readonly #askedBy = new Map<string, string>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #room = "";
  #sound: AudioContext | null = null;

  constructor(around: { call: Call; api: Api; store: StillStore; clock: ServerClock }) {
    this.#call = around.call;
    this.#api = around.api;
    this.#store = around.store;
    this.#clock = around.clock;
    this.#sender = new StillSender({
      api: around.api,
      store: around.store,
      onchange: (record) => this.#show(record.stillId, { state: shownState(record) }),
    });
    this.#call.on("still-request", (message) => void this.#answer(message));
  }

  /** She takes one herself: for photos with sound, or to show one thing more. */
  async takeOwn(): Promise<void> {
    const to = this.#call.other?.participant;
    if (this.#underWay.size === 0) await this.#takeFor(newId(), to);
  }

  /** In the tap that joins: later the browser gives no sound. */
  allowSound(): void {
    this.#sound ??= new AudioContext();
  }

  /** Sends what an earlier visit to this call left behind; what she was covering then is not sent as it was. */
  enter(room: string): void {
    this.#room = room;
    void this.#recover(room);
  }

  // ---- before it goes ----

  /** She wants to cover something: it waits until she is done. */
  async beginCovering(stillId: string): Promise<void> {
    const record = await this.#holdBack(stillId);
    if (!record) return;
    this.covering = stillId;
    await this.#store.put({ ...record, state: "covering" });
  }

  /** What she covered is nowhere in the bytes that go. */
  async sendCovered(stillId: string, { bytes, mediaType }: Picture): Promise<void> {
    const record = await this.#store.get(stillId);
    if (!record) return;
    const byteCount = bytes.byteLength;
    const covered = { ...record, bytes, byteCount, sha256: await sha256Of(bytes) };
    const earlier = this.list.find((still) => still.stillId === stillId)?.picture;
    if (earlier) URL.revokeObjectURL(earlier);
    this.#show(stillId, { picture: URL.createObjectURL(new Blob([bytes], { type: mediaType })) });
    this.covering = null;
    await this.#release(covered);
  }

  /** The picture as it is, at once. */
  async sendNow(stillId: string): Promise<void> {
    this.covering = null;
    const record = await this.#holdBack(stillId);
    if (record) await this.#release(record);
  }

  /** She does not want it to go: nothing of it leaves the phone. */
  async keepToHerself(stillId: string): Promise<void> {
    this.covering = null;
    if (await this.#holdBack(stillId)) await this.#forget(stillId, "withdrawn");
  }

  // ---- until the call ends ----

  /** Takes a picture back that may have arrived already. False when the call is over, or without a network. */
  async strike(photoId: string): Promise<boolean> {
    const still = this.list.find((each) => each.photoId === photoId);
    try {
      await this.#api.post(`/api/case/photos/${photoId}/strike`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // One that the server has never heard of is still only here.
      const isUnknown = error instanceof Problem && error.status === 404;
      if (!isUnknown || still?.state !== "waiting") return false;
    }
    if (still) await this.#forget(still.stillId, "struck");
    return true;
  }

  /** What is on its way goes on: the page stays, only the call screen goes. */
  close(): void {
    // Hanging up is no objection; what she was covering is never sent as it was.
    if (this.covering) void this.keepToHerself(this.covering);
    for (const still of this.list) if (still.state === "held") void this.sendNow(still.stillId);
    void this.#sound?.close();
    for (const still of this.list) if (still.picture) URL.revokeObjectURL(still.picture);
  }

  async #answer({ from, stillId }: StillRequest): Promise<void> {
    // A guest looks along; photos for the case are asked for by the technician.
    if (this.#call.people.find(from)?.role === "guest") return;
    if (this.#underWay.has(stillId)) return;
    // Asked twice, for instance after a lost answer: still one photo.
    const earlier = await this.#store.get(stillId);
    if (earlier) {
      this.#call.send({ type: "still-taken", to: from, stillId, photoId: earlier.photoId });
    } else await this.#takeFor(stillId, from);
  }

  async #takeFor(stillId: string, to: string | undefined): Promise<void> {
    this.#underWay.add(stillId);
    if (to) this.#askedBy.set(stillId, to);
    try {
      const { photoId } = await this.#take(stillId);
      if (to) this.#call.send({ type: "still-taken", to, stillId, photoId });
      const release = (): void => void this.sendNow(stillId);
      this.#timers.set(stillId, setTimeout(release, heldFor));
    } catch (error) {
      this.list = this.list.filter((still) => still.stillId !== stillId);
      const isForeseen = error instanceof CannotTakeStill || error instanceof DOMException;
      this.#tellFailed(stillId, error instanceof CannotTakeStill ? error.reason : "not-saved");
      if (!isForeseen) throw error;
    } finally {
      this.#underWay.delete(stillId);
    }
  }

  async #take(stillId: string): Promise<StillRecord> {
    if (!this.#call.own.cameraOn) throw new CannotTakeStill("camera-off");
    this.list = [...this.list, { stillId, photoId: null, picture: null, state: "taking" }];
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
      clockOffsetMs: this.#clock.deviceAheadMs,
      byteCount: picture.bytes.byteLength,
      sha256: await sha256Of(picture.bytes),
      state: "held",
      bytes: picture.bytes,
    };
    noteStillsWait(true);
    await this.#store.put(record);
    const address = URL.createObjectURL(new Blob([picture.bytes], { type: picture.mediaType }));
    this.#show(stillId, { picture: address, photoId: record.photoId, state: "held" });
    return record;
  }

  /** Stops the clock. Null when it has gone already. */
  async #holdBack(stillId: string): Promise<StillRecord | null> {
    clearTimeout(this.#timers.get(stillId));
    const record = await this.#store.get(stillId);
    return record && (record.state === "held" || record.state === "covering") ? record : null;
  }

  async #release(record: StillRecord): Promise<void> {
    await this.#store.put({ ...record, state: "waiting" });
    this.#show(record.stillId, { state: "waiting" });
    await this.#sender.sendAll(this.#room);
  }

  async #forget(stillId: string, reason: "withdrawn" | "struck"): Promise<void> {
    const record = await this.#store.get(stillId);
    // Its name stays, so that asking again for the same one does not take another.
    if (record) await this.#store.put({ ...record, state: "struck", bytes: null });
    this.#tellFailed(stillId, reason);
    const picture = this.list.find((still) => still.stillId === stillId)?.picture;
    if (picture) URL.revokeObjectURL(picture);
    this.#show(stillId, { state: "struck", picture: null });
  }

  async #recover(room: string): Promise<void> {
    for (const record of await this.#store.undecided(room)) {
      if (this.list.some((still) => still.stillId === record.stillId)) continue;
      if (record.state === "covering") await this.#forget(record.stillId, "withdrawn");
      else await this.#store.put({ ...record, state: "waiting" });
    }
    await this.#sender.sendAll(room);
  }

  #tellFailed(stillId: string, reason: string): void {
    const to = this.#askedBy.get(stillId) ?? this.#call.other?.participant;
    if (to) this.#call.send({ type: "still-failed", to, stillId, reason });
  }

  #show(stillId: string, change: Partial<TakenStill>): void {
    this.list = this.list.map((still) =>
      still.stillId === stillId ? { ...still, ...change } : still,
    );
  }
}

function shownState({ state }: StillRecord): TakenStill["state"] {
  return state === "covering" ? "held" : state;
}
