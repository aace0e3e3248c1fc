import { describe, expect, test } from "vitest";

import { boundedCentre, nudged, pointOnPicture, transformFor } from "./comparison";

describe("the line between before and after", () => {
  test("moves by a twentieth and stays on the picture", () => {
    expect(nudged(0.5, 1)).toBe(0.55);
    expect(nudged(0.98, 1)).toBe(1);
    expect(nudged(0, -1)).toBe(0);
  });
});

describe("a magnified picture", () => {
  test("always fills the frame", () => {
    expect(boundedCentre({ x: 0, y: 1 }, 2.5)).toEqual({ x: 0.2, y: 0.8 });
    expect(boundedCentre({ x: 0.1, y: 0.9 }, 1)).toEqual({ x: 0.5, y: 0.5 });
  });

  test("its middle stays in the middle", () => {
    expect(transformFor({ x: 0.5, y: 0.5 }, 2)).toBe("translate(0.000%, 0.000%) scale(2)");
    expect(transformFor({ x: 0.25, y: 0.5 }, 2)).toBe("translate(50.000%, 0.000%) scale(2)");
  });

  test("a press in the corner of what is seen is that place on the picture", () => {
    expect(pointOnPicture({ x: 1, y: 1 }, { x: 0.5, y: 0.5 }, 2)).toEqual({ x: 0.75, y: 0.75 });
    expect(pointOnPicture({ x: 0.2, y: 0.7 }, { x: 0.5, y: 0.5 }, 1)).toEqual({ x: 0.2, y: 0.7 });
  });
});
