import { beforeEach, expect, test, vi } from "vitest";

import { coordinatorTexts } from "../../text/coordinator";
import { speak } from "../../text/current";
import { clockWords, exactTime } from "./evidence-words";

beforeEach(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", coordinatorTexts);
});

test("the time is that of a Dutch clock, to the second", () => {
  expect(exactTime("2026-11-23T10:52:08Z")).toBe("11:52:08");
});

test("the clock's difference is in tenths of a second, with its direction", () => {
  expect(clockWords(412)).toBe("klok +0,4 s");
  expect(clockWords(-1_500)).toBe("klok -1,5 s");
  expect(clockWords(0)).toBe("klok 0 s");
});
