import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";

import { Api } from "../api/client";
import type { Announcement, JobDetail, Me } from "../api/wire";
import {
  addItem,
  discardItem,
  keepJobs,
  openDatabase,
  upgrades,
  writeFact,
  type Database,
  type Made,
  type NewItem,
  type OutboxItem,
} from "./database";
import { newId } from "./ids";
import { partHashesOf } from "./parts";
import { pauseBefore, Sender, type OneAtATime } from "./sender";
import { sha256Of } from "./sha256";

const tom = { id: "tom", name: "Tom Bakker", role: "technician" } as Me;

interface StoredPhoto {
  announcement: Announcement;
  bytes: ArrayBuffer | null;
  isReceived: boolean;
}

/** A server that keeps what it is told; `lose` decides whether a request or its answer gets lost on the way. */
class FakeServer {
  readonly photos = new Map<string, StoredPhoto>();
  readonly parts = new Map<string, ArrayBuffer>();
  readonly facts: string[] = [];
  /** Messages of the chat, by id: as the server, the second with an id is the first. */
  readonly messages = new Map<unknown, unknown>();
  readonly requests: string[] = [];
  isSignedIn = true;
  receiptSha256: string | null = null;
  lose: (step: string) => "request" | "answer" | null = () => null;
  refuse: (step: string) => Response | null = () => null;

  readonly fetch: typeof fetch = async (input, init) => {
    const path = String(input);
    const step = `${init?.method ?? "GET"} ${path}`;
    this.requests.push(step);
    const lost = this.lose(step);
    if (lost === "request") throw new TypeError("Failed to fetch");
    const answer = await this.answer(path, init ?? {});
    if (lost === "answer") throw new TypeError("Failed to fetch");
    return answer;
  };

  private async answer(path: string, init: RequestInit): Promise<Response> {
    if (!this.isSignedIn) return problem(401, "not-signed-in");
    const refusal = this.refuse(path);
    if (refusal) return refusal;
    if (path.startsWith("/s3/")) return this.store(path.slice(4), init.body as ArrayBuffer);
    if (/^\/api\/photos\/.*\/confirm$/.test(path)) return this.confirm(String(path.split("/")[3]));
    const body = JSON.parse(String(init.body)) as Record<string, unknown>;
    if (path.endsWith("/photos")) return this.announce(body as unknown as Announcement);
    if (path.endsWith("/conversation")) this.messages.set(body["id"], body["photoId"]);
    this.facts.push(path);
    return Response.json({});
  }

  private announce(announcement: Announcement): Response {
    const known = this.photos.get(announcement.id);
    if (!known) this.photos.set(announcement.id, { announcement, bytes: null, isReceived: false });
    const upload = known?.isReceived
      ? null
      : { url: `/s3/${announcement.id}`, headers: {}, expiresAt: "2026-11-23T12:00:00Z" };
    const count = announcement.partHashes?.length ?? 0;
    const parts = Array.from({ length: count }, (_, place) => ({
      number: place + 1,
      url: `/s3/${announcement.id}.parts/${String(place + 1)}`,
      headers: {},
      expiresAt: "2026-11-23T12:00:00Z",
    })).filter(({ url }) => !this.parts.has(url));
    const isWhole = count === 0 || known?.isReceived;
    const ticket = { id: announcement.id, upload: isWhole ? upload : null, parts, poster: null };
    return Response.json(ticket, { status: 201 });
  }

  private async store(id: string, body: ArrayBuffer): Promise<Response> {
    const photo = this.photos.get(id.split(".")[0] ?? id);
    if (id.includes(".parts/")) {
      this.parts.set(`/s3/${id}`, body);
      const parts = [...this.parts.values()];
      if (photo && parts.length === photo.announcement.partHashes.length) {
        photo.bytes = await new Blob(parts).arrayBuffer();
      }
    } else if (photo) photo.bytes = body;
    return new Response(null, { status: 200 });
  }

