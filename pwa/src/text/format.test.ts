import { beforeAll, expect, test, vi } from "vitest";

import { begin, fill, plural, speak } from "./current";
import {
  day,
  dayAndBlock,
  dayAndTime,
  dayKey,
  deadline,
  megabytes,
  relativeDay,
  time,
} from "./format";
import { technicianTexts } from "./technician";

beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", technicianTexts);
});

const morning = "2026-11-23T08:42:00Z";

test("times are those of the Netherlands, in winter and in summer", () => {
  expect(time(morning)).toBe("9:42");
  expect(time("2026-07-01T08:42:00Z")).toBe("10:42");
});

test("a day is the Dutch one, also shortly after midnight", () => {
  expect(dayKey("2026-11-22T23:30:00Z")).toBe("2026-11-23");
  expect(day(morning)).toBe("maandag 23 november");
});

test("near days have words, far ones a date", () => {
  expect(relativeDay("2026-11-23T22:59:00Z", morning)).toBe("vandaag");
  expect(relativeDay("2026-11-23T23:01:00Z", morning)).toBe("morgen");
  expect(relativeDay("2026-11-22T12:00:00Z", morning)).toBe("gisteren");
  expect(relativeDay("2026-11-26T12:00:00Z", morning)).toBe("donderdag");
  expect(relativeDay("2026-12-26T12:00:00Z", morning)).toBe("26 dec");
  expect(dayAndTime(morning, morning)).toBe("vandaag, 9:42");
});

test("a visit is told with its block", () => {
  const begins = "2026-11-24T07:00:00Z";
  expect(dayAndBlock(begins, "2026-11-24T09:00:00Z", morning)).toBe("morgen, 8:00–10:00");
});

test("what is due at midnight is due on the day before", () => {
  expect(deadline("2026-11-24T08:42:00Z", morning)).toBe("morgen, 9:42");
  expect(deadline("2026-11-30T23:00:00Z", morning)).toBe("30 nov");
  expect(deadline("2026-11-24T23:00:00Z", morning)).toBe("morgen");
});

test("amounts are written the Dutch way", () => {
  expect(megabytes(3_240_000)).toBe("3,2 MB");
});

test("sentences take their values and their number", () => {
  expect(fill("van {name}, {when}", { name: "Vera", when: "9:42" })).toBe("van Vera, 9:42");
  const forms = { one: "{n} foto wacht", other: "{n} foto's wachten" };
  expect(plural(forms, 1)).toBe("1 foto wacht");
  expect(plural(forms, 0)).toBe("0 foto's wachten");
});

test("between Arabic words a number keeps its order, and a sentence of ours runs as they do", () => {
  begin("ar", {});
  expect(fill("رقم {number}", { number: "26-01482" })).toBe("رقم \u206826-01482\u2069");
  const day = fill("{day} {month}", { day: 10, month: "ديسمبر" });
  expect(fill("حتى {day}", { day })).toBe(`حتى \u2067${day}\u2069`);
});
