import { expect, test } from "vitest";

import { afterClose, isHealthy, nextRepair, pauseBefore, type LinkFacts } from "./reconnect";

const well: LinkFacts = {
  connection: "connected",
  ice: "connected",
  connectionFor: 60_000,
  stableFor: 60_000,
  silentFor: 0,
  sinceAttempt: 60_000,
  attempts: 0,
  networkChanged: false,
  peerAway: null,
  hasRelay: true,
};

function repair(change: Partial<LinkFacts>): string | null {
  return nextRepair({ ...well, ...change });
}

test("pauses grow to seven seconds and are random from the third on", () => {
  const pauses = [0, 1, 2, 3, 4, 5, 9].map((attempt) => pauseBefore(attempt, () => 0.5));
  expect(pauses).toEqual([0, 300, 1500, 2500, 4500, 7500, 7500]);
});

test("every close code of the protocol has its answer", () => {
  const answers = [1000, 1001, 1006, 1009, 1011, 1012, 4400, 4401, 4408, 4409, 4410, 4423, 4429];
  expect(answers.map(afterClose)).toEqual([
    "ended",
    "resume",
    "resume",
    "resume",
    "resume",
    "resume",
    "reload",
    "new-token",
    "resume",
    "replaced",
    "ended",
    "full",
    "resume",
  ]);
});

test("a call that goes well is left alone", () => {
  expect(repair({})).toBeNull();
  expect(isHealthy(well)).toBe(true);
});

test("silence is repaired after little more than a second, unless the other page is hidden", () => {
  expect(repair({ silentFor: 1100 })).toBeNull();
  expect(repair({ silentFor: 1200 })).toBe("restart");
  expect(repair({ silentFor: 30_000, peerAway: "hidden" })).toBeNull();
});

test("a disconnect gets half a second to cure itself, a failure none", () => {
  expect(repair({ connection: "disconnected", connectionFor: 400 })).toBeNull();
  expect(repair({ connection: "disconnected", connectionFor: 500 })).toBe("restart");
  expect(repair({ connection: "failed", connectionFor: 0 })).toBe("restart");
});

test("another network restarts at once", () => {
  expect(repair({ networkChanged: true })).toBe("restart");
});

test("the second repair goes through the relay, the third is a new connection", () => {
  const broken = { connection: "failed" } as const;
  expect(repair({ ...broken, attempts: 1, sinceAttempt: 2900 })).toBeNull();
  expect(repair({ ...broken, attempts: 1, sinceAttempt: 3000 })).toBe("relay");
  expect(repair({ ...broken, attempts: 2, sinceAttempt: 6000 })).toBe("rebuild");
  expect(repair({ ...broken, attempts: 3, sinceAttempt: 10_000 })).toBe("relay");
});

test("without a relay the second repair is a new connection", () => {
  expect(repair({ connection: "failed", attempts: 1, hasRelay: false })).toBe("rebuild");
});

test("a closed connection is replaced each time, with a relay too", () => {
  const closed = { connection: "closed", ice: "closed" } as const;
  expect(repair(closed)).toBe("rebuild");
  expect(repair({ ...closed, attempts: 1, sinceAttempt: 3000 })).toBe("rebuild");
});

test("ice that is still new three seconds after the answer gets a new connection", () => {
  const stuck = { connection: "new", ice: "new", sinceAttempt: 3100 } as const;
  expect(repair({ ...stuck, stableFor: 2900 })).toBeNull();
  expect(repair({ ...stuck, stableFor: 3000 })).toBe("rebuild");
});

test("nothing is tried while the other cannot hear us", () => {
  expect(repair({ connection: "failed", peerAway: "connection" })).toBeNull();
});

test("a connection that never settles is restarted after eight seconds", () => {
  const connecting = { connection: "connecting", ice: "checking" } as const;
  expect(repair({ ...connecting, sinceAttempt: 7900 })).toBeNull();
  expect(repair({ ...connecting, sinceAttempt: 8000 })).toBe("restart");
});