  private async confirm(id: string): Promise<Response> {
    const photo = this.photos.get(id);
    if (!photo?.bytes) return problem(409, "upload-not-finished");
    const sha256 = await sha256Of(photo.bytes);
    if (sha256 !== photo.announcement.sha256) {
      photo.bytes = null;
      return problem(422, "hash-differs");
    }
    if (!photo.isReceived) this.facts.push(`photo ${id}`);
    photo.isReceived = true;
    return Response.json({
      id,
      sha256: this.receiptSha256 ?? sha256,
      byteCount: photo.bytes.byteLength,
      receivedAt: "2026-11-23T10:00:00Z",
    });
  }
}

function problem(status: number, slug: string): Response {
  return new Response(JSON.stringify({ type: `/problems/${slug}`, title: slug, status }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}

/** What `navigator.locks` does with `ifAvailable`, shared by the senders of one test. */
function sharedLock(): OneAtATime {
  let isHeld = false;
  return {
    async request(_name, _options, work) {
      if (isHeld) return await work(null);
      isHeld = true;
      try {
        return await work({});
      } finally {
        isHeld = false;
      }
    },
  };
}

let database: Database;
let server: FakeServer;
let now: number;
let sender: Sender;
let lock: OneAtATime;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  database = await openDatabase();
  await writeFact(database, "me", tom);
  server = new FakeServer();
  now = 1_000_000;
  lock = sharedLock();
  sender = newSender();
});

function newSender(): Sender {
  return new Sender({
    database,
    api: new Api({ fetch: server.fetch }),
    locks: lock,
    now: () => now,
    random: () => 0,
  });
}

async function givenPhoto(
  facts: { jobId?: string; content?: string; beforePhotoId?: string } = {},
): Promise<string> {
  const id = newId();
  const bytes = new TextEncoder().encode(facts.content ?? `photo ${id}`).buffer;
  const announcement = {
    id,
    moment: "after",
    source: "camera",
    byteCount: bytes.byteLength,
    sha256: await sha256Of(bytes),
    mediaType: "image/jpeg",
    beforePhotoId: facts.beforePhotoId ?? null,
  } as Announcement;
  await addItem(database, { ...factsOf(id, facts.jobId), kind: "photo", announcement }, { bytes });
  return id;
}

async function givenArrival(jobId = "job"): Promise<string> {
  const id = newId();
  await addItem(database, {
    ...factsOf(id, jobId),
    kind: "arrive",
    arrivedAt: "2026-11-23T10:00:00Z",
  });
  return id;
}

async function givenLeaving(visitId: string, jobId = "job"): Promise<void> {
  await addItem(database, {
    ...factsOf(newId(), jobId),
    kind: "leave",
    visitId,
    leftAt: "2026-11-23T10:20:00Z",
    photos: [],
    note: "",
  });
}

function factsOf(
  id: string,
  jobId = "job",
): Pick<NewItem, "id" | "jobId" | "personId" | "madeAt" | "nextTryAt"> {
  return { id, jobId, personId: tom.id, madeAt: now, nextTryAt: 0 };
}

async function states(): Promise<string[]> {
  return (await database.getAll("items")).map((item) => item.state);
}

const steps = {
  announce: "POST /api/jobs/job/photos",
  upload: "PUT /s3/",
  confirm: "/confirm",
};

