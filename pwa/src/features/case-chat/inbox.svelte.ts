/** Who waits for an answer in the chat: the lane of the desk, kept fresh by the journal. */
import { createContext } from "svelte";

import type { Api } from "../../api/client";
import type { ChatInbox } from "../../api/wire";
import { gather } from "../live/gather";
import type { Live } from "../live/live.svelte";

export class Inbox {
  waiting = $state.raw<ChatInbox["waiting"] | null>(null);
  answered = $state.raw<ChatInbox["answered"]>([]);
  problem = $state.raw<unknown>(null);

  readonly #api: Api;
  readonly #live: Live;

  constructor(api: Api, live: Live) {
    this.#api = api;
    this.#live = live;
  }

  /** Listens until the returned function is called. */
  start(): () => void {
    void this.load();
    const news = gather(() => this.load());
    const unsubscribe = this.#live.subscribe((entry) => {
      if (entry === null || entry.event.startsWith("chat.")) news.poke();
    });
    return () => {
      unsubscribe();
      news.stop();
    };
  }

  async load(): Promise<void> {
    try {
      const { waiting, answered } = await this.#api.get<ChatInbox>("/api/conversations");
      this.waiting = waiting;
      this.answered = answered;
      this.problem = null;
    } catch (error) {
      this.problem = error;
    }
  }
}

export const [inboxContext, provideInbox] = createContext<Inbox>();
