/** In which kind of file a browser records a film or a voice note, and how long one may last. */

export type FootageKind = "film" | "voice";

export const longestSeconds = 60;

/** MP4 plays everywhere; WebM does not on older iPhones. */
const types: Record<FootageKind, string[]> = {
  film: [
    'video/mp4;codecs="avc1.42E01F,mp4a.40.2"',
    "video/mp4",
    "video/webm;codecs=vp8,opus",
    "video/webm",
  ],
  voice: [
    "audio/mp4;codecs=mp4a.40.2",
    "audio/mp4",
    "audio/webm;codecs=opus",
    "audio/webm",
    "audio/ogg;codecs=opus",
  ],
};

/** The best one; undefined leaves it to the browser. */
export function bestType(kind: FootageKind): string | undefined {
  return types[kind].find((type) => MediaRecorder.isTypeSupported(type));
}

export function withoutCodecs(mimeType: string): string {
  return mimeType.split(";")[0] ?? mimeType;
}
