/** Whether the server can be reached, as far as known. The browser's own word is only half of it: Wi-Fi without internet exists. */
import { createContext } from "svelte";

export class Connectivity {
  isOnline = $state(navigator.onLine);

  start(): () => void {
    const stop = new AbortController();
    addEventListener("online", () => (this.isOnline = true), { signal: stop.signal });
    addEventListener("offline", () => (this.isOnline = false), { signal: stop.signal });
    return () => stop.abort();
  }

  /** An answer arrived, or did not. */
  saw(isReached: boolean): void {
    this.isOnline = isReached;
  }
}

export const [connectivityContext, provideConnectivity] = createContext<Connectivity>();
