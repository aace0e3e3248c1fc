import { expect, test } from "vitest";

import { together } from "./pictures-together";

const whole = { width: 1, height: 1 };

test("two of the same shape fill the frame, however large they are", () => {
  const laid = together({ width: 4000, height: 3000 }, { width: 1600, height: 1200 });
  expect(laid).toEqual({ shape: 4 / 3, one: whole, other: whole });
});

test("one that stands and one that lies have long edges of the same length, and both are whole", () => {
  const { shape, one, other } = together(
    { width: 3000, height: 4000 },
    { width: 1600, height: 1200 },
  );
  expect([shape, one, other]).toEqual([1, { width: 0.75, height: 1 }, { width: 1, height: 0.75 }]);
});

test("of two that lie the flatter one leaves room above and below", () => {
  const { shape, one, other } = together(
    { width: 1920, height: 1080 },
    { width: 400, height: 300 },
  );
  expect([shape, one.width, other]).toEqual([4 / 3, 1, whole]);
  expect(one.height).toBeCloseTo(0.75);
});
