/**
 * Photos that wait for a verdict. A verdict leaves the lane at once and is sent straight away, so that the next photo
 * is there before the server has answered; a refusal brings the photo back.
 */
import { createContext } from "svelte";

import type { Api } from "../../api/client";
import type {
  JournalEntry,
  RequestDetail,
  ReviewItem,
  ReviewList,
  SendBackReason,
} from "../../api/wire";
import type { Mark } from "../../call/marks";
import { fill, plural, text } from "../../text/current";
import { newId } from "../../offline/ids";
import { gather } from "../live/gather";
import type { Live } from "../live/live.svelte";
import { keepSelection, nextInLane, previousInLane, upcoming } from "./lane";
import { everything, queryOf, type Sieve } from "./sieve";
import { Picked } from "./picked.svelte";

export const reasons = [
  "blurred",
  "too_dark",
  "wrong_spot",
  "person_in_picture",
  "unfinished",
  "other",
] as const satisfies readonly SendBackReason[];

/** So many photos are fetched before they are asked for. */
const ahead = 3;
const aPage = 60;
const nearEnd = 15;
const mostAtOnce = 200;
/** The number of photos that wait too long rises by itself. */
const countsEvery = 30_000;

/** What the last verdict led to. */
export interface Said {
  item: ReviewItem;
  /** How many were accepted together with it. */
  count: number;
  reason: SendBackReason | null;
  /** Set when this verdict closed the case. */
  closed: RequestDetail | null;
}

interface Acceptance {
  item: ReviewItem;
  /** What the server said; it may still be under way. */
  isAccepted: Promise<boolean>;
}

export class ReviewLane {
  items = $state.raw<ReviewItem[] | null>(null);
  onPhones = $state.raw<ReviewList["onPhones"]>([]);
  selectedId = $state<string | null>(null);
  said = $state.raw<Said | null>(null);
  problem = $state.raw<unknown>(null);

  readonly selected = $derived(this.items?.find((item) => item.photo.id === this.selectedId));
  sieve = $state.raw<Sieve>(everything);
  counts = $state.raw<ReviewList["counts"]>({ waiting: 0, late: 0 });
  choices = $state.raw<ReviewList["choices"]>({ technicians: [], slots: [], tags: [] });
  #nextCursor = $state<string | null>(null);
  readonly hasMore = $derived(this.#nextCursor !== null);

  readonly #ahead = $derived(upcoming(this.items ?? [], this.selectedId, ahead));
  readonly picked = new Picked();

  readonly #api: Api;
  readonly #live: Live;
  #isReadingOn = false;
  /** Accepted here, in the order of the keys, the newest last: each can be taken back while its case is open. */
  #accepted = $state.raw<Acceptance[]>([]);
  readonly canUndo = $derived(this.#accepted.length > 0);
  /** Judged here, so gone from the lane even while an older answer still lists it. */
  readonly #judged = new Set<string>();

  constructor(api: Api, live: Live) {
    this.#api = api;
    this.#live = live;
  }

  start(): () => void {
    void this.load();
    const news = gather(() => this.load());
    const unsubscribe = this.#live.subscribe((entry) => {
      if (entry?.event === "request.done") void this.#noteClosed(entry);
      // Somebody took a judgement back: it may have been ours.
      if (entry?.event === "photo.reconsidered" && entry.photoId) {
        this.#judged.delete(entry.photoId);
      }
      if (entry === null || /^(photo|visit)\./.test(entry.event)) news.poke();
    });
    const clock = setInterval(() => news.poke(), countsEvery);
    return () => {
      clearInterval(clock);
      unsubscribe();
      news.stop();
    };
  }

  /** As much of the lane as is here already, anew. */
  async load(): Promise<void> {
    const limit = Math.min(mostAtOnce, Math.max(aPage, this.items?.length ?? 0));
    const list = await this.#read({ limit });
    if (list) this.#put(this.#unjudged(list));
  }

  /** The next page, when the end of what is here comes near. */
  async more(): Promise<void> {
    const after = this.#nextCursor;
    if (after === null || this.#isReadingOn) return;
    this.#isReadingOn = true;
    const list = await this.#read({ limit: aPage, after });
    this.#isReadingOn = false;
    if (!list) return;
    const known = new Set(this.items?.map((item) => item.photo.id));
    const fresh = this.#unjudged(list).filter((item) => !known.has(item.photo.id));
    this.#put([...(this.items ?? []), ...fresh]);
  }

  async sift(sieve: Sieve): Promise<void> {
    this.sieve = sieve;
    await this.load();
  }

  async #read(page: { limit: number; after?: string }): Promise<ReviewList | null> {
    const sieve = this.sieve;
    try {
      const query = queryOf(sieve, page);
      const list = await this.#api.get<ReviewList>(`/api/photos/to-review?${query}`);
      if (this.sieve !== sieve) return null; // something else is wanted by now
      this.counts = list.counts;
      this.choices = list.choices;
      this.onPhones = list.onPhones;
      this.#nextCursor = list.nextCursor;
      this.problem = null;
      return list;
    } catch (error) {
      this.problem = error;
      return null;
    }
  }

  #unjudged(list: ReviewList): ReviewItem[] {
    if (this.sieve.verdict !== "pending") return list.items;
    return list.items.filter((item) => !this.#judged.has(item.photo.id));
  }

  /** Says it once, however often it is sent: the id is made here. */
  comment(item: ReviewItem, words: string): Promise<boolean> {
    return this.#tell(`${item.photo.id}/comments`, { id: newId(), words });
  }

