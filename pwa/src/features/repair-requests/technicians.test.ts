import { expect, test } from "vitest";

import { chosenBeforehand } from "./technicians";

test("nobody is chosen for the coordinator, however little one of them has to do", () => {
  const idle = { id: "joris", jobsToday: 0 };

  expect(chosenBeforehand([idle, { id: "tom", jobsToday: 4 }])).toBe("");
  expect(chosenBeforehand([])).toBe("");
  expect(chosenBeforehand([idle])).toBe("joris");
});
