import "fake-indexeddb/auto";

import { expect, test, vi } from "vitest";

import type { Me } from "../../api/wire";
import { openDatabase, writeFact } from "../../offline/database";
import { beginRecording, keepSlice, recordingsLeft } from "../../offline/recordings";
import { Recordings } from "./recordings.svelte";

test("what plays is offered, what may play is kept, and what is a head only is thrown away and told", async () => {
  vi.stubGlobal("navigator", { locks: { query: async () => ({ pending: [{ name: lock }] }) } });
  const lock = "vooraf-recording-running";
  const database = await openDatabase();
  await writeFact(database, "me", { id: "tom" } as Me);
  // Each with so many slices of a second.
  const recorded = { running: 0, nothing: 0, head: 1, unknown: 1, short: 1, long: 3, broken: 3 };
  for (const [id, slices] of Object.entries(recorded)) {
    const place = { jobId: "job", moment: "after", slot: "", retakeOf: null } as const;
    const facts = { kind: "film", startedAt: Date.now(), mediaType: id, preview: null } as const;
    await beginRecording(database, { id, personId: "tom", ...place, ...facts });
    for (let number = 0; number < slices; number += 1) {
      const milliseconds = 1000 * number + 400;
      await keepSlice(database, {
        recordingId: id,
        number,
        milliseconds,
        data: new ArrayBuffer(1),
      });
    }
  }
  const answers: Record<string, boolean | null> = {
    head: false,
    unknown: null,
    short: true,
    long: true,
    broken: false,
  };
  const ontooshort = vi.fn();
  const plays = ({ type }: Blob) => Promise.resolve(answers[type] ?? null);
  const recordings = new Recordings({ database, plays, ontooshort });

  await recordings.look();

  const offered = recordings.left.map(({ recording, seconds }) => [recording.id, seconds]);
  expect(offered).toEqual([
    ["long", 2],
    ["short", 1],
  ]);
  expect(ontooshort).toHaveBeenCalledTimes(2);
  const unsure = recordings.unsure.map(({ recording, isRunning }) => [recording.id, isRunning]);
  expect(unsure).toEqual([
    ["broken", false],
    ["running", true],
    ["unknown", false],
  ]);
  const kept = (await recordingsLeft(database)).map(({ id }) => id);
  expect(kept).toEqual(["broken", "long", "running", "short", "unknown"]);
});

test("a colleague's recording is counted, and not offered", async () => {
  vi.stubGlobal("navigator", { locks: { query: async () => ({}) } });
  const database = await openDatabase({ name: "shared" });
  await writeFact(database, "me", { id: "carla" } as Me);
  const place = { jobId: "job", moment: "after", slot: "", retakeOf: null } as const;
  const facts = { kind: "film", startedAt: Date.now(), mediaType: "film", preview: null } as const;
  await beginRecording(database, { id: "toms", personId: "tom", ...place, ...facts });
  const plays = vi.fn();
  const recordings = new Recordings({ database, plays, ontooshort: vi.fn() });
  expect(recordings.isLooked).toBe(false);

  await recordings.look();

  expect([recordings.own, recordings.ofOthers, recordings.isLooked]).toEqual([0, 1, true]);
  expect(plays).not.toHaveBeenCalled();
});
