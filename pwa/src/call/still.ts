/**
 * Takes one picture of what a camera sees, as sharp as the camera can: proof, so never the small picture that travels in the
 * call. First the camera's own photo; where a phone cannot, the largest frame of the local video.
 */

export interface Picture {
  bytes: ArrayBuffer;
  mediaType: "image/jpeg";
  width: number;
  height: number;
}

/** A short code for `still-failed`. */
export class CannotTakeStill extends Error {
  override readonly name = "CannotTakeStill";
  readonly reason: "camera-off" | "not-supported";

  constructor(reason: "camera-off" | "not-supported") {
    super(reason);
    this.reason = reason;
  }
}

interface PhotoCamera {
  takePhoto(settings?: { imageWidth?: number; imageHeight?: number }): Promise<Blob>;
  getPhotoCapabilities(): Promise<{
    imageWidth?: { max?: number };
    imageHeight?: { max?: number };
  }>;
}

type PhotoCameraMaker = new (track: MediaStreamTrack) => PhotoCamera;

const photoLimit = 3000;
const quality = 0.92;
/** To look at while talking: a quarter of the bytes. */
const frameQuality = 0.7;

export async function takeStill(camera: MediaStreamTrack | null): Promise<Picture> {
  if (!camera || camera.readyState === "ended") throw new CannotTakeStill("camera-off");
  const photo = (await ownPhoto(camera)) ?? (await largestFrame(camera));
  if (!photo) throw new CannotTakeStill("not-supported");
  return photo;
}

/** Null when this phone has no such thing, refuses, or takes longer than somebody holds a phone still. */
async function ownPhoto(camera: MediaStreamTrack): Promise<Picture | null> {
  const maker = (globalThis as { ImageCapture?: PhotoCameraMaker }).ImageCapture;
  if (!maker) return null;
  try {
    const photographer = new maker(camera);
    const { imageWidth, imageHeight } = await within(1000, photographer.getPhotoCapabilities());
    const wish =
      imageWidth?.max && imageHeight?.max
        ? { imageWidth: imageWidth.max, imageHeight: imageHeight.max }
        : {};
    return await asJpeg(await within(photoLimit, photographer.takePhoto(wish)));
  } catch (error) {
    if (error instanceof DOMException || error instanceof TookTooLong) return null;
    throw error;
  }
}

/** Asks the running camera for its largest video for the length of two frames. */
async function largestFrame(camera: MediaStreamTrack): Promise<Picture | null> {
  const before = camera.getConstraints();
  const capabilities = camera.getCapabilities?.() ?? {};
  const width = capabilities.width?.max;
  const height = capabilities.height?.max;
  try {
    if (width && height) {
      await camera.applyConstraints({
        ...before,
        width: { ideal: width },
        height: { ideal: height },
      });
    }
    return await within(photoLimit, sharpestFrame(camera));
  } catch (error) {
    if (error instanceof DOMException || error instanceof TookTooLong) return null;
    throw error;
  } finally {
    await camera.applyConstraints(before);
  }
}

async function sharpestFrame(camera: MediaStreamTrack): Promise<Picture> {
  return await playing(camera, async (video) => {
    for (let frame = 0; frame < 2; frame += 1) await nextFrame(video);
    return await drawn(video, video.videoWidth, video.videoHeight);
  });
}

/** The frame that the camera films now, as it is sent: to draw on, no proof. Null when there is none. */
export async function takeFrame(camera: MediaStreamTrack | null): Promise<Picture | null> {
  if (!camera || camera.readyState === "ended") return null;
  try {
    return await within(photoLimit, playing(camera, frameOf));
  } catch (error) {
    if (error instanceof DOMException || error instanceof TookTooLong) return null;
    throw error;
  }
}

/** What a video shows now. */
export async function frameOf(video: HTMLVideoElement): Promise<Picture> {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await nextFrame(video);
  return await drawn(video, video.videoWidth, video.videoHeight, frameQuality);
}

async function playing<Result>(
  camera: MediaStreamTrack,
  work: (video: HTMLVideoElement) => Promise<Result>,
): Promise<Result> {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([camera]);
  try {
    await video.play();
    return await work(video);
  } finally {
    video.srcObject = null;
  }
}

function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => video.requestVideoFrameCallback(() => resolve()));
}

/** A phone gives JPEG, which stays as it is, byte for byte. Desktop cameras give PNG. */
async function asJpeg(photo: Blob): Promise<Picture> {
  const bitmap = await createImageBitmap(photo);
  const { width, height } = bitmap;
  try {
    if (photo.type === "image/jpeg") {
      return { bytes: await photo.arrayBuffer(), mediaType: "image/jpeg", width, height };
    }
    return await drawn(bitmap, width, height);
  } finally {
    bitmap.close();
  }
}

async function drawn(
  source: CanvasImageSource,
  width: number,
  height: number,
  jpegQuality = quality,
): Promise<Picture> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d", { alpha: false })?.drawImage(source, 0, 0);
  const jpeg = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", jpegQuality);
  });
  if (!jpeg) throw new CannotTakeStill("not-supported");
  return { bytes: await jpeg.arrayBuffer(), mediaType: "image/jpeg", width, height };
}

class TookTooLong extends Error {}

function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TookTooLong()), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Two clicks, as a camera makes: who is filmed hears that a picture is taken. */
export function shutterSound(context: AudioContext): void {
  for (const [at, pitch] of [
    [0, 1800],
    [0.07, 1100],
  ] as const) {
    const tone = context.createOscillator();
    const loudness = context.createGain();
    const start = context.currentTime + at;
    tone.type = "square";
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.12, start);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.04);
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.05);
  }
}