  /** A photo that was judged: accept it after all, or have it wait again. */
  async turnRound(item: ReviewItem, because: string): Promise<void> {
    const { id, verdict } = item.photo;
    const step = verdict === "accepted" ? "reconsider" : "accept";
    if (await this.#tell(`${id}/${step}`, { because })) this.#judged.delete(id);
  }

  async #tell(what: string, body: object): Promise<boolean> {
    try {
      await this.#api.post(`/api/photos/${what}`, body);
      await this.load();
      return true;
    } catch (error) {
      this.problem = error;
      return false;
    }
  }

  async tag(item: ReviewItem, tags: string[]): Promise<void> {
    try {
      await this.#api.put(`/api/photos/${item.photo.id}/tags`, { tags });
      await this.load();
    } catch (error) {
      this.problem = error;
    }
  }

  select(id: string): void {
    this.selectedId = id;
  }

  get isNearEnd(): boolean {
    const place = this.items?.findIndex((item) => item.photo.id === this.selectedId) ?? 0;
    return this.hasMore && place > (this.items?.length ?? 0) - nearEnd;
  }

  /** The addresses of the pictures to have ready. */
  get picturesAhead(): (string | null | undefined)[] {
    return this.#ahead.flatMap(({ photo, before }) => [photo.screenUrl, before?.screenUrl]);
  }

  next(): void {
    this.selectedId = nextInLane(this.items ?? [], this.selectedId)?.photo.id ?? null;
  }

  previous(): void {
    this.selectedId = previousInLane(this.items ?? [], this.selectedId)?.photo.id ?? null;
  }

  async accept(): Promise<void> {
    const item = this.selected;
    if (!item) return;
    const path = `/api/photos/${item.photo.id}/accept`;
    await this.#remember([item], this.#judge([item], null, path, {}));
  }

  /** Those that were chosen, as one request: all of them or none. */
  async acceptPicked(): Promise<void> {
    const items = (this.items ?? []).filter((item) => this.picked.ids.has(item.photo.id));
    if (items.length === 0) return;
    const photos = items.map((item) => item.photo.id);
    await this.#remember(items, this.#judge(items, null, "/api/photos/accept", { photos }));
  }

  /** From the key on, and not from the answer: whoever takes the last one back means the last key. */
  async #remember(items: ReviewItem[], isAccepted: Promise<boolean>): Promise<void> {
    const accepted = items.map((item) => ({ item, isAccepted }));
    this.#accepted = [...this.#accepted, ...accepted];
    if (await isAccepted) return;
    this.#accepted = this.#accepted.filter((each) => !accepted.includes(each));
  }

  /** The last acceptance, by a judgement of its own: what was said stays said. */
  async undo(): Promise<void> {
    const last = this.#accepted.at(-1);
    if (!last) return;
    this.#accepted = this.#accepted.slice(0, -1);
    if (!(await last.isAccepted)) return; // it is back already, with the reason
    const { item } = last;
    const { id } = item.photo;
    try {
      const because = text.desk.review.slip;
      await this.#api.post(`/api/photos/${id}/reconsider`, { because });
      this.#judged.delete(id);
      this.said = null;
      await this.load();
      this.selectedId = id;
      this.#live.announce(fill(text.desk.review.takenBack, { title: item.job.title }));
    } catch (error) {
      this.problem = error;
    }
  }

  async sendBack(reason: SendBackReason, note: string, marks: readonly Mark[]): Promise<void> {
    const item = this.selected;
    if (!item) return;
    const path = `/api/photos/${item.photo.id}/send-back`;
    await this.#judge([item], reason, path, { reason, note, marks });
  }

  async #judge(
    items: ReviewItem[],
    reason: SendBackReason | null,
    path: string,
    body: object,
  ): Promise<boolean> {
    const [item] = items;
    if (!item) return false;
    for (const { photo } of items) this.#judged.add(photo.id);
    this.#put((this.items ?? []).filter((other) => !items.includes(other)));
    const said = (this.said = { item, count: items.length, reason, closed: null });
    try {
      await this.#api.post(path, body);
      this.problem = null;
      this.#live.announce(saidWords(said));
      return true;
    } catch (error) {
      for (const { photo } of items) this.#judged.delete(photo.id);
      this.said = null;
      await this.load();
      this.selectedId = item.photo.id;
      this.problem = error;
      return false;
    }
  }

  #put(items: ReviewItem[]): void {
    const selected = keepSelection(this.items ?? [], items, this.selectedId);
    this.items = items;
    this.selectedId = selected;
    this.picked.keepOnly(items);
  }

  async #noteClosed(entry: JournalEntry): Promise<void> {
    const said = this.said;
    if (!said || said.item.job.requestId !== entry.requestId) return;
    const address = `/api/repair-requests/${said.item.job.requestId}`;
    const closed = await this.#api.get<RequestDetail>(address).catch(() => null);
    if (this.said === said) this.said = { ...said, closed };
    this.#accepted = this.#accepted.filter(({ item }) => item.job.requestId !== entry.requestId);
  }
}

export function saidWords(said: Said): string {
  const facts = { title: said.item.job.title, name: said.item.job.technicianName };
  if (said.reason === null) {
    if (said.count > 1) return plural(text.desk.review.acceptedTogether, said.count);
    return fill(text.desk.review.accepted, facts);
  }
  const reason = text.common.reasons[said.reason].toLowerCase();
  return fill(text.desk.review.sentBack, { ...facts, reason });
}

export const [reviewLaneContext, provideReviewLane] = createContext<ReviewLane>();
