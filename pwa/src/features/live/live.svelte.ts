/**
 * What the desk knows without asking: the news out of the journal, whether the connection stands, and what time it is.
 * Screens subscribe and fetch again what they show; the news itself says only which thing changed.
 */
import { createContext } from "svelte";

import { followJournal } from "../../api/journal-feed";
import type { JournalEntry } from "../../api/wire";

export type Connection = "connecting" | "live" | "lost";
/** `null` after a gap in the connection: anything may have changed. */
type Listener = (entry: JournalEntry | null) => void;

/** Ages on screen are in minutes, so looking at the clock twice a minute is enough. */
const TICK_MS = 30_000;

export class Live {
  connection = $state<Connection>("connecting");
  /** When the connection was last known to stand. */
  heardAt = $state(0);
  now = $state(0);
  /** The last thing that a screen reader should hear. */
  announcement = $state("");

  readonly #listeners = new Set<Listener>();
  readonly #follow: typeof followJournal;
  readonly #clock: () => number;

  constructor(follow = followJournal, clock: () => number = Date.now) {
    this.#follow = follow;
    this.#clock = clock;
    this.now = clock();
  }

  /** Listens until the returned function is called. */
  start(): () => void {
    const feed = this.#follow(
      (entry) => {
        this.#tell(entry);
      },
      () => {
        this.#opened();
      },
      () => {
        this.#lost();
      },
    );
    const ticking = setInterval(() => {
      this.now = this.#clock();
    }, TICK_MS);
    return () => {
      feed.close();
      clearInterval(ticking);
      this.connection = "connecting";
    };
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  announce(sentence: string): void {
    this.announcement = sentence;
  }

  #opened(): void {
    const isBack = this.connection === "lost";
    this.connection = "live";
    this.now = this.#clock();
    if (isBack) this.#tell(null);
  }

  #lost(): void {
    if (this.connection === "live") this.heardAt = this.#clock();
    this.connection = "lost";
  }

  #tell(entry: JournalEntry | null): void {
    for (const listener of this.#listeners) listener(entry);
  }
}

export const [liveContext, provideLive] = createContext<Live>();
