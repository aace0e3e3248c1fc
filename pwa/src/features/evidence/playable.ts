/** Whether a recording that broke off early is more than the head of a file. */
import type { FootageKind } from "./footage-types";

const patienceMs = 5000;
/** Chromium makes a twentieth of a second out of the head of an MP4. A film of unknown length has more than that. */
const leastSeconds = 0.2;

/** Null when this phone was too busy to tell. */
export function plays(file: Blob, kind: FootageKind): Promise<boolean | null> {
  const player = document.createElement(kind === "film" ? "video" : "audio");
  const url = URL.createObjectURL(file);
  player.preload = "auto";
  player.muted = true;
  return new Promise<boolean | null>((resolve) => {
    // A head without anything behind it is read, and then nothing more comes.
    const timer = setTimeout(() => {
      resolve(player.readyState === HTMLMediaElement.HAVE_METADATA ? false : null);
    }, patienceMs);
    const say = (answer: boolean): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    player.onloadeddata = () => {
      say(!(player.duration < leastSeconds));
    };
    player.onerror = () => {
      say(false);
    };
    player.src = url;
  }).finally(() => {
    player.onerror = null;
    player.removeAttribute("src");
    URL.revokeObjectURL(url);
  });
}
