/** How long a photo waits, and whether its technician can still be asked back in. */
import type { ReviewItem } from "../../api/wire";

/** While this long gone, the van is still in the street. The server puts those photos first. */
const target = 10 * 60_000;

export interface Waiting {
  minutes: number;
  isVanThere: boolean;
  /** Longer than the target, while it is still of use. */
  isLate: boolean;
}

export function waitingOf({ photo, job }: ReviewItem, now: number): Waiting {
  const waited = Math.max(0, now - Date.parse(photo.receivedAt ?? photo.takenAt));
  const isVanThere =
    job.arrivedAt !== null && (job.leftAt === null || now - Date.parse(job.leftAt) < target);
  return {
    minutes: Math.floor(waited / 60_000),
    isVanThere,
    isLate: isVanThere && waited >= target,
  };
}
