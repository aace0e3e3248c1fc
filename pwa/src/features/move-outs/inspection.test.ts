import { expect, test } from "vitest";

import type { AgreedWork } from "../../api/wire";
import type { WorkDraft } from "../../offline/database";
import {
  amountsOf,
  emptyDraft,
  emptyWork,
  finalReportIn,
  missingAfter,
  missingBefore,
  preReportIn,
  workIn,
} from "./inspection";

function work(changed: Partial<WorkDraft> = {}): WorkDraft {
  return { ...emptyWork("room_hall"), words: "Gaten dichten", cost: "85", ...changed };
}

const good = { room_hall: { condition: "good", words: "" } } as const;

test("ordinary wear is for the corporation's account, whatever was chosen before", () => {
  expect(workIn(work({ because: "wear", paidBy: "tenant" })).paidBy).toBe("corporation");
  expect(amountsOf([work({ because: "wear" })])).toEqual({ sureCents: 0, atMostCents: 0 });
});

test("what she does herself she pays only when she leaves it", () => {
  const works = [work(), work({ doneBy: "corporation", cost: "12,50" })];
  expect(amountsOf(works)).toEqual({ sureCents: 1250, atMostCents: 9750 });
});

test("says what a report lacks, one thing at a time", () => {
  const draft = emptyDraft();
  expect(missingBefore(draft, false)).toBe("rooms");
  const found = { ...draft, rooms: good };
  expect(missingBefore({ ...found, works: [work({ words: " " })] }, false)).toBe("words");
  expect(missingBefore({ ...found, works: [work({ cost: "veel" })] }, false)).toBe("cost");
  expect(missingBefore({ ...found, works: [work({ cost: "" })] }, true)).toBe("signedBy");
  expect(missingBefore({ ...found, signedBy: "Rosa" }, true)).toBeNull();
});

test("a room that is not there is not told of, and nobody signed without a signature", () => {
  const rooms = { ...good, room_outside: { condition: "none", words: "" } } as const;
  const report = preReportIn({ ...emptyDraft(), rooms, signedBy: "Rosa" }, false);
  expect(report.rooms).toEqual([{ room: "room_hall", condition: "good", words: "" }]);
  expect(report.signedBy).toBe("");
});

test("every work is answered at the end", () => {
  const agreed = { ...workIn(work()), roomName: "Hal" } as unknown as AgreedWork;
  const draft = emptyDraft();
  expect(missingAfter(draft, [agreed])).toBe("outcomes");
  draft.outcomes[agreed.id] = { outcome: "by_us", words: " niet af " };
  expect(missingAfter(draft, [agreed])).toBeNull();
  expect(finalReportIn(draft, [agreed]).works).toEqual([
    { id: agreed.id, outcome: "by_us", words: "niet af" },
  ]);
});
