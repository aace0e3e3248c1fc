/** The open line of one conversation: what was said, how it stands, who is there. The browser reconnects by itself. */
import type { ChatMessage, ChatPresence, ChatStanding } from "../../api/wire";

export interface ConversationNews {
  /** After every (re)connection: the moment to fetch, for what looks another way now. */
  onopen: () => void;
  onlost: () => void;
  onmessage: (message: ChatMessage) => void;
  onstanding: (standing: ChatStanding) => void;
  onpeople: (people: ChatPresence[]) => void;
}

export type FollowConversation = (address: string, news: ConversationNews) => { close(): void };

export const followConversation: FollowConversation = (address, news) => {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = <Data>(name: string, tell: (data: Data) => void): void => {
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      tell(JSON.parse(data) as Data);
    });
  };
  const open = (): void => {
    source = new EventSource(`${address}/feed`);
    source.addEventListener("hello", news.onopen);
    hear("message", news.onmessage);
    hear("standing", news.onstanding);
    hear("people", news.onpeople);
    source.addEventListener("error", () => {
      news.onlost();
      // The browser gave up on an answer; we ask again.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, 5000);
    });
  };
  open();
  return {
    close() {
      clearTimeout(timer);
      source.close();
    },
  };
};
