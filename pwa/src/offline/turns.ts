/**
 * Whose turn it is. A visit is told in the order it happened: arriving, photos, leaving. Photos do not wait for each other,
 * so one that fails holds up no other, except the one it is named by.
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
  let nextAt = Infinity;
  for (const item of open) {
    const { jobId } = item;
    const isHeld =
      item.kind === "photo"
        ? jobsHeld.has(jobId) || namedBy(item).some((id) => ids.has(id))
        : jobs.has(jobId);
    if (!isHeld) {
      const at = dueAt(item);
      if (at <= now) return { item, nextAt: now };
      nextAt = Math.min(nextAt, at);
    }
    ids.add(item.id);
    jobs.add(jobId);
    if (item.kind !== "photo") jobsHeld.add(jobId);
  }
  return { item: undefined, nextAt };
}

/** The server has to know these before it takes the photo that names them. */
function namedBy({ announcement }: Extract<OutboxItem, { kind: "photo" }>): string[] {
  return [announcement.beforePhotoId, announcement.retakeOf].filter((id) => id != null);
}
