import { beforeEach, describe, expect, test, vi } from "vitest";

import type { Place } from "../../api/wire";
import { coordinatorTexts } from "../../text/coordinator";
import { speak } from "../../text/current";
import { legalWords, placeSentence } from "./place-words";

const NOW = Date.parse("2026-11-30T10:00:00Z");

const place = (facts: Partial<Place>): Place => ({
  lane: "backlog",
  dueAt: "2026-11-25T22:59:59Z",
  daysLate: 3,
  legalBy: "2027-01-20T22:59:59Z",
  postponedDays: 0,
  isWorseForNeed: false,
  failedVisits: 0,
  reopenings: 0,
  pin: null,
  ...facts,
});
const said = (facts: Partial<Place>) => placeSentence(place(facts), NOW).words;

beforeEach(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", coordinatorTexts);
});

describe("why a repair comes when it comes", () => {
  test("is one sentence with everything that counts extra", () => {
    expect(said({ postponedDays: 40 })).toBe(
      "Te laat sinds 3 werkdagen; 40 werkdagen uitgesteld telt extra",
    );
    expect(said({ daysLate: 1, isWorseForNeed: true, failedVisits: 1, reopenings: 2 })).toBe(
      "Te laat sinds 1 werkdag; iemand in huis heeft hier extra last van; wij belden 1 keer niet op tijd; 2 keer heropend",
    );
  });

  test("is the deadline as long as that can be met", () => {
    const dueAt = "2026-12-02T22:59:59Z";
    expect(said({ lane: "promise", dueAt, reopenings: 1 })).toBe(
      "Beloofd: klaar uiterlijk woensdag",
    );
    expect(said({ dueAt, postponedDays: 2 })).toBe(
      "Nog niet te laat: klaar uiterlijk woensdag; 2 werkdagen uitgesteld telt extra",
    );
    expect(said({ lane: "urgent", dueAt: "2026-11-30T13:30:00Z" })).toBe(
      "Spoed: klaar uiterlijk 14:30",
    );
  });

  test("is what a person said who put it there", () => {
    const pin = { before: "26-00012", by: "Vera de Groot", reason: "Zij is ziek", until: null };
    expect(said({ pin })).toBe("Vóór 26-00012 gezet door Vera de Groot: Zij is ziek");
  });

  test("is said in English as well", async () => {
    await speak("en", coordinatorTexts);
    expect(said({ postponedDays: 1 })).toBe(
      "Late by 3 working days; 1 postponed working day counts extra",
    );
  });
});

test("the legal term is told once it comes near", () => {
  expect(legalWords(place({}), NOW)).toBeNull();
  expect(legalWords(place({ legalBy: "2026-12-10T22:59:59Z" }), NOW)?.words).toBe(
    "wettelijk: 10 dec",
  );
  const over = legalWords(place({ legalBy: "2026-11-10T22:59:59Z" }), NOW);
  expect(over).toEqual({ words: "wettelijk te laat: 10 nov", tone: "bad" });
});
