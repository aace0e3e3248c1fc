/** Makes parts of a picture unrecognisable: a few blocks of colour each, in the bytes themselves. */
import type { Spot } from "../../../call/picture-place";
import type { Picture } from "../../../call/still";

/** Opposite corners, as shares of the picture. */
export interface Region {
  from: Spot;
  to: Spot;
}

/** So few that no letter and no face can be guessed from them. */
const blocks = 6;
const quality = 0.92;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** In whole pixels, and never empty. */
export function boxOf({ from, to }: Region, width: number, height: number): Box {
  const [left, right] = [Math.min(from.x, to.x) * width, Math.max(from.x, to.x) * width];
  const [top, bottom] = [Math.min(from.y, to.y) * height, Math.max(from.y, to.y) * height];
  const [x, y] = [Math.floor(left), Math.floor(top)];
  return {
    x,
    y,
    width: Math.max(1, Math.ceil(right - x)),
    height: Math.max(1, Math.ceil(bottom - y)),
  };
}

export async function cover(
  picture: ImageBitmapSource,
  regions: readonly Region[],
): Promise<Picture> {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  const small = new OffscreenCanvas(blocks, blocks);
  const coarse = small.getContext("2d", { alpha: false });
  if (!context || !coarse) throw new Error("No room to draw the picture");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  context.imageSmoothingEnabled = false;
  for (const region of regions) {
    const box = boxOf(region, width, height);
    coarse.drawImage(canvas, box.x, box.y, box.width, box.height, 0, 0, blocks, blocks);
    context.drawImage(small, 0, 0, blocks, blocks, box.x, box.y, box.width, box.height);
  }
  const jpeg = await canvas.convertToBlob({ type: "image/jpeg", quality });
  return { bytes: await jpeg.arrayBuffer(), mediaType: "image/jpeg", width, height };
}
