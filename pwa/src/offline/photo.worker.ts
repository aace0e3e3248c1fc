/// <reference lib="webworker" />
/**
 * Makes a picture fit to be evidence: upright, at most 2560 px unless it must be read, without the camera's hidden data, judged, with its hash and a small
 * preview. Away from the screen's thread, and one at a time: a 12 megapixel picture is 48 MB when unpacked.
 */
import type { Finding } from "../api/wire";
import { drawn, findingsInPicture } from "./judged-picture";
import { headOf, mediaTypeOf } from "./picture-type";
import { sha256Of } from "./sha256";

export interface PhotoWork {
  order: number;
  file: Blob;
  /** Somebody reads what is written on it: as large as the camera made it. */
  isFullSize: boolean;
}

export interface PreparedPhoto {
  bytes: ArrayBuffer;
  sha256: string;
  mediaType: string;
  preview: ArrayBuffer | null;
  width: number;
  height: number;
  /** What is wrong with the picture; nothing when this browser cannot look at it. */
  findings: Finding[];
}

export type PhotoAnswer = { order: number } & (
  { isPrepared: true; photo: PreparedPhoto } | { isPrepared: false; reason: string }
);

const longestEdge = 2560;
/** The largest canvas that every phone has: a picture of 12 megapixels fits whole. */
const mostPixels = 4096 * 4096;
const previewEdge = 320;

async function prepare({ file, isFullSize }: PhotoWork): Promise<PreparedPhoto> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    // A format this browser does not know, such as HEIC: the server decodes the original.
    return original(file);
  }
  const full = drawn(picture, isFullSize ? fullEdge(picture) : longestEdge);
  picture.close();
  // The preview is drawn from the smaller copy: a fifth of the work.
  const [photo, preview] = await Promise.all([
    full.convertToBlob({ type: "image/jpeg", quality: isFullSize ? 0.92 : 0.85 }),
    drawn(full, previewEdge).convertToBlob({ type: "image/jpeg", quality: 0.7 }),
  ]);
  const bytes = await photo.arrayBuffer();
  return {
    bytes,
    sha256: await sha256Of(bytes),
    mediaType: photo.type,
    preview: await preview.arrayBuffer(),
    width: full.width,
    height: full.height,
    findings: findingsInPicture(full),
  };
}

async function original(file: Blob): Promise<PreparedPhoto> {
  const mediaType = mediaTypeOf(await headOf(file));
  if (!mediaType) throw new Error("Not a picture");
  const bytes = await file.arrayBuffer();
  const sha256 = await sha256Of(bytes);
  return { bytes, sha256, mediaType, preview: null, width: 0, height: 0, findings: [] };
}

function fullEdge({ width, height }: ImageBitmap): number {
  const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)));
  return Math.floor(Math.max(width, height) * scale);
}

let previous = Promise.resolve();

self.addEventListener("message", (event: MessageEvent<PhotoWork>) => {
  const { order } = event.data;
  previous = previous.then(async () => {
    try {
      const photo = await prepare(event.data);
      const answer: PhotoAnswer = { order, isPrepared: true, photo };
      self.postMessage(answer, { transfer: [photo.bytes] });
    } catch (error) {
      const answer: PhotoAnswer = { order, isPrepared: false, reason: String(error) };
      self.postMessage(answer);
    }
  });
});
