import { expect, test } from "vitest";

import { addressOfList, askedFor, shownAt, shownBy } from "./list-address";
import { everything } from "./list-sieve";

const chosen = {
  filter: "waiting",
  sieve: { ...everything, lane: "backlog", trade: "LOA", late: true },
} as const;

test("an address and a saved view hold what is shown", () => {
  expect(addressOfList({ filter: "open", sieve: everything })).toBe("");
  expect(addressOfList(chosen)).toBe("?state=waiting&lane=backlog&trade=LOA&late=true");
  expect(shownAt(addressOfList(chosen))).toEqual(chosen);
  expect(shownBy(askedFor(chosen))).toEqual(chosen);
});

test("what makes no sense in an address is left out", () => {
  const typed = "?state=gone&lane=x&priority=P9&trade=%3Cb%3E&contract=1&late=1&other=2";
  expect(shownAt(typed)).toEqual({ filter: "open", sieve: everything });
});
