/** One repair request as the desk sees it, and everything a coordinator can do with it. */
import { createContext } from "svelte";

import type { Api } from "../../api/client";
import { Problem } from "../../api/problem";
import type { RequestDetail, Technician } from "../../api/wire";
import { gather } from "../live/gather";
import type { Live } from "../live/live.svelte";

export interface NewJob {
  /** Made on the screen, so that pressing twice makes one job. */
  id: string;
  technicianId: string;
  previsitId: string | null;
  previsitAt: string | null;
  note: string;
}

export class RequestFile {
  request = $state.raw<RequestDetail | null>(null);
  technicians = $state.raw<Technician[]>([]);
  problem = $state.raw<unknown>(null);
  link = $state<string | null>(null);

  readonly id: string;
  readonly #api: Api;
  readonly #live: Live;

  constructor(api: Api, live: Live, id: string) {
    this.#api = api;
    this.#live = live;
    this.id = id;
  }

  get isUnknown(): boolean {
    return this.problem instanceof Problem && this.problem.status === 404;
  }

  /** The job that counts: the last one that was not cancelled. */
  get job() {
    return this.request?.jobs.findLast((job) => job.state !== "cancelled") ?? null;
  }

  open(): () => void {
    void this.load();
    void this.#loadTechnicians();
    const news = gather(() => this.load());
    const unsubscribe = this.#live.subscribe((entry) => {
      if (entry === null || entry.requestId === this.id) news.poke();
    });
    return () => {
      unsubscribe();
      news.stop();
    };
  }

  async load(): Promise<void> {
    try {
      this.request = await this.#api.get<RequestDetail>(this.#address());
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  async makeJob(job: NewJob): Promise<void> {
    await this.#api.post(this.#address("/jobs"), job);
    await this.load();
  }

  async planPrevisit(jobId: string, id: string, plannedAt: string): Promise<void> {
    await this.#api.post(`/api/jobs/${jobId}/previsits`, { id, plannedAt });
    await this.load();
  }

  async cancel(reason: string): Promise<void> {
    this.request = await this.#api.post<RequestDetail>(this.#address("/cancel"), { reason });
  }

  async closeWithoutProof(jobId: string, reason: string): Promise<void> {
    await this.#api.post(`/api/jobs/${jobId}/close`, { reason });
    await this.load();
  }

  async deleteRecording(recordingId: string): Promise<void> {
    await this.#api.post(`/api/recordings/${recordingId}/delete`);
    await this.load();
  }

  async makeLink(): Promise<string> {
    this.link ??= (await this.#api.post<{ link: string }>(this.#address("/link"))).link;
    return this.link;
  }

  #address(rest = ""): string {
    return `/api/repair-requests/${this.id}${rest}`;
  }

  async #loadTechnicians(): Promise<void> {
    try {
      this.technicians = await this.#api.get<Technician[]>("/api/technicians");
    } catch (error) {
      this.problem = error;
    }
  }
}

export const [requestFilesContext, provideRequestFiles] =
  createContext<(id: string) => RequestFile>();
