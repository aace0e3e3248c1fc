import { expect, test } from "vitest";

import { leavingIn, type Ending } from "./leaving";

const done: Ending = {
  outcome: "finished",
  reason: "time",
  note: " Klaar ",
  signOff: null,
  signOffBecause: "damage",
  signOffWords: "Kras",
  keptTo: ["tidied"],
};
const washer = { part: "tap-washer", variant: "1/2", name: "Leertje", amount: 2 };

test("a reason that was chosen and left again goes along with nothing else", () => {
  expect(leavingIn(done, [])).toEqual({
    outcome: "finished",
    note: "Klaar",
    reason: null,
    partsUsed: [],
    signOff: null,
    keptTo: ["tidied"],
  });
});

test("an interruption says why, and a refusal to sign what she said", () => {
  const told = leavingIn({ ...done, outcome: "interrupted", signOff: "refused" }, []);
  expect(told.reason).toBe("time");
  expect(told.signOff).toEqual({ state: "refused", because: "damage", words: "Kras" });
  expect(leavingIn({ ...done, signOff: "absent" }, []).signOff).toEqual({
    state: "absent",
    because: null,
    words: "",
  });
});

test("only what was used is told, also more than the van held by our count", () => {
  const told = leavingIn(done, [
    { ...washer, used: 3 },
    { ...washer, variant: "3/4", used: 0 },
  ]);
  expect(told.partsUsed).toEqual([{ part: "tap-washer", variant: "1/2", amount: 3 }]);
});
