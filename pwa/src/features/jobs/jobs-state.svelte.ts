/** The technician's jobs: the copy on the phone first, the server's when it answers, the outbox on top. */
import { createContext } from "svelte";

import type { Api } from "../../api/client";
import { followJournal } from "../../api/journal-feed";
import { Offline, Problem } from "../../api/problem";
import type { JobDetail } from "../../api/wire";
import { keepJobs, readFact, type Database } from "../../offline/database";
import type { Outbox } from "../../offline/outbox.svelte";
import type { KeptPictures } from "../evidence/kept-pictures";
import { withOutbox, type LocalJob } from "./local-job";
import { inOrder } from "./next-step";
import { photosAhead, Prefetch } from "./prefetch";

const shortWaitMs = 250;
const longWaitMs = 5000;

export class Jobs {
  #copies = $state.raw<JobDetail[]>([]);
  fetchedAt = $state(0);
  isLoaded = $state(false);
  /** The job of a call that a colleague has just handed to us. */
  handedOver = $state<string | null>(null);

  readonly #outbox: Outbox;
  readonly all: LocalJob[] = $derived.by(() =>
    inOrder(this.#copies.map((job) => withOutbox(job, this.#outbox.items))),
  );

  readonly #api: Api;
  readonly #database: Database;
  readonly #pictures: KeptPictures;
  readonly #prefetch: Prefetch;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #refreshTookMs = 0;

  constructor(api: Api, database: Database, outbox: Outbox, pictures: KeptPictures) {
    this.#api = api;
    this.#database = database;
    this.#outbox = outbox;
    this.#pictures = pictures;
    this.#prefetch = new Prefetch(api, database);
  }

  find(id: string): LocalJob | undefined {
    return this.all.find((job) => job.id === id);
  }

  async recall(): Promise<void> {
    // An older version of the app kept jobs without slots, and photos without what was said of them.
    const kept = await this.#database.getAll("jobs");
    this.#copies = kept.map((job) => ({
      ...Object.assign({ slots: [] }, job),
      photos: job.photos.map((photo) => Object.assign({ judgements: [], comments: [] }, photo)),
    }));
    this.fetchedAt = (await readFact(this.#database, "jobsFetchedAt")) ?? 0;
    this.isLoaded = this.fetchedAt > 0;
  }

  async refresh(): Promise<void> {
    try {
      const { jobs } = await this.#api.get<{ jobs: JobDetail[] }>("/api/jobs");
      await keepJobs(this.#database, jobs, Date.now());
      await this.recall();
      void this.#pictures.keepOnly(photosAhead(this.all, Date.now()));
      void this.#prefetch.fetch(Date.now());
    } catch (error) {
      // Without a network the copy stands. A sign-in that is over is heard by the session, which forgets it.
      const isExpected =
        error instanceof Offline || (error instanceof Problem && [401, 403].includes(error.status));
      if (!isExpected) throw error;
    }
  }

  /** Nobody is signed in any more, and the phone's own copy is gone: out of the memory as well. */
  forget(): void {
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = undefined;
    this.#copies = [];
    this.fetchedAt = 0;
    this.isLoaded = false;
    this.handedOver = null;
    this.#prefetch.forget();
    void this.#pictures.forgetAll();
  }

  /**
   * Several changes often come together; one fetch answers them all. While a hundred photos are being sent changes never
   * end, so reading them takes a fifth of the time at most.
   */
  refreshSoon(): void {
    this.#refreshTimer ??= setTimeout(
      () => {
        const startedAt = performance.now();
        void this.refresh().finally(() => {
          this.#refreshTookMs = performance.now() - startedAt;
        });
        this.#refreshTimer = undefined;
      },
      Math.min(longWaitMs, Math.max(shortWaitMs, 4 * this.#refreshTookMs)),
    );
  }

  follow(): () => void {
    const soon = (): void => this.refreshSoon();
    const feed = followJournal(
      ({ event, jobId }) => {
        if (event === "previsit.handed_over") this.handedOver = jobId;
        soon();
      },
      soon,
      // The feed does not tell why: asking for the jobs does.
      (isRefused) => isRefused && soon(),
    );
    return () => feed.close();
  }
}

export const [jobsContext, provideJobs] = createContext<Jobs>();
