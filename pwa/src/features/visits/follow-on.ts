/** What is left to do, as it is filled in on the phone. */
import type { NewFollowOn } from "../../offline/database";
import type { LocalJob } from "../jobs/local-job";
import { photosTakenInside } from "../jobs/next-step";

export interface FollowOnDraft {
  words: string;
  trades: string[];
  people: number;
  /** A part on each line. */
  stock: string;
  order: string;
  isEmergency: boolean;
}

export const emptyFollowOn = (): FollowOnDraft => ({
  words: "",
  trades: [],
  people: 1,
  stock: "",
  order: "",
  isEmergency: false,
});

export function followOnIn(draft: FollowOnDraft, job: LocalJob): NewFollowOn {
  return {
    words: draft.words.trim(),
    trades: draft.trades,
    people: draft.people,
    stockParts: linesIn(draft.stock),
    otherParts: linesIn(draft.order),
    isEmergency: draft.isEmergency,
    photos: photosTakenInside(job)
      .map(({ id }) => id)
      .slice(-20),
  };
}

function linesIn(typed: string): string[] {
  return typed
    .split("\n")
    .map((line) => line.trim().slice(0, 200))
    .filter(Boolean)
    .slice(0, 30);
}
