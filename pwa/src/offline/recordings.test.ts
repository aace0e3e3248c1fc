import "fake-indexeddb/auto";

import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test } from "vitest";

import type { Announcement } from "../api/wire";
import { addItem, openDatabase, type Database } from "./database";
import { beginRecording, keepSlice, recordingsLeft, wholeSlicesOf } from "./recordings";

let database: Database;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  database = await openDatabase();
  for (const id of ["one", "two"]) await givenRecording(id);
});

async function givenRecording(id: string): Promise<void> {
  const place = { jobId: "job", moment: "after", slot: "", retakeOf: null } as const;
  const facts = { kind: "voice", mediaType: "audio/mp4", preview: null } as const;
  await beginRecording(database, {
    id,
    personId: "tom",
    startedAt: Date.now(),
    ...place,
    ...facts,
  });
  for (const number of [0, 1, 2]) await givenSlice(id, number);
}

async function givenSlice(recordingId: string, number: number): Promise<void> {
  const data = new Uint8Array([number]).buffer;
  await keepSlice(database, { recordingId, number, milliseconds: 1000 * (number + 1), data });
}

test("what comes behind a slice that was not kept is left out", async () => {
  await givenSlice("one", 4);

  const slices = await wholeSlicesOf(database, "one");

  expect(slices.map(({ number }) => number)).toEqual([0, 1, 2]);
});

test("a recording becomes a photo in one step, and leaves the others alone", async () => {
  const facts = { id: "photo", jobId: "job", personId: "tom", madeAt: 0, nextTryAt: 0 };
  const item = { ...facts, kind: "photo", announcement: {} as Announcement } as const;
  const made = { bytes: new ArrayBuffer(3), recordingId: "one" };
  await addItem(database, item, made);
  await expect(addItem(database, item, { ...made, recordingId: "two" })).rejects.toThrow();

  expect((await recordingsLeft(database)).map(({ id }) => id)).toEqual(["two"]);
  expect(await wholeSlicesOf(database, "one")).toEqual([]);
  expect(await wholeSlicesOf(database, "two")).toHaveLength(3);
});