describe("a photo arrives exactly once", () => {
  for (const [name, step] of Object.entries(steps)) {
    for (const lost of ["request", "answer"] as const) {
      test(`when the ${lost} of ${name} gets lost`, async () => {
        const id = await givenPhoto();
        let isFirst = true;
        server.lose = (request) => {
          if (!isFirst || !request.includes(step)) return null;
          isFirst = false;
          return lost;
        };

        await sender.sendAll();
        expect(await states()).toEqual(["waiting"]);
        expect(await database.get("bytes", id)).toBeDefined();
        await sender.sendAll({ atOnce: true });

        expect(await states()).toEqual(["sent"]);
        expect(server.facts).toEqual([`photo ${id}`]);
        expect(await database.count("bytes")).toBe(0);
      });
    }
  }

  test("when the app was closed while sending", async () => {
    const id = await givenPhoto();
    server.lose = () => "request";
    await sender.sendAll();
    const [item] = await database.getAll("items");
    if (item) await database.put("items", { ...item, state: "sending", nextTryAt: 0 });
    server.lose = () => null;

    await newSender().sendAll();

    expect(server.facts).toEqual([`photo ${id}`]);
  });

  test("when a film breaks off: parts that are stored are not sent again", async () => {
    const id = newId();
    const bytes = new Uint8Array(5 * 1024 * 1024).fill(7).buffer;
    const partHashes = await partHashesOf(bytes);
    expect(partHashes).toHaveLength(3);
    const announcement = {
      id,
      kind: "film",
      partHashes,
      byteCount: bytes.byteLength,
      sha256: await sha256Of(bytes),
    } as Announcement;
    const made = { kind: "photo", announcement } as const;
    await addItem(database, { ...factsOf(id), ...made }, { bytes });
    server.lose = (step) => (step.endsWith(".parts/2") ? "request" : null);
    await sender.sendAll();
    expect(await states()).toEqual(["waiting"]);
    server.lose = () => null;

    await newSender().sendAll({ atOnce: true });

    expect(server.facts).toEqual([`photo ${id}`]);
    const sent = server.requests.filter((request) => request.includes(".parts/1"));
    expect(sent).toHaveLength(1);
  });

  test("when two tabs send at the same time", async () => {
    for (let count = 0; count < 5; count += 1) await givenPhoto();

    await Promise.all([sender.sendAll(), newSender().sendAll()]);

    expect(server.facts).toHaveLength(5);
    expect(server.requests.filter((request) => request.includes(steps.upload))).toHaveLength(5);
    expect(await states()).toEqual(Array(5).fill("sent"));
  });
});

describe("a photo in the chat is shown exactly once", () => {
  const chat = "/api/repair-requests/repair/conversation";
  const show = { ...steps, announce: `POST ${chat}/photos`, say: `POST ${chat}` };

  for (const [name, step] of Object.entries(show)) {
    for (const lost of ["request", "answer"] as const) {
      test(`when the app is closed and the ${lost} of ${name} gets lost`, async () => {
        const id = newId();
        const bytes = new TextEncoder().encode(`photo ${id}`).buffer;
        const announcement = { id, byteCount: bytes.byteLength, sha256: await sha256Of(bytes) };
        const made = { kind: "show", requestId: "repair", announcement } as unknown as Made;
        await addItem(database, { ...factsOf(id), ...made }, { bytes });
        let isFirst = true;
        server.lose = (request) => {
          const isStep = request === step || (step !== show.say && request.includes(step));
          if (!isFirst || !isStep) return null;
          isFirst = false;
          return lost;
        };
        await sender.sendAll();
        const [item] = await database.getAll("items");
        expect(item?.state).toBe("waiting");
        expect(await database.get("bytes", id)).toBeDefined();
        if (item) await database.put("items", { ...item, state: "sending", nextTryAt: 0 });

        await newSender().sendAll();

        expect(await states()).toEqual(["sent"]);
        expect(server.facts.filter((fact) => fact === `photo ${id}`)).toHaveLength(1);
        expect([...server.messages]).toEqual([[id, id]]);
      });
    }
  }
});

