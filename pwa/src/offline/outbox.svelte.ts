/** The outbox as the screens see it: what waits, what was refused, and the ways to add, retry and delete. */
import { createContext } from "svelte";

import type { Api } from "../api/client";
import type { ServerClock } from "../api/server-clock";
import { showCount } from "./app-badge";
import {
  addItem,
  changeItem,
  discardItem,
  forgetSentBefore,
  readFact,
  type Database,
  type Made,
  type NewItem,
  type OutboxItem,
  type Heavyweights,
} from "./database";
import { isDiskFull } from "./full-disk";
import { newId } from "./ids";
import { Reserve } from "./reserve";
import { longestPauseMs, Sender, type OneAtATime } from "./sender";

const channelName = "vooraf-outbox";
const syncTag = "vooraf-outbox";
/** A sent item stays this long, so that the screen keeps showing it until the server's copy arrives. */
const keepSentMs = 24 * 3_600_000;

/** What one more takes at most, in bytes: a photo that must be read, a minute of film, a minute of speech. */
const needs = { photo: 8_000_000, film: 22_000_000, voice: 1_000_000 };
const photosOfAVisit = 12;

interface Collaborators {
  database: Database;
  api: Api;
  clock: ServerClock;
  locks: OneAtATime;
  onsent?: () => void;
}

