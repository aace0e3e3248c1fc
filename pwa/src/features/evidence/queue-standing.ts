/** How it stands with what waits on this phone: what the queue says above its list, and it must be true. */
import type { OutboxItem } from "../../offline/database";

export type Standing = "underway" | "offline" | "signIn" | "refused" | "colleagues";

export function standingOf(
  own: Pick<OutboxItem, "state">[],
  { isOnline, mustSignIn }: { isOnline: boolean; mustSignIn: boolean },
): Standing {
  if (own.length === 0) return "colleagues";
  // What was refused goes nowhere by itself, with internet or without.
  if (own.every(({ state }) => state === "refused")) return "refused";
  if (mustSignIn) return "signIn";
  return isOnline ? "underway" : "offline";
}
