/** Where the main button of a job leads when it is another screen. */
import { p } from "../../../app/routes";
import { pictureBefore, sentBack, type LocalJob } from "./local-job";
import { afterPhotos, nextStep } from "./next-step";

export function stepHref(job: LocalJob): string {
  const params = { id: job.id };
  switch (nextStep(job)) {
    case "call":
      return p("/jobs/:id/call", { params });
    case "photograph":
      return cameraHref(job);
    case "retake":
      return cameraHref(job, { retake: sentBack(job.photos)[0]?.id ?? "" });
    default:
      return p("/jobs/:id", { params });
  }
}

/** Straight to the right slot: the first before photo that has no after photo yet. */
export function cameraHref(
  job: LocalJob,
  search: { retake: string } | { moment: "before" } | null = null,
): string {
  const paired = new Set(afterPhotos(job).map((photo) => photo.beforePhotoId));
  const unpaired = pictureBefore(job.photos).find((photo) => !paired.has(photo.id));
  const chosen = search ?? (unpaired ? { pair: unpaired.id } : null);
  // The router writes an empty search as the word "undefined".
  return p("/jobs/:id/camera", { params: { id: job.id }, ...(chosen ? { search: chosen } : {}) });
}
