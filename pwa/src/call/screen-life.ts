/** The page during a call: the screen stays lit, and the others hear when somebody looks at another app. */
import type { Messenger } from "./messenger";

export class ScreenLife {
  readonly #messenger: Messenger;
  readonly #onReturn: () => void;
  #lock: WakeLockSentinel | null = null;
  #isOver = false;

  constructor(messenger: Messenger, onReturn: () => void) {
    this.#messenger = messenger;
    this.#onReturn = onReturn;
  }

  /** Gives back how to stop. */
  start(): () => void {
    const changed = (): void => {
      const hidden = document.visibilityState === "hidden";
      this.#messenger.send({ type: "away", hidden });
      if (hidden) return;
      void this.#keepLit();
      this.#onReturn();
    };
    document.addEventListener("visibilitychange", changed);
    void this.#keepLit();
    return () => {
      this.#isOver = true;
      document.removeEventListener("visibilitychange", changed);
      void this.#lock?.release();
    };
  }

  async #keepLit(): Promise<void> {
    if (!("wakeLock" in navigator) || (this.#lock && !this.#lock.released)) return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch (error) {
      // With a nearly empty battery the phone refuses; the call goes on.
      if (!(error instanceof DOMException)) throw error;
    }
    if (this.#isOver) await this.#lock?.release();
  }
}
