import { describe, expect, test } from "vitest";

import { isSigned, pathOf } from "./signature";

describe("a signature", () => {
  test("is as wide as the pad and half as high, and a tap is a dot", () => {
    const strokes = [
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      [{ x: 0.5, y: 0.5 }],
    ];
    expect(pathOf(strokes)).toBe("M0 0L0 0L1000 500M500 250L500 250");
  });

  test("is more than a touch by accident, in one stroke or in several", () => {
    const short = (x: number) => [
      { x, y: 0.5 },
      { x: x + 0.04, y: 0.5 },
    ];
    expect(isSigned([])).toBe(false);
    expect(isSigned([[{ x: 0.1, y: 0.1 }], [{ x: 0.9, y: 0.9 }]])).toBe(false);
    expect(isSigned([short(0.1)])).toBe(false);
    expect(isSigned([short(0.1), short(0.3), short(0.5)])).toBe(true);
  });
});
