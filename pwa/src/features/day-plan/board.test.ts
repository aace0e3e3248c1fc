import { describe, expect, it } from "vitest";

import { addDays, isIn, mondayOf } from "./board.svelte";

const blocks = [
  { beginsAt: "2026-12-01T07:00:00Z", endsAt: "2026-12-01T09:00:00Z" },
  { beginsAt: "2026-12-01T09:00:00Z", endsAt: "2026-12-01T11:00:00Z" },
] as const;

describe("days", () => {
  it("go over months and the change of clocks", () => {
    expect(addDays("2026-10-24", 1)).toBe("2026-10-25");
    expect(addDays("2026-10-25", 1)).toBe("2026-10-26");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
  });

  it("belong to the week that began on Monday", () => {
    expect(mondayOf("2026-11-30")).toBe("2026-11-30");
    expect(mondayOf("2026-12-06")).toBe("2026-11-30");
  });
});

describe("a visit", () => {
  it.each([
    ["2026-12-01T07:00:00Z", 0],
    ["2026-12-01T08:30:00Z", 0],
    ["2026-12-01T09:00:00Z", 1],
    ["2026-12-01T15:00:00Z", 1],
    ["2026-12-01T06:00:00Z", 0],
  ])("at %s stands in block %i, and in no other", (at, place) => {
    expect(blocks.map((block) => isIn(block, at, blocks))).toEqual(
      blocks.map((_, each) => each === place),
    );
  });
});
