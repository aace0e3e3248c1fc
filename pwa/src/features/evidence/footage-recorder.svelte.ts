/** Records a short film or a voice note, in the best kind of file this browser makes. Stops by itself after a minute. */
import { bestType, type FootageKind, longestSeconds, withoutCodecs } from "./footage-types";
import type { RecordingPlace, Recordings, RunningRecording } from "./recordings.svelte";
import type { ViewfinderFailure } from "./viewfinder.svelte";
import { posterOf } from "./poster";

export interface Footage {
  /** What the phone keeps of it until it is used. */
  recordingId: string;
  startedAt: number;
  kind: FootageKind;
  bytes: ArrayBuffer;
  mediaType: string;
  seconds: number;
  /** A frame of the film; a voice note has none. */
  preview: ArrayBuffer | null;
}

/** A killed app loses one or two of these. */
const sliceMs = 1000;

export class FootageRecorder {
  readonly kind: FootageKind;
  stream = $state.raw<MediaStream | null>(null);
  failure = $state<ViewfinderFailure | null>(null);
  isRecording = $state(false);
  milliseconds = $state(0);
  made = $state.raw<Footage | null>(null);

  readonly #recordings: Recordings;
  readonly #place: RecordingPlace;
  #recorder: MediaRecorder | undefined;
  #kept: RunningRecording | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #poster: Promise<ArrayBuffer | null> = Promise.resolve(null);
  #isWanted = false;

  constructor(kind: FootageKind, recordings: Recordings, place: RecordingPlace) {
    this.kind = kind;
    this.#recordings = recordings;
    this.#place = place;
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
    const mimeType = bestType(this.kind);
    const recorder = new MediaRecorder(this.stream, {
      ...(mimeType ? { mimeType } : {}),
      videoBitsPerSecond: 2_500_000,
      audioBitsPerSecond: 64_000,
      // Chromium hands out an MP4 from key frame to key frame; left alone it makes one every few seconds.
      videoKeyFrameIntervalDuration: sliceMs,
    } as MediaRecorderOptions);
    const pieces: Blob[] = [];
    const began = performance.now();
    const startedAt = Date.now();
    this.#poster = video ? posterOf(video) : Promise.resolve(null);
    recorder.start(sliceMs);
    const mediaType = withoutCodecs(recorder.mimeType || (mimeType ?? ""));
    const kept = this.#recordings.begin(
      { ...this.#place, kind: this.kind, startedAt, mediaType },
      this.#poster,
    );
    recorder.addEventListener("dataavailable", ({ data }) => {
      pieces.push(data);
      kept.add(data, performance.now() - began);
    });
    recorder.addEventListener(
      "stop",
      () => void this.#finish(pieces, { kept, startedAt, mediaType }),
    );
    this.#kept = kept;
    this.#recorder = recorder;
    this.made = null;
    this.milliseconds = 0;
    this.isRecording = true;
    this.#clock = setInterval(() => {
      this.milliseconds = performance.now() - began;
      if (this.milliseconds >= longestSeconds * 1000) this.stop();
    }, 100);
  }

  stop(): void {
    clearInterval(this.#clock);
    if (this.#recorder?.state === "recording") this.#recorder.stop();
  }

  /** Another one is to be made: what was recorded goes. */
  async forget(): Promise<void> {
    const { made } = this;
    this.made = null;
    this.milliseconds = 0;
    await this.#kept?.end();
    if (made) await this.#recordings.drop(made.recordingId);
  }

  close(): void {
    this.#isWanted = false;
    if (this.isRecording) this.stop();
    else void this.#letGo();
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
  }

  async #finish(
    pieces: Blob[],
    {
      kept,
      startedAt,
      mediaType,
    }: { kept: RunningRecording; startedAt: number; mediaType: string },
  ): Promise<void> {
    const bytes = await new Blob(pieces).arrayBuffer();
    this.isRecording = false;
    if (!this.#isWanted) await this.#letGo();
    if (bytes.byteLength === 0) {
      this.failure = "missing";
      return;
    }
    this.made = {
      recordingId: kept.id,
      startedAt,
      kind: this.kind,
      bytes,
      mediaType,
      seconds: Math.min(longestSeconds, Math.round(this.milliseconds / 1000)),
      preview: await this.#poster,
    };
  }

  /** Nobody looks at it here any more. */
  async #letGo(): Promise<void> {
    await this.#kept?.end();
    await this.#recordings.look();
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
