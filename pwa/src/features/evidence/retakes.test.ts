import { expect, test } from "vitest";

import { Retakes } from "./retakes";

test("another photo is asked for twice in a spot, and in each spot anew", () => {
  const retakes = new Retakes();
  expect([1, 2, 3].map(() => retakes.ask("job/plate"))).toEqual([true, true, false]);
  expect(retakes.ask("job/gauge")).toBe(true);
  expect([retakes.asked("job/plate"), retakes.asked("job/gauge")]).toEqual([2, 1]);
});
