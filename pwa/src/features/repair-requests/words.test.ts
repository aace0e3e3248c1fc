import { beforeEach, describe, expect, test, vi } from "vitest";

import type { RequestRow, TimelineEntry } from "../../api/wire";
import { coordinatorTexts } from "../../text/coordinator";
import { speak } from "../../text/current";
import {
  ageWords,
  detailWords,
  eventWords,
  minutesWords,
  momentWords,
  progressWords,
} from "./words";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const before = (milliseconds: number) => new Date(NOW - milliseconds).toISOString();
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const row = (facts: Partial<RequestRow> = {}) =>
  ({
    state: "underway",
    photosToReview: 0,
    photosOnPhone: 0,
    minutesPromised: null,
    minutesInHome: null,
    job: null,
    ...facts,
  }) as RequestRow;

const withJob = (state: string, previsit: object | null = null) =>
  ({
    id: "j",
    state,
    technician: { id: "t", name: "Tom Bakker", hasLeft: false },
    previsit,
  }) as RequestRow["job"];

beforeEach(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", coordinatorTexts);
});

describe("how long ago", () => {
  test("is said in the largest unit that fits, rounded down", () => {
    expect(ageWords(before(30_000), NOW)).toBe("zojuist");
    expect(ageWords(before(MINUTE), NOW)).toBe("1 minuut");
    expect(ageWords(before(179 * MINUTE), NOW)).toBe("2 uur");
    expect(ageWords(before(3 * DAY), NOW)).toBe("3 dagen");
  });

  test("is said in the language of the page", async () => {
    await speak("en", coordinatorTexts);
    expect(ageWords(before(3 * DAY), NOW)).toBe("3 days");
  });
});

test("a moment of today is a time; another day comes first", () => {
  expect(momentWords("2026-11-23T09:15:00Z", NOW)).toBe("10:15");
  expect(momentWords("2026-11-24T08:00:00Z", NOW)).toBe("morgen, 9:00");
});

describe("where a repair is now", () => {
  test("names the time of the call and the person", () => {
    const previsit = { id: "p", state: "planned", plannedAt: "2026-11-23T09:15:00Z" };
    expect(progressWords(row({ job: withJob("given", previsit) }), NOW)).toBe(
      "Online kijken 10:15",
    );
    expect(progressWords(row({ job: withJob("in_progress") }), NOW)).toBe("Tom is binnen");
  });

  test("counts the photos", () => {
    const one = row({ job: withJob("in_review"), photosToReview: 1 });
    const two = row({ job: withJob("in_review"), photosOnPhone: 2 });
    expect(progressWords(one, NOW)).toBe("1 foto beoordelen");
    expect(progressWords(two, NOW)).toBe("2 foto's komen nog");
  });

  test("never counts to nought", () => {
    const none = row({ job: withJob("in_review") });
    expect(progressWords(none, NOW)).toBe("Nog geen foto van het werk");
  });
});

test("minutes inside are told beside the promise, and not before anybody was inside", () => {
  expect(minutesWords(row({ minutesPromised: 20 }))).toBeNull();
  expect(minutesWords(row({ minutesPromised: 20, minutesInHome: 17 }))).toBe(
    "17 min binnen, 20 min beloofd",
  );
  expect(minutesWords(row({ minutesInHome: 17 }))).toBe("17 min binnen");
});

describe("an event of the journal", () => {
  const event = (facts: Partial<TimelineEntry>) =>
    ({
      seq: 1,
      at: "2026-11-23T10:00:00Z",
      actorName: "Tom",
      detail: {},
      ...facts,
    }) as TimelineEntry;

  test("is a sentence about a person", () => {
    expect(eventWords(event({ event: "visit.arrived" }))).toBe("Tom kwam binnen");
    expect(eventWords(event({ event: "photo.received" }), 2)).toBe("2 foto's van Tom ontvangen");
  });

  test("tells why a photo came back", () => {
    const detail = { reason: "too_dark", note: "Lamp aan" };
    expect(detailWords(event({ event: "photo.sent_back", detail }))).toBe("Te donker: Lamp aan");
  });

  test("names whose photo was refused, although no person refused it", () => {
    const facts = { event: "photo.refused", actorName: null, detail: { takenBy: "Tom" } } as const;
    expect(eventWords(event(facts))).toBe("Een bestand van Tom was geen leesbare foto");
  });

  test("tells why it is not ours, until when it waits, and with what it was joined", () => {
    const detail = { explanation: "Een deurkruk is voor de huurder.", because: "small_repair" };
    expect(detailWords(event({ event: "request.not_ours", detail }))).toBe(detail.explanation);
    const waits = { because: "weather", until: "2026-12-10" };
    expect(detailWords(event({ event: "request.postponed", detail: waits }))).toBe(
      "Het weer, 10 dec",
    );
    const raised = { from: "P3", to: "P2", reason: "Het lekt nu ook" };
    expect(detailWords(event({ event: "request.priority_changed", detail: raised }))).toBe(
      "van gewoon naar urgent: Het lekt nu ook",
    );
    const other = { of: "26-01482", ofId: "1" };
    expect(detailWords(event({ event: "request.duplicate", detail: other }))).toBe("26-01482");
  });

  test("tells how long the technician was inside", () => {
    expect(detailWords(event({ event: "visit.left", detail: { minutesInside: 17 } }))).toBe(
      "17 min binnen",
    );
  });
});
