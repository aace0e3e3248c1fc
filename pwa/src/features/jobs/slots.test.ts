import { describe, expect, test } from "vitest";

import type { JobSlot } from "../../api/wire";
import type { LocalJob, LocalPhoto } from "./local-job";
import { nextPhoto } from "./next-step";
import { missingNeeds, needFor, needsOf, picturesBefore, unpaired } from "./slots";

const pair = { minimum: 1, maximum: 3 };

function aSlot(key: string, facts: Partial<JobSlot>): JobSlot {
  return {
    key,
    name: key,
    instruction: "",
    drawing: key,
    mustRead: false,
    before: null,
    after: null,
    ...facts,
  };
}

const boiler = [
  aSlot("boiler", { before: pair, after: pair }),
  aSlot("plate", { before: { minimum: 1, maximum: 1 }, mustRead: true }),
  aSlot("gauge", { after: { minimum: 1, maximum: 2 } }),
];

function aJob(...photos: Partial<LocalPhoto>[]): LocalJob {
  const all = photos.map((photo, index) => ({
    id: String(index),
    slot: "",
    retakenBy: null,
    state: "ready",
    beforePhotoId: null,
    ...photo,
  }));
  return { slots: boiler, photos: all } as LocalJob;
}

function missing(job: LocalJob): string[] {
  return missingNeeds(job).map(({ slot, moment }) => `${moment} ${slot.key}`);
}

describe("what is still to be taken", () => {
  test("begins with what is from before the work", () => {
    expect(missing(aJob())).toEqual([
      "before boiler",
      "before plate",
      "after boiler",
      "after gauge",
    ]);
  });

  test("leaves out the spot of the fault when the tenant's photo or a still shows it", () => {
    expect(missing(aJob({ moment: "report" }))).not.toContain("before boiler");
    expect(missing(aJob({ moment: "before", source: "call" }))).not.toContain("before boiler");
  });

  test("no longer asks for before once the work shows", () => {
    const job = aJob({ moment: "after", slot: "boiler" });
    expect(missing(job)).toEqual(["before plate", "after gauge"]);
  });

  test("wants an after photo for each before photo of a pair", () => {
    const job = aJob({ moment: "before" }, { moment: "before", slot: "boiler" });
    expect(needFor(job, "boiler", "after")).toMatchObject({ wanted: 2, missing: 2 });
  });

  test("does not count a photo that was taken again", () => {
    const job = aJob(
      { moment: "after", slot: "gauge", retakenBy: "2" },
      { moment: "after", slot: "gauge" },
    );
    expect(needFor(job, "gauge", "after")?.photos).toHaveLength(1);
  });

  test("is the next photo of the job", () => {
    const job = aJob({ moment: "report" });
    expect(nextPhoto(job)?.slot.key).toBe("plate");
  });
});

test("a spot is full at its maximum, and a tenant's photo takes no room", () => {
  const plate = { moment: "before", slot: "plate" } as const;
  expect(needFor(aJob(plate), "plate", "before")?.room).toBe(0);
  expect(needFor(aJob({ moment: "report" }), "boiler", "before")?.room).toBe(3);
});

test("a photo is held against the one from before of its own spot", () => {
  const job = aJob(
    { id: "still", moment: "before" },
    { id: "plate", moment: "before", slot: "plate" },
    { id: "done", moment: "after", beforePhotoId: "still" },
  );
  const [spot] = boiler as [JobSlot];
  expect(picturesBefore(job, spot).map((photo) => photo.id)).toEqual(["still"]);
  expect(unpaired(job, spot)).toBeUndefined();
});

test("a photo of a slot that this work does not have counts for the spot of the fault", () => {
  expect(needsOf(aJob({ moment: "after", slot: "tap" }))[2]?.photos).toHaveLength(1);
});
