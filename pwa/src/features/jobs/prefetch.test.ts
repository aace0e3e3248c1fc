import { expect, test } from "vitest";

import type { LocalJob } from "./local-job";
import { mostPhotos, photosAhead } from "./prefetch";

const now = Date.parse("2026-11-30T09:00:00Z");

function aJob(beginsAt: string | null, photos: string[]): LocalJob {
  return {
    state: "prepared",
    previsit: null,
    visit: null,
    appointment: beginsAt === null ? null : { beginsAt },
    photos: photos.map((id) => ({ id, verdict: null, moment: "report" })),
  } as unknown as LocalJob;
}

test("photos of today, of tomorrow and of no day yet are kept, and of later days none", () => {
  const jobs = [
    aJob("2026-11-30T10:00:00Z", ["today"]),
    aJob("2026-12-01T10:00:00Z", ["tomorrow"]),
    aJob("2026-12-03T10:00:00Z", ["later"]),
    aJob(null, ["some day"]),
  ];
  expect(photosAhead(jobs, now).map(({ id }) => id)).toEqual(["today", "tomorrow", "some day"]);
});

test("there is an end to it", () => {
  const many = Array.from({ length: mostPhotos + 5 }, (_, number) => String(number));
  expect(photosAhead([aJob(null, many)], now)).toHaveLength(mostPhotos);
});
