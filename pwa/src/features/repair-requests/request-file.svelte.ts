/** One repair request as the desk sees it, and everything a coordinator can do with it. */
import { createContext } from "svelte";

import type { Api } from "../../api/client";
import { Problem } from "../../api/problem";
import type { Contract, MovePreview, RequestDetail, Technician } from "../../api/wire";
import type { Office } from "../accounts/office";
import { gather } from "../live/gather";
import type { Live } from "../live/live.svelte";

export interface NewJob {
  /** Made on the screen, so that pressing twice makes one job. */
  id: string;
  technicianId: string;
  previsitId: string | null;
  previsitAt: string | null;
  /** The tenant chooses when the call is. */
  momentChoiceId: string | null;
  note: string;
}

export interface NewOffer {
  /** As of a job. */
  id: string;
  contractId: string;
  note: string;
  isAboveCapacity: boolean;
}

export class RequestFile {
  request = $state.raw<RequestDetail | null>(null);
  technicians = $state.raw<Technician[]>([]);
  /** Contractors that may be asked: none where this is one itself. */
  contracts = $state.raw<Contract[]>([]);
  problem = $state.raw<unknown>(null);

  readonly id: string;
  readonly #api: Api;
  readonly #live: Live;
  readonly #office: Office;

  constructor(api: Api, live: Live, office: Office, id: string) {
    this.#api = api;
    this.#live = live;
    this.#office = office;
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
    if (!this.#office.isContractor) void this.#loadContracts();
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

  async offer(offer: NewOffer): Promise<void> {
    this.request = await this.#api.post<RequestDetail>(this.#address("/work-orders"), offer);
  }

  async withdraw(orderId: string): Promise<void> {
    this.request = await this.#api.post<RequestDetail>(`/api/work-orders/${orderId}/withdraw`);
  }

  /** A contractor cannot do it after all: from now on it is not theirs to see. */
  async giveBack(orderId: string, reason: string): Promise<void> {
    await this.#api.post(`/api/work-orders/${orderId}/decline`, { reason });
    await this.load();
  }

  async passOn(jobId: string, technicianId: string): Promise<void> {
    await this.#api.post(`/api/jobs/${jobId}/technician`, { technicianId });
    await this.load();
  }

  async planPrevisit(jobId: string, id: string, plannedAt: string): Promise<void> {
    await this.#api.post(`/api/jobs/${jobId}/previsits`, { id, plannedAt });
    await this.load();
  }

  async askForMoment(jobId: string, id: string): Promise<void> {
    await this.#api.post(`/api/jobs/${jobId}/moment-choices`, { id });
    await this.load();
  }

  async cancel(reason: string): Promise<void> {
    this.request = await this.#api.post<RequestDetail>(this.#address("/cancel"), { reason });
  }

  /** What the desk decides: each an address of its own. */
  async decide(what: string, facts: object = {}): Promise<void> {
    this.request = await this.#api.post<RequestDetail>(this.#address(`/${what}`), facts);
  }

  previewMove(before: string): Promise<MovePreview> {
    return this.#api.get<MovePreview>(this.#address("/move"), { before });
  }

  async closeWithoutProof(jobId: string, reason: string): Promise<void> {
    await this.#api.post(`/api/jobs/${jobId}/close`, { reason });
    await this.load();
  }

  async deleteRecording(recordingId: string): Promise<void> {
    await this.#api.post(`/api/recordings/${recordingId}/delete`);
    await this.load();
  }

  #address(rest = ""): string {
    return `/api/repair-requests/${this.id}${rest}`;
  }

  async #loadContracts(): Promise<void> {
    try {
      const all = await this.#api.get<Contract[]>("/api/contracts");
      this.contracts = all.filter(({ endedAt }) => endedAt === null);
    } catch (error) {
      this.problem = error;
    }
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
