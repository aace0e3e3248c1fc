/** The time, for screens that count minutes. Beats every few seconds and when the screen comes back. */
import { createContext } from "svelte";

export class Now {
  value = $state(0);
  readonly #read: () => number;

  constructor(read: () => number) {
    this.#read = read;
    this.value = read();
  }

  start(): () => void {
    const beat = (): void => {
      this.value = this.#read();
    };
    const timer = setInterval(beat, 5000);
    document.addEventListener("visibilitychange", beat);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", beat);
    };
  }
}

export const [nowContext, provideNow] = createContext<Now>();
