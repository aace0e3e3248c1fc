/** Where the line between before and after stands, and what part of a magnified picture is seen. All in parts of the frame. */

export interface Point {
  x: number;
  y: number;
}

export const MAGNIFIED = 2.5;
const STEP = 0.05;

export function clamp(value: number, low = 0, high = 1): number {
  return Math.min(Math.max(value, low), high);
}

/** The slider after an arrow key. */
export function nudged(position: number, direction: -1 | 1): number {
  return clamp(Math.round((position + direction * STEP) * 100) / 100);
}

/** The centre of what is seen, kept so that the picture always fills the frame. */
export function boundedCentre(centre: Point, scale: number): Point {
  const margin = 1 / (2 * scale);
  return { x: clamp(centre.x, margin, 1 - margin), y: clamp(centre.y, margin, 1 - margin) };
}

/** CSS that shows the picture `scale` times as large around this centre. */
export function transformFor(centre: Point, scale: number): string {
  const { x, y } = boundedCentre(centre, scale);
  const shift = (part: number): string => `${((0.5 - part) * scale * 100).toFixed(3)}%`;
  return `translate(${shift(x)}, ${shift(y)}) scale(${String(scale)})`;
}

/** Where on the picture somebody pressed, when only a part of it is seen. */
export function pointOnPicture(pressed: Point, centre: Point, scale: number): Point {
  const seen = boundedCentre(centre, scale);
  return {
    x: seen.x + (pressed.x - 0.5) / scale,
    y: seen.y + (pressed.y - 0.5) / scale,
  };
}