export class Outbox {
  items = $state.raw<OutboxItem[]>([]);
  /** The server asked for a sign-in; nothing is sent until then. */
  signInNeeded = $state(false);
  /** What the browser says it still lets us keep, in bytes. */
  #room = $state(Infinity);
  /** The browser promised to throw nothing away when the disk runs full; unknown until it was asked. */
  isKept = $state<boolean>();
  /** The room that is kept free was there when it was last looked for. */
  #hasReserve = $state(true);
  /** Less room on the phone than the photos of a visit need. */
  readonly isNearlyFull = $derived(!this.#hasReserve || this.#room < photosOfAVisit * needs.photo);

  readonly unsent = $derived(this.items.filter((item) => item.state !== "sent"));
  readonly refused = $derived(this.items.filter((item) => item.state === "refused"));
  readonly photosUnsent = $derived(this.unsent.filter((item) => item.kind === "photo").length);

  readonly #database: Database;
  readonly #clock: ServerClock;
  readonly #sender: Sender;
  readonly #reserve = new Reserve();
  #isAskedToKeep = false;
  readonly #channel = new BroadcastChannel(channelName);
  readonly #onsent: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The numbers of items that were said to have changed, and have not been read again. */
  readonly #changed = new Set<number>();
  #isAllUnread = true;
  #reading = Promise.resolve();
  #nextReading: Promise<void> | null = null;

  constructor(collaborators: Collaborators) {
    this.#database = collaborators.database;
    this.#clock = collaborators.clock;
    this.#onsent = collaborators.onsent ?? (() => undefined);
    this.#sender = new Sender({
      ...collaborators,
      onchange: (sequence) => void this.#tellEverybody(sequence),
    });
  }

  /** Reads what is kept, once the clock is set by what is known of it. Before anything is on the screen: nothing may be called safe that nobody has looked for. */
  async recall(): Promise<void> {
    await forgetSentBefore(this.#database, this.#clock.now() - keepSentMs);
    await this.#read();
  }

  /** Listens to everything that is a good moment to send. Gives back how to stop. */
  start(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    this.#channel.addEventListener(
      "message",
      ({ data }: MessageEvent<number>) => void this.#read(data),
      { signal },
    );
    addEventListener("online", () => void this.send({ atOnce: true }), { signal });
    document.addEventListener("visibilitychange", () => void this.#seen(), { signal });
    void this.#measureRoom();
    void this.#lookWhetherKept();
    void this.send({ atOnce: true });
    return () => {
      stop.abort();
      clearTimeout(this.#timer);
      this.#channel.close();
    };
  }

  /** A page that was put away may have missed what others told. */
  async #seen(): Promise<void> {
    if (document.visibilityState !== "visible") return;
    this.#isAllUnread = true;
    await this.send({ atOnce: true });
  }

  /**
   * Keeps what was made, on the disk, before anything is sent. `holdSeconds` leaves time to undo.
   * The id is the photo's or the visit's own where it has one, so that sending twice adds nothing.
   */
  async add(
    made: Made,
    options: { jobId: string; id?: string; holdSeconds?: number } & Heavyweights,
  ): Promise<string> {
    const item = await this.#itemOf(made, options);
    await this.#tellEverybody(await this.#keep(item, options));
    void this.#measureRoom();
    void this.send();
    return item.id;
  }

  /** When it does not fit any more, the reserve makes room for it. */
  async #keep(item: NewItem, heavy: Heavyweights): Promise<number> {
    try {
      return await addItem(this.#database, item, heavy);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#hasReserve = false;
      await this.#reserve.release();
      return await addItem(this.#database, item, heavy);
    }
  }

  async #itemOf(
    made: Made,
    { jobId, id = newId(), holdSeconds = 0 }: { jobId: string; id?: string; holdSeconds?: number },
  ): Promise<NewItem> {
    const me = await readFact(this.#database, "me");
    if (!me) throw new Error("Nobody has signed in on this phone yet");
    const nextTryAt = Date.now() + holdSeconds * 1000;
    return { id, jobId, personId: me.id, madeAt: this.#clock.now(), nextTryAt, ...made };
  }

  /** True when the next one may not fit. Twice its size, because a database writes before it clears. */
  isShortFor(kind: keyof typeof needs): boolean {
    return !this.#hasReserve || this.#room < 2 * needs[kind];
  }

  /** What is still on this phone of a photo or film; undefined once the server has it. */
  async bytesOf(item: OutboxItem): Promise<ArrayBuffer | undefined> {
    return (await this.#database.get("bytes", item.id))?.data;
  }

  /** What is shown of it until the server's own copy is there. */
  async previewOf(id: string): Promise<ArrayBuffer | undefined> {
    return (await this.#database.get("previews", id))?.data;
  }

  async retry(item: OutboxItem): Promise<void> {
    await changeItem(this.#database, item.sequence, { state: "waiting", nextTryAt: 0 });
    await this.#tellEverybody(item.sequence);
    await this.send({ atOnce: true });
  }

  /** Deletes an item that has not been sent. False when it was too late. The office waits for a photo, so it is told. */
  async discard(item: OutboxItem): Promise<boolean> {
    const because = item.hindrance?.slug ?? "unexpected";
    const told =
      item.kind === "photo"
        ? await this.#itemOf({ kind: "discard", photoId: item.id, because }, { jobId: item.jobId })
        : undefined;
    const isGone = await discardItem(this.#database, item.sequence, told);
    await this.#tellEverybody(item.sequence);
    if (typeof isGone === "number") {
      await this.#tellEverybody(isGone);
      void this.send();
    }
    return isGone !== false;
  }

  /** Sends now, and arms the next moment: a timer while the app is open, Background Sync for when it is closed. */
  async send({ atOnce = false } = {}): Promise<void> {
    clearTimeout(this.#timer);
    void this.#armBackgroundSync();
    await this.#read();
    if (!navigator.onLine) return;
    const nextAt = await this.#sender.sendAll({ atOnce });
    await this.#read();
    const isAnyOpen = this.unsent.length > this.refused.length;
    if (!isAnyOpen || this.signInNeeded || !navigator.onLine) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => void this.send(),
      Math.min(Math.max(nextAt - Date.now(), 1000), longestPauseMs),
    );
  }

  /** However often something changes during one reading, one more follows, of what changed. */
  #read(sequence?: number): Promise<void> {
    if (sequence !== undefined) this.#changed.add(sequence);
    this.#nextReading ??= this.#reading.then(() => {
      this.#nextReading = null;
      return (this.#reading = this.#readWhatChanged());
    });
    return this.#nextReading;
  }

  async #readWhatChanged(): Promise<void> {
    const changed = [...this.#changed];
    const isAllUnread = this.#isAllUnread;
    this.#changed.clear();
    this.#isAllUnread = false;
    if (isAllUnread) {
      await this.#show(await this.#database.getAll("items"));
      return;
    }
    const found = await Promise.all(changed.map((each) => this.#database.get("items", each)));
    const others = this.items.filter((item) => !changed.includes(item.sequence));
    await this.#show([...others, ...found.filter((item) => item !== undefined)]);
  }

  async #show(items: OutboxItem[]): Promise<void> {
    const sentBefore = this.items.length - this.unsent.length;
    this.items = items.sort((one, other) => one.sequence - other.sequence);
    this.signInNeeded = (await readFact(this.#database, "signInNeeded")) ?? false;
    showCount(this.unsent.length);
    if (this.items.length - this.unsent.length > sentBefore) {
      this.#onsent();
      // What was sent has left room.
      if (!this.#hasReserve) void this.#fillReserve();
    }
  }

  /** A channel does not speak to itself, so this page reads it again as well. */
  #tellEverybody(sequence: number): Promise<void> {
    this.#channel.postMessage(sequence);
    return this.#read(sequence);
  }

  async #armBackgroundSync(): Promise<void> {
    try {
      const registration = await navigator.serviceWorker.ready;
      await registration.sync?.register(syncTag);
    } catch {
      // Safari and Firefox have none, and Chromium may say no: then the open app sends.
    }
  }

  /** Asks the browser, once, not to throw away what is kept here when the disk runs full. It may ask the person, so: when she taps. */
  async askToKeep(): Promise<void> {
    if (this.isKept || this.#isAskedToKeep) return;
    this.#isAskedToKeep = true;
    await navigator.storage?.persist?.();
    await this.#lookWhetherKept();
  }

  async #lookWhetherKept(): Promise<void> {
    this.isKept = (await navigator.storage?.persisted?.()) ?? false;
    await this.#fillReserve();
  }

  /** Only what is kept for good: a write that does not fit makes Chromium throw away what it may, photos and all. */
  async #fillReserve(): Promise<void> {
    if (this.isKept) this.#hasReserve = await this.#reserve.fill();
  }

  async #measureRoom(): Promise<void> {
    const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    this.#room = quota - usage;
  }
}

export const [outboxContext, provideOutbox] = createContext<Outbox>();

declare global {
  interface ServiceWorkerRegistration {
    sync?: { register(tag: string): Promise<void> };
  }
}
