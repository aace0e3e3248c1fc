import { expect, test, vi } from "vitest";

import { coordinatorTexts } from "../text/coordinator";
import { speak } from "../text/current";
import { Problem, sentenceFor } from "./problem";

test("a refusal names what is possible, with days as they are read", async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", coordinatorTexts);
  const facts = { first: "2026-11-30", last: "2027-11-30" };
  const refused = new Problem({ type: "/problems/last-day-impossible", status: 422, ...facts });
  expect(sentenceFor(refused)).toBe("De laatste dag ligt tussen 30 nov 2026 en 30 nov 2027.");
});
