/** What a technician tells when he goes, from what he filled in. */
import type { InterruptedBecause, KeptTo, SignOff } from "../../api/wire";
import type { Leaving } from "../../offline/database";
import type { VanPart } from "./van";

export interface Ending {
  outcome: Leaving["outcome"];
  reason: InterruptedBecause | null;
  note: string;
  signOff: SignOff["state"] | null;
  signOffBecause: SignOff["because"] | null;
  signOffWords: string;
  keptTo: KeptTo[];
}

/** A reason belongs to an interruption, and why somebody did not sign to a refusal: what was chosen before goes. */
export function leavingIn(ending: Ending, van: VanPart[]): Leaving {
  const { outcome, signOff } = ending;
  const isRefused = signOff === "refused";
  return {
    outcome,
    note: ending.note.trim(),
    reason: outcome === "interrupted" ? ending.reason : null,
    partsUsed: van
      .filter(({ used }) => used > 0)
      .map(({ part, variant, used }) => ({ part, variant, amount: used })),
    signOff: signOff && {
      state: signOff,
      because: isRefused ? (ending.signOffBecause ?? null) : null,
      words: isRefused ? ending.signOffWords.trim() : "",
    },
    keptTo: ending.keptTo,
  };
}
