/**
 * A voice note that is being recorded: each second is written to the disk as it comes, so that a page that is killed loses
 * a second or two. Facts lie with the photos and the seconds beside them, until she has decided about the whole of it.
 */
import { plays } from "../src/features/evidence/playable";
import { unbroken } from "../src/offline/recordings";
import { slicesOf } from "../src/offline/slices";
import { forgetPhoto, type Heavy, type KeptPhoto, photosOf, run } from "./device";
import { unfinished } from "./undecided";

export interface Slice {
  /** The note's. */
  id: string;
  /** The first is number 0. */
  number: number;
  /** How long the note is with this slice. */
  milliseconds: number;
  data: ArrayBuffer;
}

const locks = navigator.locks as LockManager | undefined;
const lockOf = (id: string) => `vooraf-voice-${id}`;

/** Held while it is recorded, and gone with the page: another tab does not take it for one that was left. */
export function whileRecording(id: string, until: Promise<void>): void {
  void locks?.request(lockOf(id), () => until);
}

const isBeingRecorded = async (id: string): Promise<boolean> =>
  (await locks?.query())?.held?.some(({ name }) => name === lockOf(id)) ?? false;

export const begin = (photo: KeptPhoto) => run(["photos"], (photos) => photos.put(photo));

export const keepSlice = (slice: Slice) => run(["slices"], (slices) => slices.put(slice));

/** The whole of it is kept, and the seconds go, at once. */
export const keepWhole = (photo: KeptPhoto, { bytes }: Heavy) =>
  run(["photos", "heavy", "slices"], (photos, heavies, slices) => {
    slices.delete(slicesOf(photo.id));
    heavies.put({ id: photo.id, bytes });
    return photos.put(photo);
  });

export async function forget(id: string): Promise<void> {
  await run(["slices"], (slices) => slices.delete(slicesOf(id)));
  await forgetPhoto(id);
}

const allSlicesOf = (id: string) =>
  run<Slice[]>(["slices"], (all) => all.getAll(slicesOf(id)) as IDBRequest<Slice[]>, "readonly");

/** Makes of every note that broke off one that she can decide about. What broke off before it had a sound goes. */
export async function takeUpLeft(owner: string, becomes: string): Promise<void> {
  for (const photo of await photosOf(unfinished(owner))) {
    if (await isBeingRecorded(photo.id)) continue;
    const slices = unbroken(await allSlicesOf(photo.id));
    const spoken = new Blob(
      slices.map(({ data }) => data),
      { type: photo.mediaType },
    );
    if (!slices.length || (await plays(spoken, "voice")) === false) {
      await forget(photo.id);
      continue;
    }
    const seconds = Math.max(1, Math.round((slices.at(-1)?.milliseconds ?? 0) / 1000));
    await keepWhole(
      { ...photo, of: becomes, voice: { seconds, isCut: true } },
      { bytes: await spoken.arrayBuffer() },
    );
  }
}