describe("bytes stay on the phone", () => {
  test("until the receipt names exactly these bytes", async () => {
    const id = await givenPhoto();
    server.receiptSha256 = "0".repeat(64);

    await sender.sendAll();

    expect(await states()).toEqual(["waiting"]);
    expect((await database.getAll("items"))[0]?.hindrance?.slug).toBe("receipt-differs");
    expect(await database.get("bytes", id)).toBeDefined();
  });

  test("when the server refuses the photo", async () => {
    const id = await givenPhoto();
    server.refuse = (path) => (path.includes("confirm") ? problem(422, "not-a-picture") : null);

    await sender.sendAll();

    expect(await states()).toEqual(["refused"]);
    expect((await database.getAll("items"))[0]?.hindrance?.slug).toBe("not-a-picture");
    expect(await database.get("bytes", id)).toBeDefined();
  });

  test("when the database gets a newer version", async () => {
    const id = await givenPhoto();
    database.close();

    database = await openDatabase({
      steps: [...upgrades, (newer) => void newer.createObjectStore("extra" as "jobs")],
    });

    expect(await states()).toEqual(["waiting"]);
    expect((await database.get("bytes", id))?.data.byteLength).toBeGreaterThan(0);
  });

  test("when they were kept by the version that had their previews beside the facts", async () => {
    globalThis.indexedDB = new IDBFactory();
    database = await openDatabase({ steps: upgrades.slice(0, 1) });
    await writeFact(database, "me", tom);
    const preview = new Uint8Array([1, 2, 3]).buffer;
    for (const id of [newId(), newId(), newId()]) {
      const data = new TextEncoder().encode(id).buffer;
      const announcement = { id, byteCount: data.byteLength, sha256: await sha256Of(data) };
      const item = { ...factsOf(id), kind: "photo", state: "waiting", attempts: 0, announcement };
      await database.add("items", { ...item, hindrance: null, preview } as unknown as OutboxItem);
      await database.add("bytes", { id, data });
    }
    database.close();

    database = await openDatabase();
    const items = await database.getAll("items");
    expect(items.some((item) => "preview" in item)).toBe(false);
    for (const { id } of items) {
      expect((await database.get("previews", id))?.data).toEqual(preview);
    }
    await newSender().sendAll();

    expect(server.facts).toEqual(items.map(({ id }) => `photo ${id}`));
  });

  test("when leaving was kept by the version that only counted photos", async () => {
    globalThis.indexedDB = new IDBFactory();
    database = await openDatabase({ steps: upgrades.slice(0, 3) });
    const photo = await givenPhoto();
    await givenPhoto({ jobId: "other-job" });
    await database.add("items", {
      ...factsOf(newId()),
      ...{ kind: "leave", visitId: "visit", leftAt: "2026-11-23T10:20:00Z", photosTaken: 1 },
      ...{ note: "", state: "waiting", attempts: 0, hindrance: null },
    } as unknown as OutboxItem);
    database.close();

    database = await openDatabase();

    const leaving = (await database.getAll("items")).find(({ kind }) => kind === "leave");
    expect(leaving).toMatchObject({ photos: [photo] });
  });

  test("unless the item they belong to could not be kept", async () => {
    const id = await givenPhoto();
    const [item] = await database.getAll("items");
    if (!item) throw new Error("no item");

    await expect(
      addItem(
        database,
        { ...factsOf(id), kind: "arrive", arrivedAt: "" },
        { bytes: new ArrayBuffer(4) },
      ),
    ).rejects.toThrow();

    expect(await database.count("items")).toBe(1);
    expect((await database.get("bytes", id))?.data.byteLength).toBeGreaterThan(4);
  });
});

