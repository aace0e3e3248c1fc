/**
 * What the phone keeps: everything made on it until the server has it, and a copy of the open jobs to work from without a
 * network. Bytes are ArrayBuffers in a store of their own, because Safari loses Blobs kept in IndexedDB.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

import type { Announcement, JobDetail, Me, Outcome } from "../api/wire";

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

export type Made =
  | {
      kind: "photo";
      announcement: Announcement;
      /** Shown until the server's own; the poster of a film. Null when there is no picture to show. */
      preview: ArrayBuffer | null;
    }
  | { kind: "arrive"; arrivedAt: string }
  | { kind: "leave"; visitId: string; leftAt: string; photosTaken: number; note: string }
  | { kind: "outcome"; previsitId: string; outcome: Outcome }
  | { kind: "comment"; photoId: string; words: string };

export type OutboxItem = ItemFacts & Made;
export type PhotoItem = ItemFacts & Extract<Made, { kind: "photo" }>;

export interface Facts {
  me: Me;
  jobsFetchedAt: number;
  clockOffsetMs: number;
  /** Set when the server asked for a sign-in: sending waits for it. */
  signInNeeded: boolean;
}

export interface VoorafSchema extends DBSchema {
  items: { key: number; value: OutboxItem; indexes: { id: string } };
  bytes: { key: string; value: { id: string; data: ArrayBuffer } };
  jobs: { key: string; value: JobDetail };
  facts: { key: keyof Facts; value: Facts[keyof Facts] };
}

export type Database = IDBPDatabase<VoorafSchema>;

/**
 * One entry per version, run in order. An upgrade may add stores and indexes; it never deletes `items` or `bytes`, for
 * they can hold the only copy of a photo.
 */
export const upgrades: ((database: Database) => void)[] = [
  (database) => {
    const items = database.createObjectStore("items", { keyPath: "sequence", autoIncrement: true });
    items.createIndex("id", "id", { unique: true });
    database.createObjectStore("bytes", { keyPath: "id" });
    database.createObjectStore("jobs", { keyPath: "id" });
    database.createObjectStore("facts");
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
    upgrade(database, oldVersion) {
      for (const step of steps.slice(oldVersion)) step(database);
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

/** The item and its bytes, or neither. Resolves when they are on the disk. */
export async function addItem(
  database: Database,
  item: NewItem,
  bytes?: ArrayBuffer,
): Promise<void> {
  const transaction = database.transaction(["items", "bytes"], "readwrite", {
    durability: "strict",
  });
  const kept = { ...item, state: "waiting", attempts: 0, hindrance: null };
  const writes: Promise<unknown>[] = [
    // The database adds `sequence`.
    transaction.objectStore("items").add(kept as unknown as OutboxItem),
  ];
  if (bytes) writes.push(transaction.objectStore("bytes").add({ id: item.id, data: bytes }));
  await Promise.all([...writes, transaction.done]);
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

/** Deletes what the person chose to delete. False when it is being sent or was sent already. */
export async function discardItem(database: Database, sequence: number): Promise<boolean> {
  const transaction = database.transaction(["items", "bytes"], "readwrite", {
    durability: "strict",
  });
  const item = await transaction.objectStore("items").get(sequence);
  const isOurs = item !== undefined && (item.state === "waiting" || item.state === "refused");
  if (isOurs) {
    await transaction.objectStore("items").delete(sequence);
    await transaction.objectStore("bytes").delete(item.id);
  }
  await transaction.done;
  return isOurs;
}

/** The server's list replaces the copy as a whole, so that a job given to somebody else disappears. */
export async function keepJobs(
  database: Database,
  jobs: JobDetail[],
  fetchedAt: number,
): Promise<void> {
  const transaction = database.transaction(["jobs", "facts"], "readwrite");
  await transaction.objectStore("jobs").clear();
  await Promise.all([
    ...jobs.map((job) => transaction.objectStore("jobs").put(job)),
    transaction.objectStore("facts").put(fetchedAt, "jobsFetchedAt"),
    transaction.done,
  ]);
}
