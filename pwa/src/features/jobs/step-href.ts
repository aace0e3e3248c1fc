/** Where the main button of a job leads when it is another screen. */
import { p } from "../../../app/routes";
import { sentBack, type LocalJob, type LocalPhoto } from "./local-job";
import { nextPhoto, nextStep } from "./next-step";
import { isSignature, type WorkMoment } from "./slots";

export function stepHref(job: LocalJob): string {
  const params = { id: job.id };
  switch (nextStep(job)) {
    case "call":
      return p("/jobs/:id/call", { params });
    case "photograph":
      return cameraHref(job);
    case "inspect":
      return inspectionHref(job.id);
    case "retake":
      return retakeHref(job.id, sentBack(job.photos)[0]);
    default:
      return p("/jobs/:id", { params });
  }
}

/** Straight to the slot that was asked for, else to the first that still misses a photo. */
export function cameraHref(
  job: LocalJob,
  wanted: { slot?: string; moment?: WorkMoment } = {},
): string {
  const next = nextPhoto(job);
  const moment = wanted.moment ?? next?.moment ?? "after";
  const slot = wanted.slot ?? (next?.moment === moment ? next.slot.key : undefined);
  const search: Record<string, string> = slot === undefined ? { moment } : { moment, slot };
  return p("/jobs/:id/camera", { params: { id: job.id }, search });
}

/** To the camera in the slot of a photo that came back, or to the pen. */
export function retakeHref(jobId: string, photo: LocalPhoto | undefined): string {
  const where = { params: { id: jobId }, search: { retake: photo?.id ?? "" } };
  return photo && isSignature(photo) ? p("/jobs/:id/sign", where) : p("/jobs/:id/camera", where);
}

/** Where an inspection of a home that is handed over is reported. */
export function inspectionHref(jobId: string): string {
  return p("/jobs/:id/inspection", { params: { id: jobId } });
}

/** Where the tenant signs. */
export function signHref(jobId: string): string {
  return p("/jobs/:id/sign", { params: { id: jobId } });
}