describe("what the server answers decides", () => {
  test("a missing sign-in pauses everything and loses nothing", async () => {
    await givenPhoto();
    await givenPhoto({ jobId: "other" });
    server.isSignedIn = false;
    await sender.sendAll();
    expect(server.requests).toHaveLength(1);
    await sender.sendAll({ atOnce: true });
    expect(server.requests).toHaveLength(1);

    server.isSignedIn = true;
    await writeFact(database, "signInNeeded", false);
    await sender.sendAll();

    expect(await states()).toEqual(["sent", "sent"]);
  });

  test("a missing sign-in leaves only what was made here and has not arrived", async () => {
    const arrived = await givenPhoto();
    await sender.sendAll();
    const waits = await givenPhoto();
    for (const id of [arrived, waits]) {
      await database.put("previews", { id, data: new ArrayBuffer(2) });
    }
    await keepJobs(database, [{ id: "job" } as JobDetail], 1);
    server.isSignedIn = false;

    await sender.sendAll();

    expect(await database.count("jobs")).toBe(0);
    expect(await database.getAllKeys("previews")).toEqual([waits]);
    expect(await database.getAllKeys("bytes")).toEqual([waits]);
    expect(await states()).toEqual(["sent", "waiting"]);
  });

  test.each([
    ["a gateway that asks for its own sign-in", new Response("", { status: 401 })],
    ["a server in trouble", problem(500, "unexpected")],
  ])("%s takes no job away, and the photo goes later", async (_who, refusal) => {
    await givenPhoto();
    await keepJobs(database, [{ id: "job" } as JobDetail], 1);
    server.refuse = () => refusal.clone();
    await sender.sendAll();
    expect(await database.count("jobs")).toBe(1);
    expect(await states()).toEqual(["waiting"]);

    server.refuse = () => null;
    await sender.sendAll({ atOnce: true });
    expect(await states()).toEqual(["sent"]);
  });

  test("somebody else's sign-in sends nothing of Tom's", async () => {
    await givenPhoto();
    await writeFact(database, "me", { ...tom, id: "carla" });

    await sender.sendAll({ atOnce: true });

    expect(server.requests).toEqual([]);
  });

  test("damage on the way is repaired by announcing and uploading again", async () => {
    const id = await givenPhoto();
    let isFirst = true;
    const { fetch } = server;
    const damaging: typeof fetch = (input, init) => {
      const isUpload = String(input).startsWith("/s3/");
      const body = isUpload && isFirst ? new ArrayBuffer(3) : init?.body;
      if (isUpload) isFirst = false;
      return fetch(input, { ...init, body } as RequestInit);
    };
    sender = new Sender({
      database,
      api: new Api({ fetch: damaging }),
      locks: lock,
      now: () => now,
    });

    await sender.sendAll();
    expect((await database.getAll("items"))[0]?.hindrance?.slug).toBe("hash-differs");
    await sender.sendAll({ atOnce: true });

    expect(server.facts).toEqual([`photo ${id}`]);
  });

  test("bytes that changed on the disk are not sent as evidence", async () => {
    const id = await givenPhoto();
    await database.put("bytes", { id, data: new ArrayBuffer(9) });

    await sender.sendAll();

    expect(await states()).toEqual(["refused"]);
    expect((await database.getAll("items"))[0]?.hindrance?.slug).toBe("bytes-lost");
    expect(server.requests.some((request) => request.includes(steps.upload))).toBe(false);
  });

  test("a busy server is asked again after a pause that grows", async () => {
    await givenPhoto();
    server.refuse = () => problem(429, "too-many-requests");

    await sender.sendAll();
    const requests = server.requests.length;
    await sender.sendAll();
    expect(server.requests).toHaveLength(requests);
    now += 1000;
    await sender.sendAll();

    expect(server.requests).toHaveLength(requests + 1);
    expect((await database.getAll("items"))[0]).toMatchObject({ state: "waiting", attempts: 2 });
  });

  test("storage that refuses an expired address is asked again with a fresh one", async () => {
    await givenPhoto();
    server.refuse = (path) =>
      path.startsWith("/s3/") ? new Response(null, { status: 403 }) : null;
    await sender.sendAll();
    expect(await states()).toEqual(["waiting"]);
    server.refuse = () => null;

    await sender.sendAll({ atOnce: true });

    expect(await states()).toEqual(["sent"]);
  });
});

