/** Where one repair is now, told in one word, one icon and one colour. The word itself is in the language files. */
import type { RequestRow } from "../../api/wire";
import type { IconName } from "../../ui/icons";

export type Tone = "" | "good" | "wait" | "bad" | "info";

export type ProgressKey =
  | "reported"
  | "given"
  | "previsitPlanned"
  | "previsitOpen"
  | "previsitMissed"
  | "prepared"
  | "inside"
  | "toReview"
  | "photosOnPhone"
  | "photoMissing"
  | "photoAgain"
  | "closed"
  | "cancelled";

export interface Progress {
  key: ProgressKey;
  tone: Tone;
  icon: IconName;
  /** The moment that belongs to the word, for example when the pre-visit is. */
  at: string | null;
  count: number;
}

const LOOKS: Record<ProgressKey, [Tone, IconName]> = {
  reported: ["wait", "list"],
  given: ["", "wrench"],
  previsitPlanned: ["info", "video"],
  previsitOpen: ["info", "video"],
  previsitMissed: ["bad", "warning"],
  prepared: ["", "box"],
  inside: ["info", "enter"],
  toReview: ["wait", "camera"],
  photosOnPhone: ["", "phone"],
  photoMissing: ["wait", "warning"],
  photoAgain: ["wait", "retry"],
  closed: ["good", "check"],
  cancelled: ["", "close"],
};

function progress(key: ProgressKey, at: string | null = null, count = 0): Progress {
  const [tone, icon] = LOOKS[key];
  return { key, tone, icon, at, count };
}

export function progressOf(row: RequestRow): Progress {
  if (row.state === "cancelled") return progress("cancelled", row.closedAt);
  if (row.state === "closed") return progress("closed", row.closedAt);
  // Whatever else is going on, a photo that waits for a verdict keeps the technician waiting.
  if (row.photosToReview > 0) return progress("toReview", null, row.photosToReview);
  if (!row.job || row.job.state === "cancelled") return progress("reported");
  return progressOfJob(row, row.job);
}

function progressOfJob(row: RequestRow, job: NonNullable<RequestRow["job"]>): Progress {
  if (job.state === "in_progress") return progress("inside");
  if (job.state === "sent_back") return progress("photoAgain");
  if (job.state === "in_review" || job.state === "done") {
    return row.photosOnPhone > 0
      ? progress("photosOnPhone", null, row.photosOnPhone)
      : progress("photoMissing");
  }
  if (job.state === "prepared") return progress("prepared");
  return progressBeforeVisit(job);
}

function progressBeforeVisit(job: NonNullable<RequestRow["job"]>): Progress {
  switch (job.previsit?.state) {
    case "planned":
      return progress("previsitPlanned", job.previsit.plannedAt);
    case "open":
      return progress("previsitOpen", job.previsit.plannedAt);
    case "missed":
      return progress("previsitMissed", job.previsit.plannedAt);
    default:
      return progress("given");
  }
}

/** P0 is handled by phone and P1 within a day: both deserve red. The others only say how soon. */
export function toneOfPriority(priority: RequestRow["priority"]): Tone {
  return priority === "P0" || priority === "P1" ? "bad" : priority === "P2" ? "wait" : "";
}
