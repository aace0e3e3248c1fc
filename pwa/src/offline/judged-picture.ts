/** Judging a picture where there is a canvas: in a worker. */
import type { Finding } from "../api/wire";
import { findingsIn, judgedEdge, scoresOf, type Scores } from "./judging";

type Picture = ImageBitmap | OffscreenCanvas;

export function findingsInPicture(picture: Picture): Finding[] {
  return findingsIn(scoresOfCanvas(drawn(picture, judgedEdge)));
}

function scoresOfCanvas(canvas: OffscreenCanvas): Scores {
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d")?.getImageData(0, 0, width, height);
  if (!pixels) throw new Error("No room to judge the picture");
  return scoresOf(pixels.data, width, height);
}

export function drawn(picture: Picture, edge: number): OffscreenCanvas {
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("No room to draw the picture");
  // "high" first makes a whole row of ever smaller pictures, which above half the size changes nothing that can be seen: for
  // 12 megapixels that was half of all the time between the shutter and a photo that is safe.
  context.imageSmoothingQuality = scale > 0.5 ? "low" : "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}