describe("the order of a visit", () => {
  test("is arriving, photos, leaving, and no photo keeps anybody inside", async () => {
    const visit = await givenArrival();
    const photo = await givenPhoto();
    await givenLeaving(visit);
    server.lose = (step) => (step.includes(steps.upload) ? "request" : null);
    await sender.sendAll();
    const told = ["/api/jobs/job/visits", `/api/visits/${visit}/leave`];
    expect(server.facts).toEqual(told);
    server.lose = () => null;

    await sender.sendAll({ atOnce: true });

    expect(server.facts).toEqual([...told, `photo ${photo}`]);
  });

  test("lets no photo wait for another that fails, but for the one it is paired with", async () => {
    const before = await givenPhoto();
    await givenPhoto({ beforePhotoId: before });
    const other = await givenPhoto();
    const visit = newId();
    await givenLeaving(visit);
    server.lose = (step) => (step.includes(before) ? "request" : null);

    await sender.sendAll();
    expect(server.facts).toEqual([`photo ${other}`, `/api/visits/${visit}/leave`]);
    server.lose = () => null;
    await sender.sendAll({ atOnce: true });

    expect(await states()).toEqual(["sent", "sent", "sent", "sent"]);
  });

  test("a refused photo does not keep the technician from leaving", async () => {
    const visit = await givenArrival();
    await givenPhoto();
    await givenLeaving(visit);
    server.refuse = (path) => (path.includes("confirm") ? problem(422, "not-a-picture") : null);

    await sender.sendAll();

    expect(await states()).toEqual(["sent", "refused", "sent"]);
  });

  test("trouble with one job does not hold up another", async () => {
    await givenPhoto({ jobId: "job" });
    await givenArrival("other");
    server.refuse = (path) => (path.includes("/job/") ? problem(500, "unexpected") : null);

    await sender.sendAll();

    expect(await states()).toEqual(["waiting", "sent"]);
  });

  test("an item that can still be undone is not sent, nor what follows it", async () => {
    const visit = newId();
    await addItem(database, {
      ...factsOf(visit),
      nextTryAt: now + 6000,
      kind: "arrive",
      arrivedAt: "2026-11-23T10:00:00Z",
    });
    await givenPhoto();
    await sender.sendAll({ atOnce: true });
    expect(server.requests).toEqual([]);

    expect(await discardItem(database, 1)).toBe(true);
    await sender.sendAll();

    expect(server.facts).toHaveLength(1);
  });

  test("what was made before the clock was set back does not wait until then", async () => {
    await addItem(database, {
      ...factsOf(newId()),
      nextTryAt: now + 24 * 3_600_000,
      kind: "arrive",
      arrivedAt: "2026-11-23T10:00:00Z",
    });

    await sender.sendAll();

    expect(await states()).toEqual(["sent"]);
  });
});

test("a dead line is tried ever more seldom, however many photos wait", async () => {
  for (let count = 0; count < 20; count += 1) await givenPhoto();
  server.lose = () => "request";

  const triedAt: number[] = [];
  for (const end = now + 60_000; now < end; now += 100) {
    const before = server.requests.length;
    await sender.sendAll();
    if (server.requests.length > before) triedAt.push(now);
  }
  expect(triedAt.length).toBeLessThan(10);
  expect(server.requests.length).toBeLessThan(15);
  server.lose = () => null;
  await sender.sendAll({ atOnce: true });

  expect(server.facts).toHaveLength(20);
});

test("a photo that is deleted leaves the word for the office, which waits for nothing", async () => {
  const id = await givenPhoto();
  await givenLeaving("visit");
  server.refuse = (path) => (path.endsWith("/photos") ? problem(413, "picture-too-large") : null);
  await sender.sendAll();
  const because = "picture-too-large";
  const told: NewItem = { ...factsOf(newId()), kind: "discard", photoId: id, because };

  expect(await discardItem(database, 1, told)).toBe(3);
  expect(await database.get("bytes", id)).toBeUndefined();
  await sender.sendAll();

  expect(server.facts).toEqual(["/api/visits/visit/leave", `/api/jobs/job/photos/${id}/discard`]);
  expect(await discardItem(database, 1, told)).toBe(false);
  expect(await database.count("items")).toBe(2);
});

test("what is being sent cannot be deleted", async () => {
  await givenPhoto();
  await sender.sendAll();

  expect(await discardItem(database, 1)).toBe(false);
});

test("pauses grow to five minutes and no further", () => {
  expect(pauseBefore(0, () => 1)).toBe(1000);
  expect(pauseBefore(3, () => 0)).toBe(4000);
  expect(pauseBefore(30, () => 1)).toBe(300_000);
});
