import { beforeAll, expect, test, vi } from "vitest";

import type { CallReport, InCall } from "../../api/wire";
import { speak } from "../../text/current";
import { coordinatorTexts } from "../../text/coordinator";
import {
  durationWords,
  interruptionWords,
  piecesOf,
  placeOf,
  stayWords,
  stillsIn,
  verdictWords,
  whenWords,
} from "./call-report";

const at = (second: number): string => new Date(Date.UTC(2026, 10, 24, 9, 0, second)).toISOString();

function person(changed: Partial<InCall> = {}): InCall {
  return {
    name: "Rosa",
    role: "tenant",
    stays: [{ joinedAt: at(0), leftAt: at(600) }],
    quality: [],
    interruptions: [],
    ...changed,
  };
}

function report(...people: InCall[]): CallReport {
  return { previsitId: "p", startedAt: at(0), endedAt: at(600), people, lines: [] };
}

beforeAll(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", coordinatorTexts);
});

test("interruptions are told with how often and how long", () => {
  const rosa = person({
    interruptions: [
      { kind: "connection", count: 2, seconds: 14 },
      { kind: "no_picture", count: 1, seconds: 180 },
    ],
  });
  expect(interruptionWords(rosa)).toEqual([
    "De verbinding van Rosa viel 2 keer weg, samen 14 seconden.",
    "Het beeld van Rosa stond één keer uit, 3 minuten.",
  ]);
});

test("when it was, and who came in again", () => {
  expect(whenWords(report(person()))).toBe("10:00 tot 10:10, 10 minuten");
  expect(whenWords({ ...report(person()), endedAt: null })).toBe("sinds 10:00");
  const twice = [
    { joinedAt: at(0), leftAt: at(60) },
    { joinedAt: at(70), leftAt: at(600) },
  ];
  expect(stayWords(person({ stays: twice }))).toBe("10:00 tot 10:10, 1 keer opnieuw binnengekomen");
  expect(durationWords(119)).toBe("119 seconden");
});

test("pieces lie where they happened, and a short one can still be seen", () => {
  const rosa = person({
    quality: [
      { level: "good", since: at(0), until: at(300) },
      { level: "away", since: at(599), until: at(600) },
    ],
  });
  const [first, last] = piecesOf(report(rosa), rosa);
  expect(first).toEqual({ level: "good", start: 0, width: 50 });
  expect(last).toEqual({ level: "away", start: 99.2, width: 0.8 });
  expect(placeOf(report(rosa), at(150))).toBe(25);
});

test("the verdict is of the time that was measured", () => {
  const of = (good: number, poor: number): string =>
    verdictWords(
      person({
        quality: [
          { level: "good", since: at(0), until: at(good) },
          { level: "poor", since: at(good), until: at(good + poor) },
        ],
      }),
    );
  expect([of(95, 5), of(70, 30), of(10, 90)]).toEqual([
    "verbinding goed",
    "verbinding meestal goed",
    "verbinding slecht",
  ]);
  expect(verdictWords(person())).toBe("verbinding niet gemeten");
});

test("only pictures of this call count", () => {
  const photos = [
    { source: "call" as const, takenAt: at(200) },
    { source: "call" as const, takenAt: at(100) },
    { source: "camera" as const, takenAt: at(100) },
    { source: "call" as const, takenAt: at(9000) },
  ];
  expect(stillsIn(report(person()), photos)).toEqual([at(100), at(200)]);
});
