/** What a page can tell about itself: whether anybody sees it, and when it may have slept or changed networks. */

export interface Page {
  isVisible(): boolean;
  /** Gives back how to stop listening. */
  onWake(wake: () => void): () => void;
}

interface Network extends EventTarget {
  type?: string;
}

const network = (): Network | undefined =>
  typeof navigator === "undefined"
    ? undefined
    : (navigator as Navigator & { connection?: Network }).connection;

export const browserPage: Page = {
  isVisible: () => document.visibilityState === "visible",
  onWake(wake) {
    const whenVisible = (): void => {
      if (document.visibilityState === "visible") wake();
    };
    // `online` alone is not enough: a phone can move from Wi-Fi to 4G without it.
    document.addEventListener("visibilitychange", whenVisible);
    addEventListener("pageshow", wake);
    addEventListener("online", wake);
    network()?.addEventListener("change", wake);
    return () => {
      document.removeEventListener("visibilitychange", whenVisible);
      removeEventListener("pageshow", wake);
      removeEventListener("online", wake);
      network()?.removeEventListener("change", wake);
    };
  },
};

/** Calls back when the phone is on another network: `change` alone also means that the signal got weaker. */
export function onOtherNetwork(moved: () => void): () => void {
  let type = network()?.type;
  const compare = (): void => {
    if (network()?.type === type) return;
    type = network()?.type;
    moved();
  };
  addEventListener("online", moved);
  network()?.addEventListener("change", compare);
  return () => {
    removeEventListener("online", moved);
    network()?.removeEventListener("change", compare);
  };
}
