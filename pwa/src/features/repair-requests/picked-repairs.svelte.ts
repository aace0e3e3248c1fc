/**
 * Repairs of the list that were chosen to do the same with, and what became of them. Only what can be seen can be
 * chosen, and at most as many as the server takes in one request.
 */
import { SvelteSet } from "svelte/reactivity";

import type { Api } from "../../api/client";
import type { DoneOrNot, Priority, RequestRow } from "../../api/wire";
import { newId } from "../../offline/ids";

export const MOST_TOGETHER = 100;
const TOGETHER = "/api/repair-requests/together";

export type Together = "postpone" | "resume" | "sooner" | "later" | "give";

/** What was done, and of which repairs it was refused by which rule. */
export interface Told {
  what: Together;
  done: string[];
  refused: { slug: string; numbers: string[] }[];
  /** Nothing is told to a tenant within the first minute, so what is taken back now she never hears. */
  undo: (() => Promise<void>) | null;
}

/** The chosen ones as they were when their form was opened: pressing twice sends the same. */
export interface Chosen {
  id: string;
  number: string;
  priority: Priority;
  jobId: string;
}

export class PickedRepairs {
  readonly ids = new SvelteSet<string>();
  told = $state.raw<Told | null>(null);

  readonly #api: Api;
  readonly #rows: () => RequestRow[];
  /** Where a range begins. */
  #anchor: string | null = null;

  constructor(api: Api, rows: () => RequestRow[]) {
    this.#api = api;
    this.#rows = rows;
  }

  get rows(): RequestRow[] {
    return this.#rows().filter((row) => this.ids.has(row.id));
  }

  get isFull(): boolean {
    return this.ids.size >= MOST_TOGETHER;
  }

  get areAll(): boolean {
    const shown = this.#rows().slice(0, MOST_TOGETHER);
    return shown.length > 0 && shown.every((row) => this.ids.has(row.id));
  }

  toggle(id: string): void {
    this.told = null;
    this.#anchor = id;
    if (!this.ids.delete(id) && !this.isFull) this.ids.add(id);
  }

  /** Everything between the last one that was touched and this one. */
  extendTo(id: string): void {
    this.told = null;
    const order = this.#rows().map((row) => row.id);
    const from = order.indexOf(this.#anchor ?? id);
    const [first, last] = [from, order.indexOf(id)].sort((a, b) => a - b);
    for (const each of order.slice(Math.max(first ?? 0, 0), (last ?? 0) + 1)) {
      if (!this.isFull) this.ids.add(each);
    }
  }

  /** A range begins here, when none has. */
  beginAt(id: string): void {
    if (this.#anchor === null || !this.ids.has(this.#anchor)) this.#anchor = id;
  }

  /** All that are on the screen, or none of them when all are chosen already. */
  togglePage(): void {
    this.told = null;
    if (this.areAll) this.clear();
    else for (const row of this.#rows()) if (!this.isFull) this.ids.add(row.id);
  }

  clear(): void {
    this.ids.clear();
    this.#anchor = null;
  }

  /** Another list is on the screen. */
  keepOnly(rows: RequestRow[]): void {
    const shown = new Set(rows.map((row) => row.id));
    for (const id of [...this.ids]) if (!shown.has(id)) this.ids.delete(id);
  }

  choose(): Chosen[] {
    return this.rows.map(({ id, number, priority }) => ({ id, number, priority, jobId: newId() }));
  }

  async postpone(chosen: Chosen[], because: string, until: string): Promise<void> {
    const repairs = chosen.map(({ id }) => id);
    const done = await this.#send("postpone", chosen, "postpone", { repairs, because, until });
    this.#offerUndo(done, () => this.resume(done));
  }

  async resume(chosen: Chosen[]): Promise<void> {
    await this.#send("resume", chosen, "resume", { repairs: chosen.map(({ id }) => id) });
  }

  async step(chosen: Chosen[], direction: "sooner" | "later", reason: string): Promise<void> {
    const repairs = chosen.map(({ id, priority }) => ({ id, priority }));
    const facts = { repairs, direction, reason };
    const done = await this.#send(direction, chosen, "priority", facts);
    const back = done.map((each) => ({ ...each, priority: stepped(each.priority, direction) }));
    const other = direction === "sooner" ? "later" : "sooner";
    this.#offerUndo(done, () => this.#stepBack(back, other, reason));
  }

  async give(chosen: Chosen[], technicianId: string): Promise<void> {
    const repairs = chosen.map(({ id, jobId }) => ({ id, jobId }));
    await this.#send("give", chosen, "give", { repairs, technicianId });
  }

  /** The reason of a step that is taken back stands beside both. */
  async #stepBack(chosen: Chosen[], direction: "sooner" | "later", reason: string): Promise<void> {
    await this.step(chosen, direction, reason);
    if (this.told) this.told = { ...this.told, undo: null };
  }

  /** Those of which it was done. */
  async #send(what: Together, chosen: Chosen[], address: string, facts: object): Promise<Chosen[]> {
    const answers = await this.#api.post<DoneOrNot[]>(`${TOGETHER}/${address}`, facts);
    const refusalOf = new Map(answers.map(({ id, refused }) => [id, refused]));
    const done = chosen.filter(({ id }) => !refusalOf.get(id));
    const slugs = [...new Set(answers.flatMap(({ refused }) => refused ?? []))];
    const refused = slugs.map((slug) => ({
      slug,
      numbers: chosen.filter(({ id }) => refusalOf.get(id) === slug).map(({ number }) => number),
    }));
    this.told = { what, done: done.map(({ number }) => number), refused, undo: null };
    this.clear();
    return done;
  }

  #offerUndo(done: Chosen[], undo: () => Promise<void>): void {
    if (this.told && done.length > 0) this.told = { ...this.told, undo };
  }
}

const ORDER: Priority[] = ["P0", "P1", "P2", "P3", "P4"];

function stepped(priority: Priority, direction: "sooner" | "later"): Priority {
  const at = ORDER.indexOf(priority) + (direction === "later" ? 1 : -1);
  return ORDER[at] ?? priority;
}
