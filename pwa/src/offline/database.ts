/**
 * What the phone keeps: everything made on it until the server has it, and a copy of the open jobs to work from without a
 * network. Bytes are ArrayBuffers in a store of their own, because Safari loses Blobs kept in IndexedDB.
 */
import {
  openDB,
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type StoreNames,
} from "idb";

import type {
  Announcement,
  Attempt,
  Condition,
  FinalInspection,
  InterruptedBecause,
  JobDetail,
  KeptTo,
  Me,
  NewWork,
  Outcome,
  PartUsed,
  PayingSide,
  PreInspection,
  SignOff,
  Trade,
  VanLine,
  WorkOutcome,
} from "../api/wire";
import type { Recording, Slice } from "./recordings";
import { slicesOf } from "./slices";

export type ItemState = "waiting" | "sending" | "sent" | "refused";

/** Why an item has not been sent: a problem's slug, or one of our own words. */
export interface Hindrance {
  slug: string;
  title: string;
  at: number;
}

interface ItemFacts {
  /** Given by the database: the order in which things were made. */
  sequence: number;
  id: string;
  jobId: string;
  /** Who made it: nobody else's sign-in may send it. */
  personId: string;
  madeAt: number;
  state: ItemState;
  attempts: number;
  nextTryAt: number;
  hindrance: Hindrance | null;
}

/** Nobody opened: when, how he tried, and the photo of the door, or why there is none. */
export interface GaveUp {
  atDoorAt: string;
  gaveUpAt: string;
  tried: Attempt[];
  photo: string | null;
  noPhotoBecause: string;
}

/** How he left, what he used, who signed, and what he kept to. */
export interface Leaving {
  outcome: "finished" | "interrupted" | "temporary";
  note: string;
  reason: InterruptedBecause | null;
  partsUsed: Required<PartUsed>[];
  signOff: SignOff | null;
  keptTo: KeptTo[];
}

/** An older version of the app kept a note only. */
type LeavingToldOrOld = Pick<Leaving, "note"> & Partial<Leaving>;

/** What is left to do; its id is the item's. */
export interface NewFollowOn {
  words: string;
  trades: string[];
  people: number;
  stockParts: string[];
  otherParts: string[];
  isEmergency: boolean;
  photos: string[];
}

/** What a photo of the chat says of itself: it belongs to no spot of the work. */
export type ShownPhoto = Pick<
  Announcement,
  "id" | "moment" | "source" | "takenAt" | "byteCount" | "sha256" | "mediaType"
>;

/** One thing to be done, as it is typed; its id is kept, so that sending twice is harmless. */
export interface WorkDraft {
  id: string;
  room: string;
  words: string;
  doneBy: PayingSide;
  paidBy: PayingSide;
  because: NewWork["because"];
  cost: string;
}

/** The report of either inspection, as far as it is typed. */
export interface InspectionDraft {
  rooms: Record<string, { condition: Condition | "none"; words: string }>;
  works: WorkDraft[];
  outcomes: Record<string, { outcome: WorkOutcome | null; words: string }>;
  words: string;
  signedBy: string;
}

export type Made =
  | { kind: "photo"; announcement: Announcement }
  | { kind: "setOut"; setOutAt: string; minutes: number }
  | { kind: "turnBack"; turnedBackAt: string }
  | { kind: "atDoor"; atDoorAt: string }
  | ({ kind: "noAccess" } & GaveUp)
  | { kind: "arrive"; arrivedAt: string }
  | ({ kind: "leave"; visitId: string; leftAt: string; photos: string[] } & LeavingToldOrOld)
  | { kind: "followOn"; followOn: NewFollowOn }
  | { kind: "preInspection"; report: PreInspection }
  | { kind: "finalInspection"; report: FinalInspection }
  | { kind: "outcome"; previsitId: string; outcome: Outcome }
  | { kind: "extraWork"; words: string; amountCents: number }
  | { kind: "say"; requestId: string; words: string }
  | { kind: "show"; requestId: string; announcement: ShownPhoto }
  | { kind: "comment"; photoId: string; words: string }
  | { kind: "discard"; photoId: string; because: string };

export type OutboxItem = ItemFacts & Made;
export type PhotoItem = ItemFacts & Extract<Made, { kind: "photo" }>;
/** What stands in the chat of a job until the tenant's case has it. */
export type SpokenItem = ItemFacts & Extract<Made, { kind: "say" | "show" }>;
export type ShownItem = Extract<SpokenItem, { kind: "show" }>;

export interface Facts {
  me: Me;
  jobsFetchedAt: number;
  clockOffsetMs: number;
  /** Set when the server asked for a sign-in: sending waits for it, and no job is shown or kept. */
  signInNeeded: boolean;
  /** How he tried to reach somebody at a door that is still shut, by job; until he gives up or is inside. */
  doorNotes: Record<string, Attempt[]>;
  /** Reports of inspections that are not finished, by job: a home has many rooms, and the app may be put away. */
  inspections: Record<string, InspectionDraft>;
  /** What a follow-on may need, in his language. */
  trades: Trade[];
  /** What lay in whose van when it was last asked for. */
  vanStock: { personId: string; lines: VanLine[]; readAt: number };
}

