/** The one thing to do next with a job. The screen gives it the main button. */
import { sentBack, type LocalJob } from "./local-job";
import { isSignature, missingNeeds, type SlotNeed } from "./slots";

export type Step =
  "call" | "note_outcome" | "arrive" | "photograph" | "inspect" | "leave" | "retake" | "none";

export function nextStep(job: LocalJob): Step {
  if (job.state === "done" || job.state === "cancelled") return "none";
  if (sentBack(job.photos).length > 0) return "retake";
  if (job.visit && !job.visit.leftAt) return stepInside(job);
  if (job.state === "interrupted") return "arrive";
  if (awaitsReport(job) && job.visit) return "inspect";
  if (job.visit) return "none";
  return stepBeforeVisit(job);
}

/** His part is done and the office has to say something yet. A job that was called off is nobody's any more. */
export function isWithOffice(job: LocalJob): boolean {
  return nextStep(job) === "none" && job.state !== "done" && job.state !== "cancelled";
}

function stepInside(job: LocalJob): Step {
  // The rooms are photographed from the report itself.
  if (awaitsReport(job)) return "inspect";
  return afterPhotosMissing(job) > 0 && !job.moveOut ? "photograph" : "leave";
}

/** This job is an inspection of a home that is handed over, and he has not told what he found. */
export function awaitsReport({ id, moveOut }: LocalJob): boolean {
  if (!moveOut) return false;
  return id === moveOut.finalInspection ? !moveOut.checkedAt : !moveOut.inspectedAt;
}

function stepBeforeVisit(job: LocalJob): Step {
  const { previsit } = job;
  // By video or at the home: what was told is told.
  if (job.moveOut && !awaitsReport(job)) return "none";
  if (awaitsReport(job) && previsit?.state === "held") return "inspect";
  if (previsit?.state === "planned" || previsit?.state === "open") {
    return previsit.outcome ? "arrive" : "call";
  }
  return previsit?.state === "held" && !previsit.outcome ? "note_outcome" : "arrive";
}

/** Those that count: a photo taken again stands for the one it replaces. */
export function afterPhotos(job: LocalJob): LocalJob["photos"] {
  return job.photos.filter(
    (photo) => photo.moment === "after" && !photo.retakenBy && !isSignature(photo),
  );
}

const madeInside: LocalJob["photos"][number]["source"][] = ["camera", "gallery", "screen"];

/** Photos of the visit itself, which the office waits for: neither from the call nor taken again. */
export function photosTakenInside(job: LocalJob): LocalJob["photos"] {
  return job.photos.filter((photo) => {
    // The photos of an earlier inspection are shown with the next one.
    if (photo.jobId !== job.id) return false;
    return madeInside.includes(photo.source) && photo.moment !== "report" && !photo.retakeOf;
  });
}

export function afterPhotosMissing(job: LocalJob): number {
  const missing = missingNeeds(job).filter((need) => need.moment === "after");
  return missing.reduce((sum, need) => sum + need.missing, 0);
}

/** The photo to take now: what is from before the work first. */
export function nextPhoto(job: LocalJob): SlotNeed | undefined {
  return missingNeeds(job)[0];
}

/** When the technician is expected: the pre-visit, else the visit. */
export function momentOf(job: LocalJob): string | null {
  const step = nextStep(job);
  if (step === "call") return job.previsit?.plannedAt ?? null;
  return job.appointment?.beginsAt ?? null;
}

/** The tenant has joined the call that is to be held. */
export function tenantWaits(job: LocalJob): boolean {
  return nextStep(job) === "call" && Boolean(job.previsit?.tenantJoinedAt);
}

const inside: Step[] = ["leave", "inspect", "photograph"];
const soon = 10 * 60_000;

/** Who waits first, then where he is inside, calls that begin, photos to take again, by time; what stands with others last. */
export function inOrder(jobs: LocalJob[], now = Date.now()): LocalJob[] {
  const rank = (job: LocalJob): number => {
    const step = nextStep(job);
    if (step === "none") return job.state === "done" ? 9 : 8;
    if (tenantWaits(job)) return 0;
    if (inside.includes(step)) return 1 + inside.indexOf(step);
    if (step === "call" && Date.parse(job.previsit?.plannedAt ?? "") < now + soon) return 3;
    return step === "retake" ? 4 : 5;
  };
  const at = (job: LocalJob): string => momentOf(job) ?? "9999";
  return [...jobs].sort(
    (one, other) =>
      rank(one) - rank(other) ||
      at(one).localeCompare(at(other)) ||
      one.number.localeCompare(other.number),
  );
}
