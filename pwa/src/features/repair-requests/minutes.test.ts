import { expect, test } from "vitest";

import type { RequestRow } from "../../api/wire";
import { averageMinutes } from "./minutes";

const closed = (day: number, minutesInHome: number | null, minutesPromised: number | null = 20) =>
  ({ closedAt: `2026-11-${String(day)}T10:00:00Z`, minutesInHome, minutesPromised }) as RequestRow;

test("repairs of which one number is missing do not count", () => {
  expect(averageMinutes([closed(20, 17), closed(21, null), closed(22, 30, null)])).toEqual({
    count: 1,
    inside: 17,
    promised: 20,
    recent: [17],
  });
});

test("the line runs from the oldest to the newest", () => {
  expect(averageMinutes([closed(22, 10), closed(20, 30)])?.recent).toEqual([30, 10]);
});

test("without repairs there is no average", () => {
  expect(averageMinutes([])).toBeNull();
});
