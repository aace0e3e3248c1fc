/** What goes on in a call, in one word for the screen. Pure. */
import type { Person } from "./people.svelte";
import type { SignallingState } from "./signalling";

export type Situation =
  /** No way on from here without the person: see `SignallingState`. */
  | "replaced"
  | "refused"
  | "outdated"
  | "full"
  | "ended"
  /** On our way in. */
  | "entering"
  /** In, and the other is not there. */
  | "waiting"
  | "left"
  /** The other is in another app, or lost the network. */
  | "hidden"
  | "dropped"
  /** The media between us. */
  | "connecting"
  | "broken"
  | "talking";

export interface CallFacts {
  signalling: SignallingState | "idle";
  other: Pick<Person, "away" | "awaySince" | "link"> | null;
  otherLeft: boolean;
}

const awayShownAfter = 2000;
const over = new Set<string>(["replaced", "refused", "outdated", "full", "ended"]);

export function situationOf({ signalling, other, otherLeft }: CallFacts, now: number): Situation {
  if (over.has(signalling)) return signalling as Situation;
  if (!other) {
    if (otherLeft) return "left";
    return signalling === "connected" ? "waiting" : "entering";
  }
  // Most who are away are back before anybody has read it.
  if (other.away && now - other.awaySince > awayShownAfter) {
    return other.away === "hidden" ? "hidden" : "dropped";
  }
  return other.link === "connected" ? "talking" : other.link;
}

/** Whether there is something to mute, pause or hang up. */
export function isUnderWay(situation: Situation): boolean {
  return situation !== "left" && !over.has(situation);
}
