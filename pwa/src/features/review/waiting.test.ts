import { expect, test } from "vitest";

import type { ReviewItem } from "../../api/wire";
import { everything, isSieved, queryOf } from "./sieve";
import { waitingOf } from "./waiting";

const now = Date.parse("2026-11-28T12:00:00Z");
const item = (receivedAt: string, arrivedAt: string | null, leftAt: string | null) =>
  ({ photo: { receivedAt }, job: { arrivedAt, leftAt } }) as ReviewItem;

test.each([
  ["he is inside", "11:49:00", "11:00:00", null, { minutes: 11, isVanThere: true, isLate: true }],
  [
    "he left just now",
    "11:51:00",
    "11:00:00",
    "11:52:00",
    { minutes: 9, isVanThere: true, isLate: false },
  ],
  [
    "he left long ago",
    "11:00:00",
    "10:00:00",
    "11:50:00",
    { minutes: 60, isVanThere: false, isLate: false },
  ],
])(
  "a photo is late while somebody can still go back in: %s",
  (_, received, came, left, expected) => {
    const at = (time: string) => `2026-11-28T${time}Z`;
    expect(waitingOf(item(at(received), at(came), left && at(left)), now)).toEqual(expected);
  },
);

test("only what was chosen is asked for", () => {
  expect(queryOf(everything, { limit: 50 })).toBe("verdict=pending&limit=50");
  const sieve = { ...everything, q: " linde ", reused: true };
  expect(queryOf(sieve, { limit: 50, after: "x" })).toBe(
    "verdict=pending&q=linde&reused=true&limit=50&after=x",
  );
  expect([isSieved(everything), isSieved(sieve)]).toEqual([false, true]);
});
