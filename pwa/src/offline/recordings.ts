/**
 * Films and voice notes that nobody has decided about yet. Each second is written as it is recorded, on its own and to the
 * disk, so that an app that is killed loses a second or two. ArrayBuffers, because Safari loses Blobs kept in IndexedDB.
 */
import type { Database } from "./database";
import { slicesOf } from "./slices";

export interface Recording {
  id: string;
  jobId: string;
  personId: string;
  kind: "film" | "voice";
  moment: "before" | "after";
  slot: string;
  retakeOf: string | null;
  startedAt: number;
  mediaType: string;
  /** A frame of the film; a voice note has none. */
  preview: ArrayBuffer | null;
}

export interface Slice {
  recordingId: string;
  /** The first is number 0. */
  number: number;
  /** How long the recording is with this slice. */
  milliseconds: number;
  data: ArrayBuffer;
}

/** What was recorded is offered this long. */
const keepMs = 30 * 24 * 3_600_000;

export async function beginRecording(database: Database, recording: Recording): Promise<void> {
  await database.add("recordings", recording);
}

/** The frame comes when it is ready: nothing of the recording waits for it. */
export async function addPreview(
  database: Database,
  recordingId: string,
  preview: ArrayBuffer,
): Promise<void> {
  const transaction = database.transaction("recordings", "readwrite");
  const recording = await transaction.store.get(recordingId);
  if (recording) await transaction.store.put({ ...recording, preview });
  await transaction.done;
}

/** Resolves when it is on the disk. */
export async function keepSlice(database: Database, slice: Slice): Promise<void> {
  const transaction = database.transaction("slices", "readwrite", { durability: "strict" });
  await Promise.all([transaction.store.add(slice), transaction.done]);
}

/** As far as nothing is missing: what comes behind a gap does not play. */
export function unbroken<Numbered extends Pick<Slice, "number">>(slices: Numbered[]): Numbered[] {
  const gap = slices.findIndex((slice, place) => slice.number !== place);
  return gap < 0 ? slices : slices.slice(0, gap);
}

export async function wholeSlicesOf(database: Database, recordingId: string): Promise<Slice[]> {
  return unbroken(await database.getAll("slices", slicesOf(recordingId)));
}

export async function dropRecording(database: Database, recordingId: string): Promise<void> {
  const transaction = database.transaction(["recordings", "slices"], "readwrite");
  await Promise.all([
    transaction.objectStore("recordings").delete(recordingId),
    transaction.objectStore("slices").delete(slicesOf(recordingId)),
    transaction.done,
  ]);
}

/** Whoever made them. What is older than a month goes. */
export async function recordingsLeft(database: Database): Promise<Recording[]> {
  const all = await database.getAll("recordings");
  const old = all.filter((recording) => recording.startedAt < Date.now() - keepMs);
  for (const recording of old) await dropRecording(database, recording.id);
  return all.filter((recording) => !old.includes(recording));
}
