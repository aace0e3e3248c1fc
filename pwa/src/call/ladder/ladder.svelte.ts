/**
 * How the two look together: kept on the server, so that a reload or the other device stands on the same rung. Follows the
 * journal; a step that this side takes shows at once, and is told to the server as soon as there is network.
 */
import type { Api } from "../../api/client";
import { followJournal } from "../../api/journal-feed";
import { Offline, Problem } from "../../api/problem";
import type { Ladder as Facts, PhotoWish, Rung, RungCause } from "../../api/wire";

const tellsOfIt = /^(previsit|photo|job)\./;
const retryAfter = 2000;

export class Ladder {
  facts = $state.raw<Facts | null>(null);
  readonly rung = $derived.by<Rung>(() => this.#chosen?.rung ?? this.facts?.rung ?? "video");
  /** Has an answer of the server, or knows that there will be none now. */
  isKnown = $state(false);

  readonly #api: Api;
  readonly #path: string;
  #chosen = $state.raw<{ rung: Rung; because: RungCause } | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `path`: of the pre-visit, as this side may read it. */
  constructor(api: Api, path: string) {
    this.#api = api;
    this.#path = path;
  }

  /** Gives back how to stop: for `onMount`. */
  follow(): () => void {
    void this.look();
    const feed = followJournal(
      ({ event }) => {
        if (tellsOfIt.test(event)) void this.look();
      },
      () => void this.look(),
    );
    return () => {
      feed.close();
      clearTimeout(this.#timer);
    };
  }

  async look(): Promise<void> {
    await this.#take(this.#api.get<Facts>(`${this.#path}/ladder`));
  }

  choose(rung: Rung, because: RungCause = "choice"): void {
    this.#chosen = { rung, because };
    void this.#tell();
  }

  async skip(wantedId: string): Promise<void> {
    await this.#take(this.#api.post<Facts>(`${this.#path}/wanted-photos/${wantedId}/skip`));
  }

  /** False when it did not get through. */
  async ask(photos: PhotoWish[]): Promise<boolean> {
    return this.#take(this.#api.put<Facts>(`${this.#path}/wanted-photos`, { photos }));
  }

  async #tell(): Promise<void> {
    clearTimeout(this.#timer);
    const chosen = this.#chosen;
    if (!chosen) return;
    try {
      const facts = await this.#api.post<Facts>(`${this.#path}/rung`, chosen);
      if (this.#chosen !== chosen) return;
      this.facts = facts;
      this.#chosen = null;
    } catch (error) {
      if (error instanceof Offline) this.#timer = setTimeout(() => void this.#tell(), retryAfter);
      // Refused: then the server's rung is the one that counts.
      else if (error instanceof Problem) this.#chosen = null;
      else throw error;
    }
  }

  async #take(asked: Promise<Facts>): Promise<boolean> {
    try {
      this.facts = await asked;
      return true;
    } catch (error) {
      if (!(error instanceof Offline || error instanceof Problem)) throw error;
      return false;
    } finally {
      this.isKnown = true;
    }
  }
}
