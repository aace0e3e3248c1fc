/** The guest's own invitation: asked for every few seconds while something can still change, for a guest reads no journal. */
import type { Api } from "../../../api/client";
import { Offline, Problem } from "../../../api/problem";
import type { OwnInvitation } from "../../../api/wire";

const every = 2000;

export class Invitation {
  facts = $state.raw<OwnInvitation | null>(null);
  /** The link does not work any more, in this browser. */
  isGone = $state(false);

  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Gives back how to stop: for `onMount`. */
  follow(isWaiting: () => boolean): () => void {
    void this.look();
    const timer = setInterval(() => {
      if (isWaiting() && document.visibilityState === "visible") void this.look();
    }, every);
    const onShown = (): void => {
      if (document.visibilityState === "visible") void this.look();
    };
    document.addEventListener("visibilitychange", onShown);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", onShown);
    };
  }

  async look(): Promise<void> {
    try {
      this.facts = await this.#api.get<OwnInvitation>("/api/guest");
    } catch (error) {
      if (error instanceof Problem && error.status === 401) this.isGone = true;
      else if (!(error instanceof Offline || error instanceof Problem)) throw error;
    }
  }
}
