/** Lines of text in a call: through the server, which keeps them, so that who comes back reads what was said. */
import type { SaidLine } from "../api/wire";
import { newId } from "../offline/ids";
import type { Call } from "./call.svelte";
import type {} from "./chat-messages";
import { readable } from "./free-text";

export interface ChatLine {
  chatId: string;
  isMine: boolean;
  name: string;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Of mine, and it reached nobody. */
  isRefused?: boolean;
}

export const longestLine = 2000;

export class Chat {
  lines = $state.raw<ChatLine[]>([]);
  /** Of others, and not looked at yet. */
  unread = $state(0);
  isOpen = $state(false);
  /** So much was written that the server takes no more. */
  isFull = $state(false);

  readonly #call: Call;
  readonly #earlier: () => Promise<SaidLine[]>;

  /** `earlier` asks the application for what was said before we came in. */
  constructor(around: { call: Call; earlier: () => Promise<SaidLine[]> }) {
    this.#call = around.call;
    this.#earlier = around.earlier;
    this.#call.on("welcome", ({ participant }) => void this.#readEarlier(participant));
    this.#call.on("chat", ({ from, chatId, text, at }) => {
      const name = this.#call.people.find(from)?.name ?? "";
      this.#add([{ chatId, isMine: false, name, text, at }]);
      if (!this.isOpen) this.unread += 1;
    });
    this.#call.on("error", ({ code, refused }) => {
      if (refused?.type !== "chat") return;
      if (code === "chat-full") this.isFull = true;
      this.lines = this.lines.map((line) =>
        line.chatId === refused.chatId ? { ...line, isRefused: true } : line,
      );
    });
  }

  say(text: string): void {
    const line = readable(text).trim().slice(0, longestLine);
    if (!line) return;
    const chatId = newId();
    this.#call.send({ type: "chat", chatId, text: line });
    this.#add([{ chatId, isMine: true, name: "", text: line, at: Date.now() }]);
  }

  open(): void {
    this.isOpen = true;
    this.unread = 0;
  }

  close(): void {
    this.isOpen = false;
  }

  async #readEarlier(me: string): Promise<void> {
    try {
      this.#add(
        (await this.#earlier()).map(({ chatId, participant, name, text, at }) => ({
          chatId,
          isMine: participant === me,
          name,
          text,
          at: Date.parse(at),
        })),
      );
    } catch (error) {
      // The call itself matters more; what is said from now on arrives anyway.
      if (!(error instanceof Error)) throw error;
    }
  }

  #add(lines: ChatLine[]): void {
    const fresh = lines.filter(({ chatId }) => !this.lines.some((each) => each.chatId === chatId));
    if (fresh.length > 0) this.lines = [...this.lines, ...fresh].sort((a, b) => a.at - b.at);
  }
}
