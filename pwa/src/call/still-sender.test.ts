import "fake-indexeddb/auto";

import { beforeEach, expect, test, vi } from "vitest";

import type { Api } from "../api/client";
import { Offline, Problem } from "../api/problem";
import { StillSender } from "./still-sender";
import { StillStore, type StillRecord } from "./still-store";

const still: StillRecord = {
  stillId: "still-1",
  photoId: "photo-1",
  room: "room-1",
  takenAt: "2026-11-23T10:15:00Z",
  clockOffsetMs: 12,
  byteCount: 3,
  sha256: "abc",
  state: "waiting",
  bytes: new Uint8Array([1, 2, 3]).buffer,
};

let store: StillStore;
let answers: Record<string, unknown[]>;
let asked: string[];
let uploads: number;
let sender: StillSender;
let names = 0;

beforeEach(async () => {
  vi.stubGlobal("localStorage", { setItem: vi.fn(), removeItem: vi.fn() });
  store = new StillStore(`stills-${++names}`);
  await store.put(still);
  answers = {
    "/api/case/photos": [{ id: "photo-1", upload: { url: "/s3/x", headers: {}, expiresAt: "" } }],
    "/api/case/photos/photo-1/confirm": [{ id: "photo-1", sha256: "abc", byteCount: 3 }],
  };
  asked = [];
  uploads = 0;
  const api = {
    post: (path: string) => {
      asked.push(path);
      const queue = answers[path] ?? [];
      const answer = queue.length > 1 ? queue.shift() : queue[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    upload: () => {
      uploads += 1;
      return Promise.resolve();
    },
  } as unknown as Api;
  sender = new StillSender({ api, store });
});

test("a still is announced, sent and confirmed, and only then let go of", async () => {
  await sender.sendAll("room-1");
  expect(asked).toEqual(["/api/case/photos", "/api/case/photos/photo-1/confirm"]);
  expect(await store.get("still-1")).toMatchObject({ state: "sent", bytes: null });
});

test("without a network it stays, and goes by itself later", async () => {
  answers["/api/case/photos"]?.unshift(new Offline("away"));
  await sender.sendAll("room-1");
  expect(await store.get("still-1")).toMatchObject({ state: "waiting" });
  await vi.waitFor(
    async () => expect(await store.get("still-1")).toMatchObject({ state: "sent" }),
    { timeout: 3000 },
  );
});

test("bytes that arrived damaged are announced and sent again", async () => {
  const differs = new Problem({ type: "/problems/hash-differs", status: 422 });
  answers["/api/case/photos/photo-1/confirm"]?.unshift(differs);
  await sender.sendAll("room-1");
  await vi.waitFor(
    async () => expect(await store.get("still-1")).toMatchObject({ state: "sent" }),
    { timeout: 3000 },
  );
  expect(uploads).toBe(2);
});

test("what the server already has is not sent again", async () => {
  answers["/api/case/photos"] = [{ id: "photo-1", upload: null }];
  await sender.sendAll("room-1");
  expect(uploads).toBe(0);
  expect(await store.get("still-1")).toMatchObject({ state: "sent" });
});

test("a clear refusal ends the trying and keeps the bytes", async () => {
  answers["/api/case/photos"] = [new Problem({ type: "/problems/picture-too-large", status: 413 })];
  await sender.sendAll("room-1");
  expect(await store.get("still-1")).toMatchObject({ state: "refused", bytes: still.bytes });
});

test("the cookie of another case sends nothing of this call", async () => {
  await sender.sendAll("room-2");
  expect(asked).toEqual([]);
});

test("one that is taken while another is on its way goes right after it", async () => {
  answers["/api/case/photos/photo-2/confirm"] = [{ id: "photo-2", sha256: "abc", byteCount: 3 }];
  const first = sender.sendAll("room-1");
  await vi.waitFor(() => expect(asked).not.toEqual([]));
  await store.put({ ...still, stillId: "still-2", photoId: "photo-2" });
  await sender.sendAll("room-1");
  await first;
  expect(await store.get("still-2")).toMatchObject({ state: "sent" });
});
