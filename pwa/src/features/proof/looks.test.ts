import { expect, test } from "vitest";

import type { PhotoLook } from "../../api/wire";
import { visitsOf } from "./looks";

const look = (viewerName: string, at: string, photoId: string, isLarge = true): PhotoLook => ({
  photoId,
  viewerKind: "coordinator",
  viewerName,
  at,
  isLarge,
  why: "case",
});

test("the photos somebody saw within an hour are one line, at the moment it began", () => {
  const visits = visitsOf([
    look("Vera", "2026-11-28T10:50:00Z", "c", false),
    look("Vera", "2026-11-28T10:40:00Z", "b"),
    look("Vera", "2026-11-28T10:05:00Z", "a"),
  ]);
  expect(visits).toHaveLength(1);
  expect(visits[0]).toMatchObject({
    at: "2026-11-28T10:05:00Z",
    large: ["b", "a"],
    thumbnails: 1,
  });
});

test("another hour and another person are lines of their own", () => {
  const visits = visitsOf([
    look("Tom", "2026-11-28T11:01:00Z", "a"),
    look("Vera", "2026-11-28T11:00:00Z", "a"),
    look("Vera", "2026-11-28T10:59:00Z", "a"),
  ]);
  expect(visits.map((visit) => visit.name)).toEqual(["Tom", "Vera", "Vera"]);
});
