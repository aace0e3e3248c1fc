import { describe, expect, test } from "vitest";

import type { JobDetail, MoveOut, Photo } from "../../api/wire";
import type { Made, OutboxItem } from "../../offline/database";
import { sentBack, withOutbox } from "./local-job";
import {
  afterPhotosMissing,
  inOrder,
  isWithOffice,
  nextStep,
  photosTakenInside,
} from "./next-step";

const arrivedAt = "2026-11-23T10:00:00Z";

function aJob(facts: Partial<JobDetail> = {}): JobDetail {
  return {
    id: "job",
    number: "26-01482",
    state: "given",
    technician: { id: "tom", name: "Tom Bakker", hasLeft: false },
    accessNotes: "",
    previsit: null,
    outcome: null,
    visit: null,
    appointment: null,
    photos: [],
    slots: [
      {
        key: "tap",
        before: { minimum: 0, maximum: 3 },
        after: { minimum: 1, maximum: 3 },
      },
    ],
    minutesPromised: null,
    minutesInHome: null,
    ...facts,
  } as JobDetail;
}

const block = (beginsAt: string, endsAt: string) =>
  ({ id: "visit", beginsAt, endsAt, plannedBy: "desk" }) as const;

function aPhoto(facts: Partial<Photo>): Photo {
  return {
    jobId: "job",
    moment: "after",
    verdict: "pending",
    retakenBy: null,
    state: "ready",
    ...facts,
  } as Photo;
}

function anItem(id: string, made: Made, facts: Partial<OutboxItem> = {}): OutboxItem {
  return { id, jobId: "job", state: "waiting", ...made, ...facts } as OutboxItem;
}

const arrival = anItem("visit", { kind: "arrive", arrivedAt });
const photo = anItem("photo", {
  kind: "photo",
  announcement: { id: "photo", moment: "after", retakeOf: null } as never,
});
const leaving = anItem("leaving", {
  kind: "leave",
  visitId: "visit",
  leftAt: "2026-11-23T10:21:00Z",
  photos: ["photo"],
  note: "",
});

test("with the office is what waits for the coordinator, and not what was called off", () => {
  const left = { id: "visit", arrivedAt, leftAt: "2026-11-23T10:21:00Z" } as JobDetail["visit"];
  const states = ["given", "in_review", "done", "cancelled"] as const;
  const withOffice = states.filter((state) =>
    isWithOffice(withOutbox(aJob({ state, visit: state === "given" ? null : left }), [])),
  );

  expect(withOffice).toEqual(["in_review"]);
});

describe("a whole visit without a network", () => {
  test("arriving starts the visit under the id the server will get", () => {
    const job = withOutbox(aJob(), [arrival]);

    expect(job.state).toBe("in_progress");
    expect(job.visit).toMatchObject({ id: "visit", arrivedAt, leftAt: null });
    expect(nextStep(job)).toBe("photograph");
  });

  test("a photo in the outbox is a photo of the job", () => {
    const job = withOutbox(aJob(), [arrival, photo]);

    expect(job.photos.map(({ id, verdict }) => [id, verdict])).toEqual([["photo", "pending"]]);
    expect(nextStep(job)).toBe("leave");
  });

  test("what is said about a photo stands with it, and once when the server tells it too", () => {
    const saidAt = "2026-11-23T10:05:00.000Z";
    const said = { id: "said", words: "Zat achter de kast", saidBy: "Tom Bakker", saidAt };
    const comment = anItem(
      "said",
      { kind: "comment", photoId: "photo", words: said.words },
      { madeAt: Date.parse(saidAt) },
    );
    const known = aPhoto({ id: "photo", thumbnailUrl: "/thumbnail", comments: [said] });

    const waiting = withOutbox(aJob(), [arrival, photo, comment]);
    const sent = withOutbox(aJob({ photos: [known] }), [photo, { ...comment, state: "sent" }]);

    expect(waiting.photos[0]?.comments).toEqual([said]);
    expect(sent.photos[0]?.comments).toEqual([said]);
  });

  test("leaving hands the job to the coordinator, with the minutes", () => {
    const job = withOutbox(aJob(), [arrival, photo, leaving]);

    expect(job).toMatchObject({ state: "in_review", minutesInHome: 21, unsent: 3 });
    expect(nextStep(job)).toBe("none");
  });

  test("the outcome of the call makes the job prepared", () => {
    const previsit = { id: "previsit", state: "open", outcome: null } as never;
    const outcome = { minutesPromised: 20, accessNotes: "Hond", notedAt: arrivedAt } as never;
    const item = anItem("outcome", { kind: "outcome", previsitId: "previsit", outcome });

    const job = withOutbox(aJob({ previsit }), [item]);

    expect(job).toMatchObject({ state: "prepared", minutesPromised: 20, accessNotes: "Hond" });
    expect(nextStep(job)).toBe("arrive");
  });
});

