/**
 * The work list of the desk and its figures. News enters without moving what is being read: rows change in place, new
 * reports come on top, and wait a moment while somebody's pointer is among the rows.
 */
import { createContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";

import type { Api } from "../../api/client";
import type { JournalEntry, RequestDetail, RequestPage, RequestRow } from "../../api/wire";
import { fill, text } from "../../text/current";
import { gather } from "../live/gather";
import type { Live } from "../live/live.svelte";
import { appendPage, mergeRows } from "./list-merge";
import type { Shown } from "./list-address";
import { everything, type Filter, isSieved, type ListSieve } from "./list-sieve";
import { PickedRepairs } from "./picked-repairs.svelte";
import { addressOf } from "./words";

const REQUESTS = "/api/repair-requests";
const PAGE_SIZE = 50;
/** How long after its last movement a pointer among the rows still counts as "about to press". */
const HAND_MS = 4_000;

export class WorkList {
  filter = $state<Filter>("open");
  query = $state("");
  sieve = $state.raw<ListSieve>(everything);
  rows = $state.raw<RequestRow[] | null>(null);
  /** New reports that wait until the pointer rests. */
  held = $state.raw<RequestRow[]>([]);
  counts = $state.raw<RequestPage["counts"] | null>(null);
  closed = $state.raw<RequestRow[] | null>(null);
  problem = $state.raw<unknown>(null);
  nextCursor = $state<string | null>(null);
  isLoading = $state(false);
  /** Came in while the list was open and has not been looked at. */
  readonly fresh = new SvelteSet<string>();
  readonly picked: PickedRepairs;
  /** The row to come back to. */
  lastOpened: string | null = null;
  scrollTop = 0;

  readonly #api: Api;
  readonly #live: Live;
  readonly #touched = new Set<string>();
  readonly #reported = new Set<string>();
  #asked = 0;
  /** What is on screen answers an earlier question than the one that was asked. */
  #isOtherList = false;
  #handTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, live: Live) {
    this.#api = api;
    this.#live = live;
    this.picked = new PickedRepairs(api, () => this.rows ?? []);
  }

  /** Loads, then follows the news until the returned function is called. */
  start(): () => void {
    void this.load();
    void this.#loadClosed();
    const news = gather(() => this.#refresh());
    const unsubscribe = this.#live.subscribe((entry) => {
      this.#note(entry, news.poke);
    });
    return () => {
      unsubscribe();
      news.stop();
      clearTimeout(this.#handTimer);
    };
  }

  async load(): Promise<void> {
    const question = ++this.#asked;
    this.isLoading = true;
    try {
      const page = await this.#page();
      if (question !== this.#asked) return;
      this.rows = page.items;
      this.picked.keepOnly(page.items);
      this.held = [];
      this.#isOtherList = false;
      this.nextCursor = page.nextCursor;
      this.counts = page.counts;
      this.problem = null;
    } catch (error) {
      if (question === this.#asked) this.#fail(error);
    } finally {
      if (question === this.#asked) this.isLoading = false;
    }
  }

  show(filter: Filter): Promise<void> {
    this.filter = filter;
    this.#isOtherList = true;
    return this.load();
  }

  get shown(): Shown {
    return { filter: this.filter, sieve: this.sieve };
  }

  /** A saved view, or what an address asks for. */
  showView({ filter, sieve }: Shown): Promise<void> {
    this.filter = filter;
    return this.sift(sieve);
  }

  search(query: string): Promise<void> {
    this.query = query;
    this.#isOtherList = true;
    return this.load();
  }

  sift(sieve: ListSieve): Promise<void> {
    this.sieve = sieve;
    this.#isOtherList = true;
    return this.load();
  }

  async more(): Promise<void> {
    const question = this.#asked;
    this.isLoading = true;
    try {
      const page = await this.#page(this.nextCursor);
      if (question !== this.#asked) return;
      this.rows = appendPage(this.rows ?? [], page.items);
      this.nextCursor = page.nextCursor;
      this.problem = null;
    } catch (error) {
      this.problem = error;
    } finally {
      this.isLoading = false;
    }
  }

  /** The pointer moves among the rows: nothing may shift under it now. */
  handMoves(): void {
    clearTimeout(this.#handTimer);
    this.#handTimer = setTimeout(() => {
      this.handLeaves();
    }, HAND_MS);
  }

  handLeaves(): void {
    clearTimeout(this.#handTimer);
    this.#handTimer = undefined;
    this.rows = [...this.held, ...(this.rows ?? [])];
    this.held = [];
  }

  neighbour(id: string, step: 1 | -1): RequestRow | null {
    const rows = this.rows ?? [];
    const index = rows.findIndex((row) => row.id === id);
    return index === -1 ? null : (rows[index + step] ?? null);
  }

  /** The old list stays on screen, unless another one was asked for: then it would be a lie. */
  #fail(error: unknown): void {
    this.problem = error;
    if (this.#isOtherList) this.rows = null;
  }

  #page(after: string | null = null): Promise<RequestPage> {
    const question = {
      state: this.filter,
      order: "first",
      q: this.query.trim(),
      ...this.sieve,
      after,
      limit: PAGE_SIZE,
    };
    return this.#api.get<RequestPage>(REQUESTS, question);
  }

  #note(entry: JournalEntry | null, poke: () => void): void {
    if (entry === null) {
      void this.load();
      return;
    }
    if (entry.requestId) this.#touched.add(entry.requestId);
    if (entry.requestId && entry.event === "request.reported") this.#reported.add(entry.requestId);
    if (entry.event === "request.done") void this.#loadClosed();
    poke();
  }

  async #refresh(): Promise<void> {
    if (this.rows === null) return;
    const question = this.#asked;
    const touched = new Set(this.#touched);
    const reported = new Set(this.#reported);
    this.#touched.clear();
    this.#reported.clear();
    try {
      const page = await this.#page();
      const elsewhere = await this.#leftThePage(touched, reported, page.items);
      if (question !== this.#asked) return;
      this.counts = page.counts;
      this.#merge([...page.items, ...elsewhere], touched);
    } catch {
      // The connection tag already says that the list may be behind; the next news or the reconnection repairs it.
    }
  }

  /**
   * Rows we show that changed so much that they no longer belong to this list: they stay, with their new state. And
   * new reports whose turn comes so late that they stand on another page.
   */
  #leftThePage(
    touched: Set<string>,
    reported: Set<string>,
    fresh: RequestRow[],
  ): Promise<RequestRow[]> {
    const answered = new Set(fresh.map((row) => row.id));
    const shown = [...(this.rows ?? []), ...this.held].map((row) => row.id);
    const wanted = [...shown.filter((id) => touched.has(id)), ...(this.#showsAll ? reported : [])];
    const missing = [...new Set(wanted)].filter((id) => !answered.has(id));
    return Promise.all(missing.map((id) => this.#api.get<RequestDetail>(`${REQUESTS}/${id}`)));
  }

  /** Whatever comes in belongs to what is shown. */
  get #showsAll(): boolean {
    const isOfNews = this.filter === "open" || this.filter === "reported";
    return isOfNews && this.query.trim() === "" && !isSieved(this.sieve);
  }

  #merge(news: RequestRow[], touched: Set<string>): void {
    const shown = mergeRows(this.rows ?? [], news);
    const held = mergeRows(this.held, shown.arrived);
    this.rows = shown.rows;
    this.held = held.rows;
    // What slid onto this page because something else left it is no news.
    const reported = held.arrived.filter((row) => touched.has(row.id));
    if (reported.length > 0) this.#receive(reported);
  }

  #receive(arrived: RequestRow[]): void {
    for (const row of arrived) {
      this.fresh.add(row.id);
      const facts = { title: row.title, address: addressOf(row) };
      this.#live.announce(fill(text.desk.list.arrived, facts));
    }
    if (this.#handTimer === undefined) this.rows = [...arrived, ...(this.rows ?? [])];
    else this.held = [...arrived, ...this.held];
  }

  async #loadClosed(): Promise<void> {
    try {
      const page = await this.#api.get<RequestPage>(REQUESTS, { state: "closed", limit: 50 });
      this.closed = page.items;
    } catch {
      // Only the figure of minutes is missing then, and it says so itself.
      this.closed ??= [];
    }
  }
}

export const [workListContext, provideWorkList] = createContext<WorkList>();
