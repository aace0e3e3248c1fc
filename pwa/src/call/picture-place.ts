/** Where a picture lies in the place it gets, and which spot of it a finger touches. Pure. */
import { share, type Size } from "./marks";

export interface Spot {
  x: number;
  y: number;
}

export type Fit = "cover" | "contain";

/** More than a third of the picture outside the place: better bars than a missing corner. */
const losesTooMuch = 0.67;

export function fitOf(frame: Size, place: Size): Fit {
  const [picture, room] = [frame.width / frame.height, place.width / place.height];
  return Math.min(picture, room) / Math.max(picture, room) < losesTooMuch ? "contain" : "cover";
}

/**
 * The spot of the source frame under a point of the screen, as shares of its width and height, or null beside the picture.
 * `place` is the box that shows the frame, also when it is enlarged or reaches beyond the screen.
 */
export function spotUnder(
  point: { clientX: number; clientY: number },
  place: Pick<DOMRect, "left" | "top" | "width" | "height">,
  frame: Size,
  fit: Fit,
  isMirrored: boolean,
): Spot | null {
  const across = place.width / frame.width;
  const down = place.height / frame.height;
  const scale = fit === "cover" ? Math.max(across, down) : Math.min(across, down);
  const x = (point.clientX - place.left - place.width / 2) / (frame.width * scale) + 0.5;
  const y = (point.clientY - place.top - place.height / 2) / (frame.height * scale) + 0.5;
  if (x < 0 || x > 1 || y < 0 || y > 1) return null;
  return { x: share(isMirrored ? 1 - x : x), y: share(y) };
}
