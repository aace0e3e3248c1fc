/** The outbox as the screens see it: what waits, what was refused, and the ways to add, retry and delete. */
import { createContext } from "svelte";

import type { Api } from "../api/client";
import type { ServerClock } from "../api/server-clock";
import { showCount } from "./app-badge";
import {
  addItem,
  changeItem,
  discardItem,
  readFact,
  type Database,
  type Made,
  type OutboxItem,
} from "./database";
import { newId } from "./ids";
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
  /** What the browser still lets us keep, in bytes. */
  #room = $state(Infinity);
  /** Less room on the phone than the photos of a visit need. */
  readonly isNearlyFull = $derived(this.#room < photosOfAVisit * needs.photo);

  readonly unsent = $derived(this.items.filter((item) => item.state !== "sent"));
  readonly refused = $derived(this.items.filter((item) => item.state === "refused"));
  readonly photosUnsent = $derived(this.unsent.filter((item) => item.kind === "photo").length);

  readonly #database: Database;
  readonly #clock: ServerClock;
  readonly #sender: Sender;
  readonly #channel = new BroadcastChannel(channelName);
  readonly #onsent: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sentBefore = 0;
  #reading = Promise.resolve();
  #nextReading: Promise<void> | null = null;

  constructor(collaborators: Collaborators) {
    this.#database = collaborators.database;
    this.#clock = collaborators.clock;
    this.#onsent = collaborators.onsent ?? (() => undefined);
    this.#sender = new Sender({ ...collaborators, onchange: () => this.#tellEverybody() });
  }

  /** Reads what is kept. Before anything is on the screen: nothing may be called safe that nobody has looked for. */
  async recall(): Promise<void> {
    await this.#forgetLongSent();
    await this.#read();
  }

  /** Listens to everything that is a good moment to send. Gives back how to stop. */
  start(): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    this.#channel.addEventListener("message", () => void this.#read(), { signal });
    addEventListener("online", () => void this.send({ atOnce: true }), { signal });
    document.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "visible" && void this.send({ atOnce: true }),
      { signal },
    );
    void this.#measureRoom();
    void this.send({ atOnce: true });
    return () => {
      stop.abort();
      clearTimeout(this.#timer);
      this.#channel.close();
    };
  }

  /**
   * Keeps what was made, on the disk, before anything is sent. `holdSeconds` leaves time to undo.
   * The id is the photo's or the visit's own where it has one, so that sending twice adds nothing.
   */
  async add(
    made: Made,
    options: { jobId: string; id?: string; bytes?: ArrayBuffer; holdSeconds?: number },
  ): Promise<string> {
    const me = await readFact(this.#database, "me");
    if (!me) throw new Error("Nobody has signed in on this phone yet");
    const id = options.id ?? newId();
    const now = Date.now();
    const facts = { id, jobId: options.jobId, personId: me.id, madeAt: this.#clock.now() };
    const nextTryAt = now + (options.holdSeconds ?? 0) * 1000;
    await addItem(this.#database, { ...facts, nextTryAt, ...made }, options.bytes);
    this.#tellEverybody();
    await this.#read();
    void this.#measureRoom();
    void this.send();
    return id;
  }

  /** True when the next one may not fit. Twice its size, because a database writes before it clears. */
  isShortFor(kind: keyof typeof needs): boolean {
    return this.#room < 2 * needs[kind];
  }

  /** What is still on this phone of a photo or film; undefined once the server has it. */
  async bytesOf(item: OutboxItem): Promise<ArrayBuffer | undefined> {
    return (await this.#database.get("bytes", item.id))?.data;
  }

  async retry(item: OutboxItem): Promise<void> {
    await changeItem(this.#database, item.sequence, { state: "waiting", nextTryAt: 0 });
    await this.send({ atOnce: true });
  }

  /** Deletes an item that has not been sent. False when it was too late. */
  async discard(item: OutboxItem): Promise<boolean> {
    const isGone = await discardItem(this.#database, item.sequence);
    this.#tellEverybody();
    await this.#read();
    return isGone;
  }

  /** Sends now, and arms the next moment: a timer while the app is open, Background Sync for when it is closed. */
  async send({ atOnce = false } = {}): Promise<void> {
    clearTimeout(this.#timer);
    void this.#armBackgroundSync();
    if (navigator.onLine) await this.#sender.sendAll({ atOnce });
    await this.#read();
    const open = this.unsent.filter((item) => item.state !== "refused");
    if (open.length === 0 || this.signInNeeded || !navigator.onLine) return;
    const next = Math.min(...open.map((item) => item.nextTryAt)) - Date.now();
    this.#timer = setTimeout(
      () => void this.send(),
      Math.min(Math.max(next, 1000), longestPauseMs),
    );
  }

  /** However often it is asked for during one reading, one more follows: all items are read, with their previews. */
  #read(): Promise<void> {
    this.#nextReading ??= this.#reading.then(() => {
      this.#nextReading = null;
      return (this.#reading = this.#readAll());
    });
    return this.#nextReading;
  }

  async #readAll(): Promise<void> {
    this.items = await this.#database.getAll("items");
    this.signInNeeded = (await readFact(this.#database, "signInNeeded")) ?? false;
    const sent = this.items.filter((item) => item.state === "sent").length;
    showCount(this.unsent.length);
    if (sent > this.#sentBefore) this.#onsent();
    this.#sentBefore = sent;
  }

  /** A channel does not speak to itself, so this page reads again as well. */
  #tellEverybody(): void {
    this.#channel.postMessage("changed");
    void this.#read();
  }

  async #forgetLongSent(): Promise<void> {
    for (const item of await this.#database.getAll("items")) {
      if (item.state === "sent" && item.madeAt < Date.now() - keepSentMs) {
        await this.#database.delete("items", item.sequence);
      }
    }
  }

  async #armBackgroundSync(): Promise<void> {
    try {
      const registration = await navigator.serviceWorker.ready;
      await registration.sync?.register(syncTag);
    } catch {
      // Safari and Firefox have none, and Chromium may say no: then the open app sends.
    }
  }

  async #measureRoom(): Promise<void> {
    const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    this.#room = quota - usage;
  }
}

/** Asks the browser not to throw away what is kept here when the disk runs full. */
export async function askToKeep(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}

export const [outboxContext, provideOutbox] = createContext<Outbox>();

declare global {
  interface ServiceWorkerRegistration {
    sync?: { register(tag: string): Promise<void> };
  }
}
