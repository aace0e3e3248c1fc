/** A film that the tenant picks, or makes with her phone's own camera: what it is, how long it lasts, a frame of it. */
import { posterOf } from "../src/features/evidence/poster";
import type { Limits } from "./photo-field";

interface Film {
  /** Null when this browser cannot say. */
  seconds: number | null;
  poster: ArrayBuffer | null;
}

/** The server's own measure. */
const filmLimit = 60_000_000;
const filmLimitInWords = "60 MB";
/** A minute, and what a camera's own counter is beside it. */
const longestSeconds = 61;

const patienceMs = 8000;

/** The film in this file, or why it will not do; null when it is none. */
export const filmIn: Limits["filmIn"] = async (file, head, facts) => {
  const mediaType = filmTypeOf(head);
  if (!mediaType) return null;
  if (file.size > filmLimit) return ["filmTooLarge", filmLimitInWords];
  const { seconds, poster } = await lookAtFilm(file);
  if ((seconds ?? 0) > longestSeconds) return ["filmTooLong"];
  const bytes = await file.arrayBuffer();
  return { photo: { ...facts, mediaType, film: { seconds } }, heavy: { bytes, poster } };
};

/** What the first bytes say, as for pictures: "" for what is no film. */
function filmTypeOf(head: string): string {
  if (head.startsWith("\x1aE\xdf\xa3")) return "video/webm";
  return /^[^]{4}ftyp(iso|mp4|avc1|M4V|qt )/.test(head) ? "video/mp4" : "";
}

/** Never fails: a film that this browser cannot play may be good all the same. */
async function lookAtFilm(file: Blob): Promise<Film> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.preload = "auto";
  const url = URL.createObjectURL(file);
  try {
    const hasFrame = reached(video, "loadeddata");
    video.src = url;
    await hasFrame;
    const { duration } = video;
    const poster = await posterOf(video);
    return { seconds: Number.isFinite(duration) ? Math.round(duration) : null, poster };
  } catch {
    return { seconds: null, poster: null };
  } finally {
    video.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

function reached(video: HTMLVideoElement, moment: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, patienceMs);
    const end = (then: () => void) => () => {
      clearTimeout(timer);
      then();
    };
    video.addEventListener(moment, end(resolve), { once: true });
    video.addEventListener("error", end(reject), { once: true });
  });
}
