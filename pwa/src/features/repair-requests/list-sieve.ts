/** What of the work list is wanted: the states by our names, the rest by those in which the server is asked. */
import type { Place, Priority } from "../../api/wire";

export const filters = [
  "open",
  "reported",
  "underway",
  "waiting",
  "unanswered",
  "left_behind",
  "to_call",
  "closed",
] as const;
export type Filter = (typeof filters)[number];

export interface ListSieve {
  lane: Place["lane"] | null;
  priority: Priority | null;
  trade: string | null;
  contract: string | null;
  /** `null` is no question: only what was chosen goes into the address. */
  late: true | null;
  postponed: true | null;
  needs: true | null;
}

export const everything: ListSieve = {
  lane: null,
  priority: null,
  trade: null,
  contract: null,
  late: null,
  postponed: null,
  needs: null,
};

export function isSieved(sieve: ListSieve): boolean {
  return Object.values(sieve).some((chosen) => chosen !== null);
}
