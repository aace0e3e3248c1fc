/** A half-filled outcome, kept on the device: a call may drop, and the same form is opened after it. */
import type { Outcome } from "../../api/wire";

export type Draft = Omit<Outcome, "notedAt">;

const place = (jobId: string): string => `vooraf-outcome-${jobId}`;

export function keepDraft(jobId: string, draft: Draft): void {
  localStorage.setItem(place(jobId), JSON.stringify(draft));
}

export function draftOf(jobId: string): Draft | null {
  const kept = localStorage.getItem(place(jobId));
  return kept === null ? null : (JSON.parse(kept) as Draft);
}

export function forgetDraft(jobId: string): void {
  localStorage.removeItem(place(jobId));
}
