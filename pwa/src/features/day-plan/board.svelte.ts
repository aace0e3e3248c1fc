/**
 * The planning board: who goes where on the shown days, what is being carried to another place on it, and a suggested day
 * that nobody has agreed to yet.
 */
import type { Api } from "../../api/client";
import type {
  Board,
  BoardContractor,
  BoardJob,
  BoardVisit,
  FreeBlock,
  PlacedAnswer,
  SuggestedDay,
} from "../../api/wire";
import { newId } from "../../offline/ids";
import { Attempt } from "../../ui/attempt.svelte";

/** Where something can be put down. */
export interface Place {
  technicianId: string;
  block: FreeBlock;
}

export interface Carried {
  job: BoardJob;
  /** What is agreed already, when it comes from the board itself. */
  visit: BoardVisit | null;
}

/** What a contractor was not given, and why. */
export interface NotGiven {
  job: BoardJob;
  contractor: BoardContractor;
  problem: unknown;
}

export class PlanningBoard {
  board = $state.raw<Board | null>(null);
  suggestion = $state.raw<SuggestedDay | null>(null);
  carried = $state.raw<Carried | null>(null);
  /** What was refused last, and for which job. */
  refused = $state.raw<(PlacedAnswer & { job: BoardJob }) | null>(null);
  notGiven = $state.raw<NotGiven | null>(null);
  readonly loading = new Attempt();
  readonly placing = new Attempt();
  readonly #api: Api;
  #shown = { first: "", days: 1 };

  constructor(api: Api) {
    this.#api = api;
  }

  async show(first: string, days: number): Promise<void> {
    this.#shown = { first, days };
    this.suggestion = null;
    await this.load();
  }

  async load(): Promise<void> {
    const { first, days } = this.#shown;
    await this.loading.run(async () => {
      const board = await this.#api.get<Board>(
        `/api/planning/board?first=${first}&days=${String(days)}`,
      );
      // Somebody may have turned to another day meanwhile.
      if (first === this.#shown.first && days === this.#shown.days) this.board = board;
    });
  }

  pickUp(carried: Carried): void {
    this.#forgetRefusals();
    this.carried = this.carried?.job.jobId === carried.job.jobId ? null : carried;
  }

  drag(carried: Carried): void {
    this.#forgetRefusals();
    this.carried = carried;
  }

  letGo(): void {
    this.carried = null;
  }

  /** True when it stands there now. */
  async putDown({ technicianId, block }: Place): Promise<boolean> {
    const { carried } = this;
    if (!carried || this.placing.isBusy) return false;
    this.carried = null;
    const visit = {
      appointmentId: newId(),
      jobId: carried.job.jobId,
      technicianId,
      ...block,
      insteadOf: carried.visit?.appointmentId ?? null,
    };
    const done = await this.placing.run(async () => {
      const [answer] = await this.#place([visit], false);
      this.refused = answer?.problem ? { ...answer, job: carried.job } : null;
      await this.load();
    });
    return done && !this.refused;
  }

  /** True when the contractor is offered it now, for that day. */
  async giveTo(contractor: BoardContractor, day: string): Promise<boolean> {
    const { carried } = this;
    if (!carried || this.placing.isBusy) return false;
    this.carried = null;
    const facts = {
      orderId: newId(),
      jobId: carried.job.jobId,
      contractId: contractor.contractId,
      day,
    };
    const done = await this.placing.run(async () => {
      try {
        await this.#api.post("/api/planning/work-orders", facts);
      } catch (problem) {
        this.notGiven = { job: carried.job, contractor, problem };
      }
      await this.load();
    });
    return done && !this.notGiven;
  }

  async suggest(): Promise<void> {
    await this.placing.run(async () => {
      this.#forgetRefusals();
      this.suggestion = await this.#api.post<SuggestedDay>("/api/planning/suggestion", {
        day: this.#shown.first,
      });
    });
  }

  /** One that does not please. */
  leaveOut(jobId: string): void {
    if (!this.suggestion) return;
    const stops = this.suggestion.stops.filter(({ job }) => job.jobId !== jobId);
    this.suggestion = { ...this.suggestion, stops };
  }

  forgetSuggestion(): void {
    this.suggestion = null;
  }

  /** How many are planned now, of how many. */
  async takeOver(): Promise<{ planned: number; of: number } | null> {
    const stops = this.suggestion?.stops.filter(({ appointmentId }) => !appointmentId) ?? [];
    let planned = 0;
    const done = await this.placing.run(async () => {
      const visits = stops.map(({ job, technicianId, block }) => ({
        appointmentId: newId(),
        jobId: job.jobId,
        technicianId,
        ...block,
        insteadOf: null,
      }));
      const answers = visits.length ? await this.#place(visits, true) : [];
      planned = answers.filter(({ problem }) => !problem).length;
      this.suggestion = null;
      await this.load();
    });
    return done ? { planned, of: stops.length } : null;
  }

  #forgetRefusals(): void {
    this.refused = null;
    this.notGiven = null;
  }

  #place(visits: object[], areSuggested: boolean): Promise<PlacedAnswer[]> {
    return this.#api.post<PlacedAnswer[]>("/api/planning/visits", { visits, areSuggested });
  }
}

/** Whether a visit belongs in this part of the day: blocks may have been others when it was planned. */
export function isIn(block: FreeBlock, beginsAt: string, blocks: readonly FreeBlock[]): boolean {
  const begun = blocks.filter((each) => Date.parse(each.beginsAt) <= Date.parse(beginsAt));
  return (begun.at(-1) ?? blocks[0])?.beginsAt === block.beginsAt;
}

/** The Monday of a day's week, as 2026-11-30. */
export function mondayOf(day: string): string {
  const noon = new Date(`${day}T12:00Z`);
  const back = (noon.getUTCDay() + 6) % 7;
  return addDays(day, -back);
}

/** A moment of that day, which every time zone of the Netherlands has on the same day. */
export function noonOf(day: string): string {
  return `${day}T12:00Z`;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
