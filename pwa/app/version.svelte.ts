/** A new version of the app waits until the person asks for it: it may not interrupt a call or a photo. */
import { createContext } from "svelte";

export class Version {
  isWaiting = $state(false);
  #waiting: ServiceWorker | null = null;

  async register(): Promise<void> {
    if (!("serviceWorker" in navigator)) return;
    const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/app/" });
    this.#see(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => {
        // Without a controller this is the first installation: nothing is replaced.
        if (coming.state === "installed" && navigator.serviceWorker.controller) this.#see(coming);
      });
    });
  }

  #see(worker: ServiceWorker | null): void {
    this.#waiting = worker;
    this.isWaiting = worker !== null;
  }

  use(): void {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
    this.#waiting?.postMessage("use-new-version");
  }
}

export const [versionContext, provideVersion] = createContext<Version>();
