/** The row of photos that wait for a verdict, and which of them is on the table. */
import type { ReviewItem } from "../../api/wire";

/** The photo after this one; the last leads back to the first, so that nothing is skipped for good. */
export function nextInLane(items: ReviewItem[], photoId: string | null): ReviewItem | null {
  const index = items.findIndex((item) => item.photo.id === photoId);
  return items[(index + 1) % Math.max(items.length, 1)] ?? null;
}

/** The photos that come after this one, to have them ready. */
export function upcoming(items: ReviewItem[], photoId: string | null, count: number): ReviewItem[] {
  const index = items.findIndex((item) => item.photo.id === photoId);
  return [...items.slice(index + 1), ...items.slice(0, Math.max(index, 0))].slice(0, count);
}

export function previousInLane(items: ReviewItem[], photoId: string | null): ReviewItem | null {
  const index = items.findIndex((item) => item.photo.id === photoId);
  return items.at(index <= 0 ? -1 : index - 1) ?? null;
}

/** What is shown after the lane changed: the same photo while it waits, else the one that took its place. */
export function keepSelection(
  before: ReviewItem[],
  after: ReviewItem[],
  photoId: string | null,
): string | null {
  if (after.some((item) => item.photo.id === photoId)) return photoId;
  const place = before.findIndex((item) => item.photo.id === photoId);
  const waiting = new Set(after.map((item) => item.photo.id));
  const following = before.slice(place + 1).find((item) => waiting.has(item.photo.id));
  return (following ?? after[0])?.photo.id ?? null;
}
