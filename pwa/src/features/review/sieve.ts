/** What of the lane is wanted, as the server is asked for it. */
export type LaneVerdict = "pending" | "sent_back" | "accepted";

export interface Sieve {
  verdict: LaneVerdict;
  technician: string;
  slot: string;
  tag: string;
  q: string;
  /** At least so many minutes. */
  waited: number;
  reused: boolean;
}

export const everything: Sieve = {
  verdict: "pending",
  technician: "",
  slot: "",
  tag: "",
  q: "",
  waited: 0,
  reused: false,
};

export const waits = [10, 60, 1440] as const;

/** Only what was chosen goes into the address. */
export function queryOf(sieve: Sieve, page: { limit: number; after?: string | null }): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...sieve, q: sieve.q.trim(), ...page })) {
    if (value) query.set(name, String(value));
  }
  return query.toString();
}

export function isSieved(sieve: Sieve): boolean {
  return queryOf(sieve, { limit: 0 }) !== queryOf(everything, { limit: 0 });
}
