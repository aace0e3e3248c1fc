/** Which photos a job wants, spot by spot, and which of them are still missing. */
import type { JobSlot } from "../../api/wire";
import { text } from "../../text/current";
import type { LocalJob, LocalPhoto } from "./local-job";

/** The moments a technician photographs. */
export type WorkMoment = "before" | "after";

/** One spot at one moment: what is there and what it takes. */
export interface SlotNeed {
  slot: JobSlot;
  moment: WorkMoment;
  photos: LocalPhoto[];
  wanted: number;
  missing: number;
  /** How many more the spot takes. */
  room: number;
}

/** Never empty: a job kept by an older version of the app has no list of its own. */
export function slotsOf(job: LocalJob): JobSlot[] {
  return job.slots.length > 0 ? job.slots : [anySpot()];
}

function anySpot(): JobSlot {
  return {
    key: "place",
    ...text.app.anySpot,
    drawing: "surface",
    mustRead: false,
    before: { minimum: 1, maximum: 6 },
    after: { minimum: 1, maximum: 6 },
  };
}

/** A film or a voice note: proof as well, but a slot wants photos. */
export function isFootage({ kind }: Pick<LocalPhoto, "kind">): boolean {
  return kind === "film" || kind === "voice";
}

/** Where the tenant signed: it stands beside the photos, and no spot wants it. */
export const signatureSlot = "signature";

/** The door that nobody opened: photographed from outside, and no part of the work. */
export const doorSlot = "front_door";

export function isSignature({ slot }: Pick<LocalPhoto, "slot">): boolean {
  return slot === signatureSlot;
}

/** The first is the spot of the fault: what was photographed without naming a slot shows that. */
export function slotOf(photo: { slot: string }, slots: JobSlot[]): JobSlot {
  return slots.find((slot) => slot.key === photo.slot) ?? (slots[0] as JobSlot);
}

export function needsOf(job: LocalJob): SlotNeed[] {
  const slots = slotsOf(job);
  const moments: WorkMoment[] = ["before", "after"];
  return moments.flatMap((moment) =>
    slots.filter((slot) => slot[moment]).map((slot) => needOf(job, slots, slot, moment)),
  );
}

function needOf(job: LocalJob, slots: JobSlot[], slot: JobSlot, moment: WorkMoment): SlotNeed {
  const { minimum, maximum } = slot[moment] ?? { minimum: 0, maximum: 0 };
  const photos = photosIn(job, slots, slot, moment);
  const wanted = moment === "after" ? wantedAfter(job, slots, slot, minimum, maximum) : minimum;
  // Once the work shows, nobody can go back to what it looked like before.
  const isTooLate = moment === "before" && photosIn(job, slots, slot, "after").length > 0;
  const missing = isTooLate ? 0 : Math.max(0, wanted - photos.length);
  const own = photos.filter((photo) => photo.moment === moment);
  return { slot, moment, photos, wanted, missing, room: Math.max(0, maximum - own.length) };
}

/** A pair is a pair: each photo from before wants its photo from after. */
function wantedAfter(
  job: LocalJob,
  slots: JobSlot[],
  slot: JobSlot,
  minimum: number,
  maximum: number,
): number {
  const before = photosIn(job, slots, slot, "before").filter((photo) => photo.moment === "before");
  return slot.before ? Math.min(maximum, Math.max(minimum, before.length)) : minimum;
}

/** Those that count: a photo taken again stands for the one it replaces, and what the tenant sent shows the fault itself. */
function photosIn(
  job: LocalJob,
  slots: JobSlot[],
  slot: JobSlot,
  moment: WorkMoment,
): LocalPhoto[] {
  const shown = job.photos.filter(
    (photo) =>
      !photo.retakenBy && photo.state !== "struck" && !isFootage(photo) && !isSignature(photo),
  );
  const own = shown.filter((photo) => photo.moment === moment && slotOf(photo, slots) === slot);
  if (moment === "after" || slot !== slots[0]) return own;
  return [...own, ...shown.filter((photo) => photo.moment === "report")];
}

export function needFor(job: LocalJob, key: string, moment: WorkMoment): SlotNeed | undefined {
  return needsOf(job).find((need) => need.moment === moment && need.slot.key === key);
}

export function missingNeeds(job: LocalJob): SlotNeed[] {
  return needsOf(job).filter((need) => need.missing > 0);
}

/** What the photos of one spot can be held against: from before the work, or else what the tenant sent. */
export function picturesBefore(job: LocalJob, slot: JobSlot): LocalPhoto[] {
  const photos = photosIn(job, slotsOf(job), slot, "before").filter(
    (photo) => photo.state !== "refused",
  );
  const before = photos.filter((photo) => photo.moment === "before");
  return before.length > 0 ? before : photos;
}

/** The photo from before that has no photo from after yet. */
export function unpaired(job: LocalJob, slot: JobSlot): LocalPhoto | undefined {
  const after = photosIn(job, slotsOf(job), slot, "after");
  const paired = new Set(after.map((photo) => photo.beforePhotoId));
  return picturesBefore(job, slot).find((photo) => !paired.has(photo.id));
}
