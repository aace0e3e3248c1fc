/** Which events of the journal a coordinator wants to read back, and which are only the machinery between them. */
import type { JournalEvent, TimelineEntry } from "../../api/wire";

export interface Told {
  entry: TimelineEntry;
  /** How many times the same thing happened in a row. */
  count: number;
}

/** A photo is told when it is safely here; what came before and after that is the work of machines. */
const UNTOLD = new Set<JournalEvent>([
  "photo.announced",
  "photo.ready",
  "job.moved",
  "previsit.room_empty",
  "recording.stored",
  "request.done",
]);
/** Two photos or messages sent one after the other are one thing to tell. */
const TOGETHER = new Set<JournalEvent>(["photo.received", "photo.accepted", "chat.said"]);

export function tellable(entries: TimelineEntry[]): Told[] {
  const isClosedByJob = entries.some((entry) => entry.event === "job.done");
  const told: Told[] = [];
  for (const entry of entries) {
    // A job that is done closes its request: one sentence for both, the one with the minutes.
    if (UNTOLD.has(entry.event) && !(entry.event === "request.done" && !isClosedByJob)) continue;
    const last = told.at(-1);
    if (last && isSameAgain(last.entry, entry))
      told[told.length - 1] = { entry, count: last.count + 1 };
    else told.push({ entry, count: 1 });
  }
  return told;
}

function isSameAgain(one: TimelineEntry, other: TimelineEntry): boolean {
  return (
    TOGETHER.has(other.event) && one.event === other.event && one.actorName === other.actorName
  );
}
