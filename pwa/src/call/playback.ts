/** Plays a stream in a video or audio element by the rules of phones: inline, started by hand, silent when it must be. */

export interface Playback {
  stream: MediaStream | null;
  /** The browser wants a tap before it gives sound. */
  onblocked?: () => void;
}

/** For `use:playing`. A video of one's own is `muted` in the markup. */
export function playing(
  video: HTMLMediaElement,
  playback: Playback,
): { update: (next: Playback) => void; destroy: () => void } {
  let { onblocked } = playback;
  const show = (stream: MediaStream | null): void => {
    if (video.srcObject === stream) return;
    video.srcObject = stream;
    if (stream) void start(video, onblocked);
  };
  // iOS pauses what plays when the page is hidden, and does not go on by itself.
  const goOn = (): void => {
    if (document.visibilityState === "visible" && video.srcObject && video.paused) {
      void start(video, onblocked);
    }
  };
  document.addEventListener("visibilitychange", goOn);
  show(playback.stream);
  return {
    update(next) {
      onblocked = next.onblocked;
      show(next.stream);
    },
    destroy() {
      document.removeEventListener("visibilitychange", goOn);
      video.srcObject = null;
    },
  };
}

async function start(video: HTMLMediaElement, onblocked?: () => void): Promise<void> {
  try {
    await video.play();
  } catch (error) {
    // AbortError: another stream came before this one started. That one is started by itself.
    if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
    if (video.muted) return;
    video.muted = true;
    onblocked?.();
    await start(video);
  }
}

/** In the tap itself. */
export function unblock(video: HTMLMediaElement): void {
  video.muted = false;
  void start(video);
}