/** What is heavy lies apart, so that reading what waits stays cheap: by the id of its item. */
interface Heavy {
  id: string;
  data: ArrayBuffer;
}

export interface VoorafSchema extends DBSchema {
  items: { key: number; value: OutboxItem; indexes: { id: string; state: ItemState } };
  bytes: { key: string; value: Heavy };
  /** Shown until the server's own; the poster of a film. */
  previews: { key: string; value: Heavy };
  recordings: { key: string; value: Recording };
  slices: { key: [string, number]; value: Slice };
  jobs: { key: string; value: JobDetail };
  facts: { key: keyof Facts; value: Facts[keyof Facts] };
}

export type Database = IDBPDatabase<VoorafSchema>;

type Upgrade = IDBPTransaction<VoorafSchema, StoreNames<VoorafSchema>[], "versionchange">;

/**
 * One entry per version, run in order, all in one transaction. An upgrade may add stores and indexes and move what is
 * there; it never deletes `items` or `bytes`, for they can hold the only copy of a photo.
 */
export const upgrades: ((database: Database, transaction: Upgrade) => void | Promise<void>)[] = [
  (database) => {
    const items = database.createObjectStore("items", { keyPath: "sequence", autoIncrement: true });
    items.createIndex("id", "id", { unique: true });
    database.createObjectStore("bytes", { keyPath: "id" });
    database.createObjectStore("jobs", { keyPath: "id" });
    database.createObjectStore("facts");
  },
  async (database, transaction) => {
    const previews = database.createObjectStore("previews", { keyPath: "id" });
    const items = transaction.objectStore("items");
    items.createIndex("state", "state");
    // One at a time: a day's pictures together are more than an old phone likes to hold.
    for (let at = await items.openCursor(); at; at = await at.continue()) {
      const { preview, ...item } = at.value as OutboxItem & { preview?: ArrayBuffer | null };
      if (preview) await previews.add({ id: item.id, data: preview });
      await at.update(item as OutboxItem);
    }
  },
  (database) => {
    database.createObjectStore("recordings", { keyPath: "id" });
    database.createObjectStore("slices", { keyPath: ["recordingId", "number"] });
  },
  async (_database, transaction) => {
    // Leaving names the photos that it counts. Those that are not here any more have arrived.
    const items = transaction.objectStore("items");
    const all = await items.getAll();
    for (const item of all) {
      if (item.kind !== "leave") continue;
      const photos = all.filter(
        ({ kind, jobId, sequence }) =>
          kind === "photo" && jobId === item.jobId && sequence < item.sequence,
      );
      await items.put({ ...item, photos: photos.map(({ id }) => id) });
    }
  },
];

interface OpenOptions {
  name?: string;
  steps?: typeof upgrades;
  /** Another tab runs a newer version and needs this connection closed. */
  onreplaced?: () => void;
}

export function openDatabase(options: OpenOptions = {}): Promise<Database> {
  const { name = "vooraf", steps = upgrades, onreplaced } = options;
  return openDB<VoorafSchema>(name, steps.length, {
    async upgrade(database, oldVersion, _newVersion, transaction) {
      for (const step of steps.slice(oldVersion)) await step(database, transaction);
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close();
      onreplaced?.();
    },
  });
}

export async function readFact<Name extends keyof Facts>(
  database: Database,
  name: Name,
): Promise<Facts[Name] | undefined> {
  return (await database.get("facts", name)) as Facts[Name] | undefined;
}

export async function writeFact<Name extends keyof Facts>(
  database: Database,
  name: Name,
  value: Facts[Name],
): Promise<void> {
  await database.put("facts", value, name);
}

/** `Omit` that keeps the kinds apart. */
type New<Item> = Item extends unknown
  ? Omit<Item, "sequence" | "state" | "attempts" | "hindrance">
  : never;
export type NewItem = New<OutboxItem>;

/** A photo's own bytes, and what is shown of it; a film's poster. */
export interface Heavyweights {
  bytes?: ArrayBuffer;
  preview?: ArrayBuffer | null;
  /** The recording that it was until now: kept as one or the other, never as both. */
  recordingId?: string;
}

