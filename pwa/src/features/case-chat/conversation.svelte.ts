/**
 * The chat of one case as staff see it. Messages come from answers and over an open line; each has its place by `seq`, so
 * what comes twice stands once, and what was missed is fetched after every reconnection.
 */
import type { Api } from "../../api/client";
import { Offline } from "../../api/problem";
import type {
  ChatMessage,
  ChatPerson,
  ChatPresence,
  ChatStanding,
  Conversation as Facts,
} from "../../api/wire";
import { bring, type ChosenPhoto } from "./chat-photo";
import { followConversation, type FollowConversation } from "./conversation-feed";

/** Characters of one message, as the server takes them. */
export const longest = 2000;
const typingEveryMs = 3000;
/** An answer may fail while the open line stands: nothing else asks again. */
const againAfterMs = 3000;

export interface NewMessage {
  /** Made on the screen, so that sending twice says it once. */
  id: string;
  text: string;
  photoId?: string;
}

export class Conversation {
  facts = $state.raw<Omit<Facts, "messages" | "standing"> | null>(null);
  messages = $state.raw<ChatMessage[]>([]);
  standing = $state.raw<ChatStanding | null>(null);
  people = $state.raw<ChatPresence[]>([]);
  isLost = $state(false);
  problem = $state.raw<unknown>(null);

  readonly newest = $derived(this.messages.at(-1)?.seq ?? 0);
  /** The newest of ours, beside which it stands whether she read it. */
  readonly lastOwn = $derived(this.messages.findLast(({ side }) => side === "staff"));
  readonly colleagues = $derived(this.people.filter(({ side }) => side === "staff"));
  readonly tenant = $derived(this.people.find(({ side }) => side === "tenant"));

  readonly #api: Api;
  readonly #follow: FollowConversation;
  readonly #address: string;
  #typedAt = 0;
  #isOpen = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, requestId: string, follow: FollowConversation = followConversation) {
    this.#api = api;
    this.#follow = follow;
    this.#address = `/api/repair-requests/${requestId}/conversation`;
  }

  /** Listens until the returned function is called. */
  open(): () => void {
    this.#isOpen = true;
    const line = this.#follow(this.#address, {
      onopen: () => {
        this.isLost = false;
        void this.load();
      },
      onlost: () => {
        this.isLost = true;
        this.people = [];
      },
      onmessage: (message) => {
        this.#add([message]);
        // Addresses of photos come with an answer.
        if (message.photo?.isReady) void this.load();
      },
      onstanding: (standing) => {
        this.#stand(standing);
      },
      onpeople: (people) => {
        this.people = people;
      },
    });
    return () => {
      this.#isOpen = false;
      clearTimeout(this.#timer);
      line.close();
    };
  }

  async load(): Promise<void> {
    try {
      this.#take(await this.#api.get<Facts>(this.#address));
      this.isLost = false;
      this.problem = null;
    } catch (error) {
      if (error instanceof Offline) this.#loadLater();
      else this.problem = error;
    }
  }

  #loadLater(): void {
    this.isLost = true;
    clearTimeout(this.#timer);
    if (this.#isOpen) this.#timer = setTimeout(() => void this.load(), againAfterMs);
  }

  async say(message: NewMessage): Promise<void> {
    this.#take(await this.#api.post<Facts>(this.#address, message));
  }

  /** Shown to the tenant once it is safe. The message is the photo's own, so that trying again says it once. */
  async show(photo: ChosenPhoto): Promise<void> {
    await bring(this.#api, this.#address, photo);
    const { id } = photo.announcement;
    await this.say({ id, text: "", photoId: id });
  }

  /** What is on the screen was read; told once for each newest message of hers. */
  async markRead(): Promise<void> {
    const hers = this.messages.findLast(({ side }) => side === "tenant");
    if (!hers || !this.standing || hers.seq <= this.standing.staffReadTo) return;
    const { seq } = hers;
    this.standing = { ...this.standing, staffReadTo: seq };
    await this.#quietly(this.#api.post(`${this.#address}/read`, { readTo: seq }));
  }

  async typing(): Promise<void> {
    if (Date.now() - this.#typedAt < typingEveryMs) return;
    this.#typedAt = Date.now();
    await this.#quietly(this.#api.post(`${this.#address}/typing`));
  }

  whoCanAnswer(): Promise<ChatPerson[]> {
    return this.#api.get<ChatPerson[]>(`${this.#address}/colleagues`);
  }

  async handOver(to: string | null): Promise<void> {
    this.#take(await this.#api.post<Facts>(`${this.#address}/hand-over`, { to }));
  }

  async settle(): Promise<void> {
    this.#take(await this.#api.post<Facts>(`${this.#address}/settle`));
  }

  /** The call that begins now, or is going on; the technician of the repair holds it. */
  async call(id: string): Promise<void> {
    await this.#api.post(`${this.#address}/call`, { id });
    await this.load();
  }

  #take({ messages, standing, ...facts }: Facts): void {
    this.facts = facts;
    this.#stand(standing);
    this.#add(messages);
  }

  /** An answer may be overtaken by the open line: what was read stays read. */
  #stand(standing: ChatStanding): void {
    const { tenantReadTo = 0, staffReadTo = 0 } = this.standing ?? {};
    this.standing = {
      ...standing,
      tenantReadTo: Math.max(standing.tenantReadTo, tenantReadTo),
      staffReadTo: Math.max(standing.staffReadTo, staffReadTo),
    };
  }

  #add(messages: ChatMessage[]): void {
    const fresh = new Map(messages.map((message) => [message.id, message]));
    const kept = this.messages.map((old) => {
      const found = fresh.get(old.id);
      fresh.delete(old.id);
      return found ? withAddresses(found, old) : old;
    });
    this.messages = [...kept, ...fresh.values()].sort((one, other) => one.seq - other.seq);
  }

  /** Nobody waits for it, and the next one says the same. */
  async #quietly(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
}

/** An open line tells no addresses of photos: those of an earlier answer are still good. */
function withAddresses(found: ChatMessage, old: ChatMessage): ChatMessage {
  if (!found.photo || found.photo.isRefused || found.photo.thumbnailUrl || !old.photo) return found;
  const { thumbnailUrl, screenUrl } = old.photo;
  return { ...found, photo: { ...found.photo, thumbnailUrl, screenUrl } };
}
