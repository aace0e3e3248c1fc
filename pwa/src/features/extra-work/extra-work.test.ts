import { expect, test } from "vitest";

import { centsIn } from "./extra-work";

test.each([
  ["45", 4500],
  ["45,5", 4550],
  ["€ 45.50", 4550],
  [" 0,05 ", 5],
  ["999999", 99_999_900],
  ["0", null],
  ["", null],
  ["-4", null],
  ["4,555", null],
  ["1.000,00", null],
  ["veel", null],
])("%j is %j cents", (typed, cents) => {
  expect(centsIn(typed)).toBe(cents);
});
