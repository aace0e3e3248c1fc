/** One short message at the bottom of the screen, with at most one thing to do about it. The next one replaces it. */
import { createContext } from "svelte";

export interface Notice {
  words: string;
  tone: "plain" | "bad";
  action: { words: string; run: () => void } | undefined;
}

export class Notices {
  current = $state.raw<Notice | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(
    words: string,
    options: { action?: Notice["action"]; seconds?: number; tone?: Notice["tone"] } = {},
  ): void {
    clearTimeout(this.#timer);
    this.current = { words, tone: options.tone ?? "plain", action: options.action };
    this.#timer = setTimeout(() => (this.current = null), (options.seconds ?? 6) * 1000);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }
}

export const [noticesContext, provideNotices] = createContext<Notices>();
