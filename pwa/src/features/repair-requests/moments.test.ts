import { describe, expect, test } from "vitest";

import { earliestInput, fromLocalInput, suggestedMoments, toLocalInput } from "./moments";

/** 23 November 2026 is a Monday; times are those of a Dutch clock, whatever clock this machine has. */
const onDay = (day: number, time: string) => new Date(`2026-11-${String(day)}T${time}+01:00`);

describe("suggested moments for a pre-visit", () => {
  test("begin at the next half hour that leaves ten minutes to read the invitation", () => {
    expect(suggestedMoments(onDay(23, "10:05"))[0]).toEqual(onDay(23, "10:30"));
    expect(suggestedMoments(onDay(23, "10:21"))[0]).toEqual(onDay(23, "11:00"));
  });

  test("offer tomorrow morning and afternoon", () => {
    const tomorrow = [onDay(24, "09:00"), onDay(24, "13:00")];
    expect(suggestedMoments(onDay(23, "10:05")).slice(-2)).toEqual(tomorrow);
  });

  test("offer nothing today after office hours", () => {
    const tomorrow = [onDay(24, "09:00"), onDay(24, "13:00")];
    expect(suggestedMoments(onDay(23, "21:40"))).toEqual(tomorrow);
  });

  test("skip the weekend", () => {
    const monday = [onDay(30, "09:00"), onDay(30, "13:00")];
    expect(suggestedMoments(onDay(27, "10:00")).slice(-2)).toEqual(monday);
    expect(suggestedMoments(onDay(28, "10:00"))).toEqual(monday);
  });
});

describe("the date field", () => {
  test("shows the time on a Dutch clock, in winter and in summer", () => {
    expect(toLocalInput(new Date("2026-11-23T08:05:00Z"))).toBe("2026-11-23T09:05");
    expect(toLocalInput(new Date("2026-07-01T08:05:00Z"))).toBe("2026-07-01T10:05");
  });

  test("is understood as the time on a Dutch clock", () => {
    expect(fromLocalInput("2026-11-23T09:05")).toEqual(new Date("2026-11-23T08:05:00Z"));
    expect(fromLocalInput("2026-07-01T10:05")).toEqual(new Date("2026-07-01T08:05:00Z"));
  });
});

test("the earliest moment to fill in is a round one, from which every other round one can be reached", () => {
  expect(earliestInput(onDay(23, "22:47"))).toBe("2026-11-23T22:45");
  expect(earliestInput(onDay(23, "10:05"))).toBe("2026-11-23T10:05");
});
