/** The report of an inspection while it is typed: what is missing, what it costs, and how it is sent. */
import type { AgreedWork, FinalInspection, NewWork, PreInspection } from "../../api/wire";
import type { InspectionDraft, WorkDraft } from "../../offline/database";
import { newId } from "../../offline/ids";
import { centsIn, typedCents } from "../extra-work/extra-work";

export const becauses = [
  "wear",
  "damage",
  "own_fitting_stays",
  "own_fitting_goes",
  "cleaning",
] as const satisfies NewWork["because"][];

export function emptyDraft(): InspectionDraft {
  return { rooms: {}, works: [], outcomes: {}, words: "", signedBy: "" };
}

export function emptyWork(room: string): WorkDraft {
  const usual = { doneBy: "tenant", paidBy: "tenant", because: "damage" } as const;
  return { id: newId(), room, words: "", ...usual, cost: "" };
}

/** To be changed at the desk. */
export function draftOf(work: AgreedWork): WorkDraft {
  const { id, room, words, doneBy, paidBy, because, costCents } = work;
  return { id, room, words, doneBy, paidBy, because, cost: costCents ? typedCents(costCents) : "" };
}

/** Null for what is no amount; nothing typed costs nothing. */
function costOf({ cost }: WorkDraft): number | null {
  return /^\s*0*\s*$/.test(cost) ? 0 : centsIn(cost);
}

/** Nobody but the corporation pays for ordinary wear. */
export function workIn(draft: WorkDraft): NewWork {
  const { id, room, words, doneBy, because } = draft;
  const paidBy = because === "wear" ? "corporation" : draft.paidBy;
  return { id, room, words: words.trim(), doneBy, paidBy, because, costCents: costOf(draft) ?? 0 };
}

export type Missing = "rooms" | "words" | "cost" | "signedBy" | "outcomes";

/** The first thing that a list of works lacks. */
export function missingInWorks(works: WorkDraft[]): Missing | null {
  if (works.some(({ words }) => !words.trim())) return "words";
  return works.some((work) => costOf(work) === null) ? "cost" : null;
}

export function missingBefore(draft: InspectionDraft, isSigned: boolean): Missing | null {
  if (Object.values(draft.rooms).every(({ condition }) => condition === "none")) return "rooms";
  const missing = missingInWorks(draft.works);
  if (missing) return missing;
  return isSigned && !draft.signedBy.trim() ? "signedBy" : null;
}

export function missingAfter(draft: InspectionDraft, works: AgreedWork[]): Missing | null {
  return works.some(({ id }) => !draft.outcomes[id]?.outcome) ? "outcomes" : null;
}

export function preReportIn(
  draft: InspectionDraft,
  isSigned: boolean,
): Omit<PreInspection, "inspectedAt"> {
  const rooms = Object.entries(draft.rooms).flatMap(([room, { condition, words }]) =>
    condition === "none" ? [] : [{ room, condition, words: words.trim() }],
  );
  const signedBy = isSigned ? draft.signedBy.trim() : "";
  return { rooms, works: draft.works.map(workIn), words: draft.words.trim(), signedBy };
}

export function finalReportIn(
  draft: InspectionDraft,
  works: AgreedWork[],
): Omit<FinalInspection, "inspectedAt"> {
  const found = works.map(({ id }) => {
    const told = draft.outcomes[id];
    return { id, outcome: told?.outcome ?? "done", words: told?.words.trim() ?? "" };
  });
  return { works: found, words: draft.words.trim() };
}

/** As the server counts: what a tenant does herself costs her nothing, unless she leaves it. */
export function amountsOf(works: WorkDraft[]): { sureCents: number; atMostCents: number } {
  const hers = works.map(workIn).filter(({ paidBy }) => paidBy === "tenant");
  const sum = (all: NewWork[]): number =>
    all.reduce((cents, { costCents }) => cents + (costCents ?? 0), 0);
  return {
    sureCents: sum(hers.filter(({ doneBy }) => doneBy === "corporation")),
    atMostCents: sum(hers),
  };
}
