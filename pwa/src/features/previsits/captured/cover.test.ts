import { expect, test } from "vitest";

import { boxOf } from "./cover";

test.each([
  [
    { x: 0.25, y: 0.5 },
    { x: 0.5, y: 1 },
  ],
  [
    { x: 0.5, y: 1 },
    { x: 0.25, y: 0.5 },
  ],
  [
    { x: 0.5, y: 0.5 },
    { x: 0.25, y: 1 },
  ],
])("a region is the same in whichever direction she wiped", (from, to) => {
  expect(boxOf({ from, to }, 1000, 500)).toEqual({ x: 250, y: 250, width: 250, height: 250 });
});

test("whole pixels, so that no thin edge of what she covered shows", () => {
  const region = { from: { x: 0.1004, y: 0.1004 }, to: { x: 0.2006, y: 0.2006 } };
  expect(boxOf(region, 1000, 1000)).toEqual({ x: 100, y: 100, width: 101, height: 101 });
});