describe("what the server knows counts", () => {
  test("a received photo is shown once, from the server", () => {
    const known = aPhoto({ id: "photo", thumbnailUrl: "/thumbnail" });

    const job = withOutbox(aJob({ photos: [known] }), [{ ...photo, state: "sent" }]);

    expect(job.photos).toEqual([{ ...known, item: null }]);
    expect(job.unsent).toBe(0);
  });

  test("until its thumbnail is there, the phone's own picture is shown", () => {
    const known = aPhoto({ id: "photo", thumbnailUrl: null, state: "received" });

    const job = withOutbox(aJob({ photos: [known] }), [{ ...photo, state: "sent" }]);

    expect(job.photos[0]?.item?.id).toBe("photo");
  });

  test("an arrival it refused did not happen", () => {
    const job = withOutbox(aJob(), [{ ...arrival, state: "refused" }]);

    expect(job.visit).toBeNull();
  });
});

describe("a photo sent back", () => {
  const returned = aPhoto({ id: "first", verdict: "sent_back" });
  const left = { id: "visit", arrivedAt, leftAt: arrivedAt, photosTaken: 1, minutes: 0 };
  const visit = left as unknown as JobDetail["visit"];
  const job = aJob({ state: "sent_back", photos: [returned], visit });

  test("asks for a new one", () => {
    expect(nextStep(withOutbox(job, []))).toBe("retake");
  });

  test("asks for a new one too when it was damaged, although the phone still has its picture", () => {
    const damaged = aPhoto({ id: "photo", state: "refused", verdict: "sent_back" });

    const shown = withOutbox({ ...job, photos: [damaged] }, [{ ...photo, state: "sent" }]);

    expect(nextStep(shown)).toBe("retake");
    expect(sentBack(shown.photos).map(({ id }) => id)).toEqual(["photo"]);
  });

  test("is settled by a new one that waits on the phone", () => {
    const retake = anItem("second", {
      kind: "photo",
      announcement: { id: "second", moment: "after", retakeOf: "first" } as never,
    });

    const shown = withOutbox(job, [retake]);

    expect(sentBack(shown.photos)).toEqual([]);
    expect(shown.state).toBe("in_review");
  });
});

test("leaving counts the photos of the visit: not those from the call, and a photo taken again once", () => {
  const photos = [
    aPhoto({ id: "still", moment: "before", source: "call", verdict: null }),
    aPhoto({ id: "door", moment: "before", source: "camera", verdict: null }),
    aPhoto({ id: "first", source: "camera", verdict: "sent_back", retakenBy: "second" }),
    aPhoto({ id: "second", source: "camera", retakeOf: "first" }),
  ];

  const counted = photosTakenInside(withOutbox(aJob({ photos }), []));
  expect(counted.map(({ id }) => id)).toEqual(["door", "first"]);
});

test("the photos of an earlier inspection are not counted with those of the next", () => {
  const earlier = aPhoto({ id: "earlier", jobId: "first", moment: "before", source: "camera" });
  expect(photosTakenInside(withOutbox(aJob({ photos: [earlier] }), []))).toEqual([]);
});

describe("an inspection of a home that is handed over", () => {
  const moveOut = { finalInspection: null, inspectedAt: null, checkedAt: null, works: [] };
  const inspection = aJob({ moveOut: moveOut as unknown as MoveOut });
  const report = { rooms: [], works: [], words: "", signedBy: "Rosa", inspectedAt: arrivedAt };
  const reported = anItem("report", { kind: "preInspection", report });

  test("is reported before he leaves", () => {
    expect(nextStep(withOutbox(inspection, []))).toBe("arrive");
    expect(nextStep(withOutbox(inspection, [arrival]))).toBe("inspect");
    const told = withOutbox(inspection, [arrival, reported]);
    expect(nextStep(told)).toBe("leave");
    expect(told.moveOut?.state).toBe("agreed");
  });

  test("by video is reported after the call, and needs nobody to come", () => {
    const call = { state: "held", outcome: null } as JobDetail["previsit"];
    const held = { ...inspection, previsit: call };
    expect(nextStep(withOutbox(held, []))).toBe("inspect");
    expect(nextStep(withOutbox(held, [reported]))).toBe("none");
  });
});

test("each before photo wants its after photo", () => {
  const before = ["a", "b"].map((id) => aPhoto({ id, moment: "before", verdict: null }));

  expect(afterPhotosMissing(withOutbox(aJob({ photos: before }), [photo]))).toBe(1);
});

