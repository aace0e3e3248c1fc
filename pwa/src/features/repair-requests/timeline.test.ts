import { expect, test } from "vitest";

import type { JournalEvent, TimelineEntry } from "../../api/wire";
import { tellable } from "./timeline";

let seq = 0;
const happened = (event: JournalEvent, actorName = "Tom"): TimelineEntry => ({
  seq: ++seq,
  at: "2026-11-23T10:00:00Z",
  event,
  actorName,
  detail: {},
});
const told = (...entries: TimelineEntry[]) =>
  tellable(entries).map(({ entry, count }) => [entry.event, count]);

test("the machinery around a photo is not told", () => {
  expect(
    told(happened("photo.announced"), happened("photo.received"), happened("photo.ready")),
  ).toEqual([["photo.received", 1]]);
});

test("photos that one person sent in a row are one thing to tell", () => {
  expect(
    told(
      happened("photo.received"),
      happened("photo.ready"),
      happened("photo.received"),
      happened("photo.received", "Rosa"),
    ),
  ).toEqual([
    ["photo.received", 2],
    ["photo.received", 1],
  ]);
});

test("photos sent back are told one by one, because each has its own reason", () => {
  expect(told(happened("photo.sent_back"), happened("photo.sent_back"))).toHaveLength(2);
});

test("a job that is done and its closed request are told once", () => {
  expect(told(happened("job.done"), happened("request.done"))).toEqual([["job.done", 1]]);
  expect(told(happened("request.done"))).toEqual([["request.done", 1]]);
});
