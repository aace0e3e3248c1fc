/** What a visit without a network needs beside the jobs themselves: fetched ahead, and no more than a phone likes to hold. */
import type { Api } from "../../api/client";
import { Offline, Problem } from "../../api/problem";
import type { Photo, Trade, VanStock } from "../../api/wire";
import { readFact, writeFact, type Database } from "../../offline/database";
import { dayKey } from "../../text/format";
import { momentOf } from "./next-step";
import type { LocalJob } from "./local-job";

const everyMs = 10 * 60_000;
const aDayMs = 24 * 3_600_000;
/** Two sizes of each: about 40 MB. */
export const mostPhotos = 200;

/** Photos of the jobs of today and tomorrow, the next job first. What has no day yet may be done tomorrow. */
export function photosAhead(jobs: LocalJob[], now: number): Photo[] {
  const until = dayKey(now + aDayMs);
  const soon = jobs.filter((job) => {
    const moment = momentOf(job);
    return moment === null || dayKey(moment) <= until;
  });
  return soon.flatMap((job) => job.photos).slice(0, mostPhotos);
}

export class Prefetch {
  readonly #api: Api;
  readonly #database: Database;
  #fetchedAt = 0;

  constructor(api: Api, database: Database) {
    this.#api = api;
    this.#database = database;
  }

  /** What lies in his van, and the names of trades. Now and then: neither changes by the minute. */
  async fetch(now: number): Promise<void> {
    if (now - this.#fetchedAt < everyMs) return;
    this.#fetchedAt = now;
    try {
      const me = await readFact(this.#database, "me");
      if (!me) return;
      const [{ lines }, trades] = await Promise.all([
        this.#api.get<VanStock>("/api/van-stock"),
        this.#api.get<Trade[]>("/api/trades"),
      ]);
      // Signed out meanwhile: nothing that was given stays.
      if (await readFact(this.#database, "signInNeeded")) return;
      await writeFact(this.#database, "vanStock", { personId: me.id, lines, readAt: now });
      await writeFact(this.#database, "trades", trades);
    } catch (error) {
      this.#fetchedAt = 0;
      if (!(error instanceof Offline) && !(error instanceof Problem)) throw error;
    }
  }

  /** Somebody else may sign in. */
  forget(): void {
    this.#fetchedAt = 0;
  }
}
