import { expect, test } from "vitest";

import { missingAtDoor, type AtTheDoor } from "./door";

const atDoorAt = "2026-11-30T10:00:00.000Z";
const rang = { way: "rang", at: "2026-11-30T10:01:00.000Z" } as const;
const phoned = { way: "phoned", at: "2026-11-30T10:05:00.000Z" } as const;
const complete: AtTheDoor = { atDoorAt, attempts: [rang, phoned], photo: "p", noPhotoBecause: "" };
const tenMinutesLater = Date.parse(atDoorAt) + 10 * 60_000;

test("nothing is missing after two attempts, ten minutes and a photo", () => {
  expect(missingAtDoor(complete, tenMinutesLater)).toEqual([]);
});

test.each([
  ["door", { atDoorAt: null }, tenMinutesLater],
  ["attempts", { attempts: [rang] }, tenMinutesLater],
  ["attempts", { attempts: [rang, { ...phoned, at: "2026-11-30T09:50:00Z" }] }, tenMinutesLater],
  ["wait", {}, tenMinutesLater - 1000],
  ["photo", { photo: null, noPhotoBecause: "  " }, tenMinutesLater],
] as const)("%s is missing", (missing, changed, now) => {
  expect(missingAtDoor({ ...complete, ...changed } as AtTheDoor, now)).toEqual([missing]);
});

test("a reason stands for a photo", () => {
  const because = { ...complete, photo: null, noPhotoBecause: "Kinderen voor de deur" };
  expect(missingAtDoor(because, tenMinutesLater)).toEqual([]);
});