/** The item and its bytes, or neither. Resolves when they are on the disk. Gives its number. */
export async function addItem(
  database: Database,
  item: NewItem,
  { bytes, preview, recordingId }: Heavyweights = {},
): Promise<number> {
  const transaction = database.transaction(
    ["items", "bytes", "previews", "recordings", "slices"],
    "readwrite",
    { durability: "strict" },
  );
  const writes: Promise<unknown>[] = [];
  const added = transaction.objectStore("items").add(waiting(item));
  if (bytes) writes.push(transaction.objectStore("bytes").add({ id: item.id, data: bytes }));
  if (preview) writes.push(transaction.objectStore("previews").put({ id: item.id, data: preview }));
  if (recordingId) {
    writes.push(
      transaction.objectStore("recordings").delete(recordingId),
      transaction.objectStore("slices").delete(slicesOf(recordingId)),
    );
  }
  await Promise.all([added, ...writes, transaction.done]);
  return added;
}

function waiting(item: NewItem): OutboxItem {
  // The database adds `sequence`.
  return { ...item, state: "waiting", attempts: 0, hindrance: null } as OutboxItem;
}

export async function changeItem(
  database: Database,
  sequence: number,
  change: Partial<ItemFacts>,
): Promise<void> {
  const transaction = database.transaction("items", "readwrite");
  const item = await transaction.store.get(sequence);
  if (item) await transaction.store.put({ ...item, ...change });
  await transaction.done;
}

/** State and bytes in one step: bytes go only together with the note that the server has them. */
export async function finishItem(database: Database, item: OutboxItem): Promise<void> {
  const transaction = database.transaction(["items", "bytes"], "readwrite", {
    durability: "strict",
  });
  await Promise.all([
    transaction.objectStore("items").put({ ...item, state: "sent", hindrance: null }),
    transaction.objectStore("bytes").delete(item.id),
    transaction.done,
  ]);
}

/**
 * Deletes what the person chose to delete, and keeps what is told of it. False when it is being sent or was sent already; else
 * the number of what is told.
 */
export function discardItem(
  database: Database,
  sequence: number,
  told?: NewItem,
): Promise<number | boolean> {
  return deleteWhen(
    database,
    sequence,
    ({ state }) => state === "waiting" || state === "refused",
    told,
  );
}

/** Of what was sent only the picture is left, for the screen until the server's own is there. */
export async function forgetSentBefore(database: Database, time: number): Promise<void> {
  for (const { sequence, madeAt } of await database.getAllFromIndex("items", "state", "sent")) {
    if (madeAt < time) await deleteWhen(database, sequence, ({ state }) => state === "sent");
  }
}

async function deleteWhen(
  database: Database,
  sequence: number,
  mayGo: (item: OutboxItem) => boolean,
  told?: NewItem,
): Promise<number | boolean> {
  const transaction = database.transaction(["items", "bytes", "previews"], "readwrite", {
    durability: "strict",
  });
  const item = await transaction.objectStore("items").get(sequence);
  const goes = item !== undefined && mayGo(item);
  if (goes) {
    await transaction.objectStore("items").delete(sequence);
    await transaction.objectStore("bytes").delete(item.id);
    await transaction.objectStore("previews").delete(item.id);
  }
  const added = goes && told && (await transaction.objectStore("items").add(waiting(told)));
  await transaction.done;
  return added ?? goes;
}

/** The server's list replaces the copy as a whole, so that a job given to somebody else disappears. */
export async function keepJobs(
  database: Database,
  jobs: JobDetail[],
  fetchedAt: number,
): Promise<void> {
  const transaction = database.transaction(["jobs", "facts"], "readwrite");
  await transaction.objectStore("jobs").clear();
  // Asked for before the sign-in was over, answered after it: too late.
  const isTooLate = await transaction.objectStore("facts").get("signInNeeded");
  await Promise.all([
    ...(isTooLate ? [] : jobs.map((job) => transaction.objectStore("jobs").put(job))),
    transaction.objectStore("facts").put(isTooLate ? 0 : fetchedAt, "jobsFetchedAt"),
    transaction.done,
  ]);
}

/** Signed pictures of open jobs, in the browser's cache: see `kept-pictures.ts`. */
export const picturesCache = "vooraf-pictures";

/**
 * Nobody is signed in on this phone any more: everything that the server gave goes, and asking for it waits for a sign-in.
 * What was made here and has not arrived stays, with its pictures; so do recordings.
 */
export async function forgetWhatWasGiven(database: Database): Promise<void> {
  const transaction = database.transaction(["jobs", "facts", "items", "previews"], "readwrite", {
    durability: "strict",
  });
  const facts = transaction.objectStore("facts");
  const previews = transaction.objectStore("previews");
  await Promise.all([
    transaction.objectStore("jobs").clear(),
    facts.put(0, "jobsFetchedAt"),
    facts.put(true, "signInNeeded"),
    facts.delete("vanStock"),
    facts.delete("trades"),
  ]);
  const sent = await transaction.objectStore("items").index("state").getAll("sent");
  await Promise.all([...sent.map(({ id }) => previews.delete(id)), transaction.done]);
  // A worker and a page have it; unit tests run without.
  if ("caches" in globalThis) await caches.delete(picturesCache);
}