test("inside comes first, then photos to take again, then by time, what is done last", () => {
  const visit = { id: "v", arrivedAt, leftAt: null, photosTaken: null, minutes: null };
  const jobs = [
    aJob({ id: "done", state: "done" }),
    aJob({ id: "late", appointment: block("2026-11-23T13:30:00Z", "2026-11-23T15:30:00Z") }),
    aJob({ id: "early", appointment: block("2026-11-23T07:00:00Z", "2026-11-23T09:00:00Z") }),
    aJob({ id: "back", state: "sent_back", photos: [aPhoto({ id: "p", verdict: "sent_back" })] }),
    aJob({ id: "inside", state: "in_progress", visit: visit as unknown as JobDetail["visit"] }),
    aJob({ id: "someday" }),
  ].map((job) => withOutbox(job, []));

  expect(inOrder(jobs).map((job) => job.id)).toEqual([
    "inside",
    "back",
    "early",
    "late",
    "someday",
    "done",
  ]);
});

test("a tenant who waits comes before everything, and a call that begins before a photo to take again", () => {
  const call = { id: "c", state: "open", plannedAt: "2026-11-23T10:00:00Z", outcome: null };
  const back = { state: "sent_back" as const, photos: [aPhoto({ id: "p", verdict: "sent_back" })] };
  const jobs = [
    aJob({ id: "back", ...back }),
    aJob({ id: "begins", previsit: { ...call, tenantJoinedAt: null } as never }),
    aJob({ id: "waits", previsit: { ...call, tenantJoinedAt: arrivedAt } as never }),
    aJob({
      id: "later",
      previsit: { ...call, plannedAt: "2026-11-23T16:00:00Z", tenantJoinedAt: null } as never,
    }),
  ].map((job) => withOutbox(job, []));

  const order = inOrder(jobs, Date.parse("2026-11-23T09:55:00Z"));
  expect(order.map((job) => job.id)).toEqual(["waits", "begins", "back", "later"]);
});

describe("coming, in vain and again", () => {
  const madeAt = Date.now();
  const setOutAt = new Date(madeAt).toISOString();
  const setOut = anItem("out", { kind: "setOut", setOutAt, minutes: 20 }, { madeAt });
  const atDoor = anItem("door", { kind: "atDoor", atDoorAt: setOutAt }, { madeAt });
  const gaveUp = anItem(
    "shut",
    {
      ...{ kind: "noAccess", atDoorAt: setOutAt, gaveUpAt: setOutAt },
      ...{ tried: [], photo: null, noPhotoBecause: "Donker" },
    },
    { madeAt },
  );

  test("he is expected until he is at the door, and nothing is left once he gave up", () => {
    expect(withOutbox(aJob(), [setOut]).approach?.expectedAt).toBe(
      new Date(madeAt + 20 * 60_000).toISOString(),
    );
    expect(withOutbox(aJob(), [setOut, atDoor]).approach).toMatchObject({
      expectedAt: null,
      atDoorAt: setOutAt,
    });
    const job = withOutbox(aJob(), [setOut, atDoor, gaveUp]);
    expect([job.state, job.approach, job.noAccess.length]).toEqual(["interrupted", null, 1]);
    expect(nextStep(job)).toBe("arrive");
  });

  test("turning back takes it back, and after two hours it is over", () => {
    const back = anItem("back", { kind: "turnBack", turnedBackAt: setOutAt }, { madeAt });
    expect(withOutbox(aJob(), [setOut, back]).approach).toBeNull();
    const old = { ...setOut, madeAt: madeAt - 2 * 3_600_000 - 1 };
    expect(withOutbox(aJob(), [old]).approach ?? null).toBeNull();
  });

  test("what she said meanwhile stands, though he had told that he comes", () => {
    const approach = { expectedAt: null, atDoorAt: null, calledOffAt: setOutAt };
    const job = withOutbox(aJob({ approach }), [{ ...setOut, state: "sent" }]);
    expect(job.approach?.calledOffAt).toBe(setOutAt);
  });

  test("an interrupted visit waits, and a second one adds its minutes", () => {
    const stopped = anItem("leaving", {
      ...{ kind: "leave", visitId: "visit", leftAt: "2026-11-23T10:21:00Z", photos: [] },
      ...{ note: "", outcome: "interrupted", reason: "material" },
    });
    const first = withOutbox(aJob(), [arrival, stopped]);
    expect([first.state, first.visit?.reason, nextStep(first)]).toEqual([
      "interrupted",
      "material",
      "arrive",
    ]);
    const again = anItem("visit-2", { kind: "arrive", arrivedAt: "2026-11-24T10:00:00Z" });
    const left = anItem("leaving-2", {
      ...{ kind: "leave", visitId: "visit-2", leftAt: "2026-11-24T10:09:00Z" },
      ...{ photos: [], note: "" },
    });
    const second = withOutbox(aJob(), [arrival, stopped, again, left]);
    expect([second.state, second.minutesInHome]).toEqual(["in_review", 30]);
  });
});
