/** Where one repair is now, told in one word, one icon and one colour. The word itself is in the language files. */
import type { JobFacts, RequestRow, RequestState } from "../../api/wire";
import type { IconName } from "../../ui/icons";

export type Tone = "" | "good" | "wait" | "bad" | "info";

export type ProgressKey =
  | "reported"
  | "offered"
  | "unanswered"
  | "accepted"
  | "toPlan"
  | "given"
  | "momentAsked"
  | "noMomentSuits"
  | "previsitPlanned"
  | "previsitOpen"
  | "previsitMissed"
  | "prepared"
  | "inside"
  | "waitsAgain"
  | "toReview"
  | "photosOnPhone"
  | "photoMissing"
  | "photoAgain"
  | "toJudge"
  | "asked"
  | "selfHelp"
  | "postponed"
  | "reopened"
  | "done"
  | "solved"
  | "notOurs"
  | "duplicate"
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
  offered: ["", "send"],
  unanswered: ["bad", "clock"],
  accepted: ["", "check"],
  toPlan: ["wait", "list"],
  given: ["", "wrench"],
  momentAsked: ["wait", "calendar"],
  noMomentSuits: ["bad", "chat"],
  previsitPlanned: ["info", "video"],
  previsitOpen: ["info", "video"],
  previsitMissed: ["bad", "warning"],
  prepared: ["", "box"],
  inside: ["info", "enter"],
  waitsAgain: ["wait", "retry"],
  toReview: ["wait", "camera"],
  photosOnPhone: ["", "phone"],
  photoMissing: ["wait", "warning"],
  photoAgain: ["wait", "retry"],
  toJudge: ["wait", "person"],
  asked: ["", "chat"],
  selfHelp: ["", "wrench"],
  postponed: ["", "calendar"],
  reopened: ["bad", "retry"],
  done: ["good", "check"],
  solved: ["good", "check"],
  notOurs: ["", "close"],
  duplicate: ["", "link"],
  closed: ["good", "check"],
  cancelled: ["", "close"],
};

function progress(key: ProgressKey, at: string | null = null, count = 0): Progress {
  const [tone, icon] = LOOKS[key];
  return { key, tone, icon, at, count };
}

/** States in which it does not matter who has it. */
const OF_STATE: Partial<Record<RequestState, ProgressKey>> = {
  to_judge: "toJudge",
  asked: "asked",
  self_help: "selfHelp",
  reopened: "reopened",
  done: "done",
  solved_by_tenant: "solved",
  closed: "closed",
  not_ours: "notOurs",
  duplicate: "duplicate",
  cancelled: "cancelled",
};

export function progressOf(row: RequestRow): Progress {
  const key = OF_STATE[row.state];
  if (key) return progress(key, row.closedAt);
  if (row.state === "postponed") return progress("postponed", row.postponedUntil);
  // Whatever else is going on, a photo that waits for a verdict keeps the technician waiting.
  if (row.photosToReview > 0) return progress("toReview", null, row.photosToReview);
  if (!row.job || row.job.state === "cancelled") return progressBeforeJob(row);
  return progressOfJob(row, row.job);
}

/** Nobody has it yet, or a contractor was asked. Whoever works for a corporation has accepted what it sees. */
function progressBeforeJob({ order, corporation }: RequestRow): Progress {
  if (corporation !== null) return progress("toPlan");
  if (order?.state === "accepted") return progress("accepted");
  if (order?.state !== "offered") return progress("reported");
  return progress(order.isLate ? "unanswered" : "offered", order.answerBy);
}

/** A home that is handed over, by the code of its fault: its first inspection proves no work. */
const MOVE_OUT = "VER1";

function progressOfJob(row: RequestRow, job: NonNullable<RequestRow["job"]>): Progress {
  if (row.fault === MOVE_OUT && job.state === "done") return progress("waitsAgain");
  if (job.state === "in_progress") return progress("inside");
  if (job.state === "interrupted") return progress("waitsAgain");
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
  if (job.momentAsked)
    return progress(job.momentAsked.noneSuitsAt ? "noMomentSuits" : "momentAsked");
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

const OVER: ReadonlySet<RequestState> = new Set([
  "done",
  "solved_by_tenant",
  "closed",
  "not_ours",
  "duplicate",
  "cancelled",
]);

/** Something still has to happen, as far as anybody knows. */
export const isOpen = (row: Pick<RequestRow, "state">): boolean => !OVER.has(row.state);

/** Open, and whoever has it works here no more: nothing happens until it is passed on. */
export function isLeftBehind(job: Pick<JobFacts, "state" | "technician"> | null): boolean {
  if (!job?.technician.hasLeft) return false;
  return job.state !== "done" && job.state !== "cancelled";
}

/** P0 is handled by phone and P1 within a day: both deserve red. The others only say how soon. */
export function toneOfPriority(priority: RequestRow["priority"]): Tone {
  return priority === "P0" || priority === "P1" ? "bad" : priority === "P2" ? "wait" : "";
}
