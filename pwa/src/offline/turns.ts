/**
 * Whose turn it is. A visit is told in the order it happened: arriving, photos, leaving. Photos do not wait for each other,
 * so one that fails holds up no other, except the one it is named by. A comment waits for its photo, and nothing waits for a
 * comment, nor for the word that a photo was deleted.
 */
import type { OutboxItem } from "./database";

export interface Turn {
  /** The first that may go now. */
  item: OutboxItem | undefined;
  /** When the next one may, if none may now. */
  nextAt: number;
}

/** `open` in the order it was made. A refused item waits for a person, so it is not open and holds up nothing. */
export function turnOf(open: OutboxItem[], now: number, dueAt: (item: OutboxItem) => number): Turn {
  const ids = new Set<string>();
  const jobs = new Set<string>();
  /** Jobs with something earlier than a photo that is no photo. */
  const jobsHeld = new Set<string>();
  const isHeld = (item: OutboxItem): boolean => {
    switch (item.kind) {
      case "photo":
        return jobsHeld.has(item.jobId) || namedBy(item).some((id) => ids.has(id));
      case "discard":
        return false;
      case "comment":
        return ids.has(item.photoId);
      default:
        return jobs.has(item.jobId);
    }
  };
  let nextAt = Infinity;
  for (const item of open) {
    const { jobId } = item;
    if (!isHeld(item)) {
      const at = dueAt(item);
      if (at <= now) return { item, nextAt: now };
      nextAt = Math.min(nextAt, at);
    }
    ids.add(item.id);
    if (item.kind === "comment" || item.kind === "discard") continue;
    jobs.add(jobId);
    if (item.kind !== "photo") jobsHeld.add(jobId);
  }
  return { item: undefined, nextAt };
}

/** The server has to know these before it takes the photo that names them. */
function namedBy({ announcement }: Extract<OutboxItem, { kind: "photo" }>): string[] {
  return [announcement.beforePhotoId, announcement.retakeOf].filter((id) => id != null);
}
