/**
 * Whose turn it is. A visit is told in the order it happened: arriving, photos, leaving. But nothing waits for a photo, except
 * the photo that names it and a comment on it: one that does not get through must not keep the technician inside, and leaving
 * names the photos that are still to come. Nothing waits for a
 * comment, for the word that a photo was deleted, or for extra work that is asked; nor do those two wait. What is said or
 * shown in the chat waits for what was said there before, and for nothing else.
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
  /** Jobs with an earlier moment of the visit, or its outcome. */
  const jobsHeld = new Set<string>();
  /** Jobs with an earlier message of the chat: it is read in the order in which it was written. */
  const jobsSpoken = new Set<string>();
  const isHeld = (item: OutboxItem): boolean => {
    switch (item.kind) {
      case "photo":
        return jobsHeld.has(item.jobId) || namedBy(item).some((id) => ids.has(id));
      case "discard":
      case "extraWork":
      case "followOn":
        return false;
      case "comment":
        return ids.has(item.photoId);
      case "say":
      case "show":
        return jobsSpoken.has(item.jobId);
      default:
        return jobsHeld.has(item.jobId);
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
    if (item.kind === "say" || item.kind === "show") jobsSpoken.add(jobId);
    if (isMoment(item)) jobsHeld.add(jobId);
  }
  return { item: undefined, nextAt };
}

/** What happened around the visit, which is told in the order in which it happened. */
function isMoment({ kind }: OutboxItem): boolean {
  switch (kind) {
    case "setOut":
    case "turnBack":
    case "atDoor":
    case "noAccess":
    case "arrive":
    case "leave":
    case "outcome":
      return true;
    default:
      return false;
  }
}

/** The server has to know these before it takes the photo that names them. */
function namedBy({ announcement }: Extract<OutboxItem, { kind: "photo" }>): string[] {
  return [announcement.beforePhotoId, announcement.retakeOf].filter((id) => id != null);
}
