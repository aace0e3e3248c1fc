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
import { fill, text } from "../../text/current";
import { gather } from "../live/gather";
import type { Live } from "../live/live.svelte";
import { keepSelection, nextInLane, previousInLane } from "./lane";

export const reasons = [
  "blurred",
  "too_dark",
  "wrong_spot",
  "person_in_picture",
  "unfinished",
  "other",
] as const satisfies readonly SendBackReason[];

/** What the last verdict led to. */
export interface Said {
  item: ReviewItem;
  reason: SendBackReason | null;
  /** Set when this verdict closed the case. */
  closed: RequestDetail | null;
}

export class ReviewLane {
  items = $state.raw<ReviewItem[] | null>(null);
  onPhones = $state.raw<ReviewList["onPhones"]>([]);
  selectedId = $state<string | null>(null);
  said = $state.raw<Said | null>(null);
  problem = $state.raw<unknown>(null);

  readonly selected = $derived(this.items?.find((item) => item.photo.id === this.selectedId));
  readonly following = $derived(nextInLane(this.items ?? [], this.selectedId));

  readonly #api: Api;
  readonly #live: Live;
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
      if (entry?.event === "request.closed") void this.#noteClosed(entry);
      if (entry === null || /^(photo|visit)\./.test(entry.event)) news.poke();
    });
    return () => {
      unsubscribe();
      news.stop();
    };
  }

  async load(): Promise<void> {
    try {
      const list = await this.#api.get<ReviewList>("/api/photos/to-review");
      this.#put(list.items.filter((item) => !this.#judged.has(item.photo.id)));
      this.onPhones = list.onPhones;
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }

  select(id: string): void {
    this.selectedId = id;
  }

  next(): void {
    this.selectedId = this.following?.photo.id ?? null;
  }

  previous(): void {
    this.selectedId = previousInLane(this.items ?? [], this.selectedId)?.photo.id ?? null;
  }

  accept(): Promise<void> {
    return this.#judge("accept", null, {});
  }

  sendBack(reason: SendBackReason, note: string, marks: readonly Mark[]): Promise<void> {
    return this.#judge("send-back", reason, { reason, note, marks });
  }

  async #judge(verdict: string, reason: SendBackReason | null, body: object): Promise<void> {
    const item = this.selected;
    if (!item) return;
    this.#judged.add(item.photo.id);
    this.#put((this.items ?? []).filter((other) => other !== item));
    this.said = { item, reason, closed: null };
    try {
      await this.#api.post(`/api/photos/${item.photo.id}/${verdict}`, body);
      this.problem = null;
      this.#live.announce(saidWords(this.said));
    } catch (error) {
      this.#judged.delete(item.photo.id);
      this.said = null;
      await this.load();
      this.selectedId = item.photo.id;
      this.problem = error;
    }
  }

  #put(items: ReviewItem[]): void {
    const selected = keepSelection(this.items ?? [], items, this.selectedId);
    this.items = items;
    this.selectedId = selected;
  }

  async #noteClosed(entry: JournalEntry): Promise<void> {
    const said = this.said;
    if (!said || said.item.job.requestId !== entry.requestId) return;
    const address = `/api/repair-requests/${said.item.job.requestId}`;
    const closed = await this.#api.get<RequestDetail>(address).catch(() => null);
    if (this.said === said) this.said = { ...said, closed };
  }
}

export function saidWords(said: Said): string {
  const facts = { title: said.item.job.title, name: said.item.job.technicianName };
  if (said.reason === null) return fill(text.desk.review.accepted, facts);
  const reason = text.common.reasons[said.reason].toLowerCase();
  return fill(text.desk.review.sentBack, { ...facts, reason });
}

export const [reviewLaneContext, provideReviewLane] = createContext<ReviewLane>();
