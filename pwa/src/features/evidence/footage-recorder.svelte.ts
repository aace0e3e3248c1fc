/** Records a short film or a voice note, in the best kind of file this browser makes. Stops by itself after a minute. */
import type { ViewfinderFailure } from "./viewfinder.svelte";

export type FootageKind = "film" | "voice";

export interface Footage {
  kind: FootageKind;
  bytes: ArrayBuffer;
  mediaType: string;
  seconds: number;
  /** A frame of the film; a voice note has none. */
  preview: ArrayBuffer | null;
}

export const longestSeconds = 60;
const posterEdge = 640;

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

export class FootageRecorder {
  readonly kind: FootageKind;
  stream = $state.raw<MediaStream | null>(null);
  failure = $state<ViewfinderFailure | null>(null);
  isRecording = $state(false);
  milliseconds = $state(0);
  made = $state.raw<Footage | null>(null);

  #recorder: MediaRecorder | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #poster: Promise<ArrayBuffer | null> = Promise.resolve(null);
  #isWanted = false;

  constructor(kind: FootageKind) {
    this.kind = kind;
  }

  async open(): Promise<void> {
    this.#isWanted = true;
    this.failure = null;
    try {
      const camera = {
        facingMode: { ideal: "environment" },
        width: { ideal: 1280 },
        height: { ideal: 720 },
      };
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: true,
        video: this.kind === "film" ? camera : false,
      });
      if (this.#isWanted) this.stream = stream;
      else stopTracks(stream);
    } catch (error) {
      const isDenied = error instanceof DOMException && error.name === "NotAllowedError";
      this.failure = isDenied ? "denied" : "missing";
    }
  }

  /** `video` shows the camera: its first frame stands for the film. */
  start(video: HTMLVideoElement | undefined): void {
    if (!this.stream || this.isRecording) return;
    const mimeType = types[this.kind].find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(this.stream, {
      ...(mimeType ? { mimeType } : {}),
      videoBitsPerSecond: 2_500_000,
      audioBitsPerSecond: 64_000,
    });
    const pieces: Blob[] = [];
    const startedAt = performance.now();
    this.#poster = video ? posterOf(video) : Promise.resolve(null);
    recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
    recorder.addEventListener("stop", () => void this.#finish(pieces, recorder.mimeType));
    recorder.start(1000);
    this.#recorder = recorder;
    this.made = null;
    this.milliseconds = 0;
    this.isRecording = true;
    this.#clock = setInterval(() => {
      this.milliseconds = performance.now() - startedAt;
      if (this.milliseconds >= longestSeconds * 1000) this.stop();
    }, 100);
  }

  stop(): void {
    clearInterval(this.#clock);
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }

  forget(): void {
    this.made = null;
    this.milliseconds = 0;
  }

  close(): void {
    this.#isWanted = false;
    this.stop();
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
  }

  async #finish(pieces: Blob[], mimeType: string): Promise<void> {
    const bytes = await new Blob(pieces).arrayBuffer();
    this.isRecording = false;
    if (bytes.byteLength === 0) {
      this.failure = "missing";
      return;
    }
    this.made = {
      kind: this.kind,
      bytes,
      mediaType: mimeType.split(";")[0] ?? mimeType,
      seconds: Math.min(longestSeconds, Math.round(this.milliseconds / 1000)),
      preview: await this.#poster,
    };
  }
}

async function posterOf(video: HTMLVideoElement): Promise<ArrayBuffer | null> {
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(1, posterEdge / Math.max(videoWidth, videoHeight));
  if (!Number.isFinite(scale)) return null;
  const canvas = new OffscreenCanvas(videoWidth * scale, videoHeight * scale);
  canvas.getContext("2d", { alpha: false })?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
  return await blob.arrayBuffer();
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
