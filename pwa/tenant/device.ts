/**
 * What the tenant typed and photographed, kept on her phone until the server has it.
 * Photos are ArrayBuffers: Safari has lost Blobs from its database.
 */
import type { Finding } from "../src/api/wire";
import type { Film } from "./film";

export interface KeptPhoto {
  /** Made here, so that sending twice adds no second photo. */
  id: string;
  /** The form or case it belongs to: "report:KRA1", "case:26-01482". */
  of: string;
  name: string;
  mediaType: string;
  takenAt: string;
  /** The wanted photo that it answers, or the spot it shows. */
  slot?: string;
  /** Before or after the work, where somebody outside adds it. */
  moment?: string;
  /** The photo that was sent back, and that this one comes instead of. */
  retakeOf?: string;
  /** What her phone saw wrong with it, and how often it asked for another one. */
  findings?: Finding[];
  retakesAsked?: number;
  /** Set when it is a film. */
  film?: Film;
  bytes: ArrayBuffer;
}

export interface Draft {
  of: string;
  /** The id of the report that this will become. */
  id: string;
  /** Proves that it is this device that sends it again. */
  retrySecret: string;
  keptAt: number;
  typed: [string, string][];
}

type Store = "photos" | "drafts";

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  return (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("vooraf-tenant", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("photos", { keyPath: "id" });
      request.result.createObjectStore("drafts", { keyPath: "of" });
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("no database"));
    };
  }));
}

async function run<T>(
  store: Store,
  work: (store: IDBObjectStore) => IDBRequest<T>,
  mode: IDBTransactionMode = "readwrite",
): Promise<T> {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  const request = work(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve(request.result);
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error("not kept"));
    };
  });
}

/** False where this browser keeps nothing, or cannot make the check sums: then the plain form does the work. */
export async function canKeep(): Promise<boolean> {
  try {
    await database();
    return isSecureContext;
  } catch {
    return false;
  }
}

export const keep = (store: Store, kept: KeptPhoto | Draft) => run(store, (all) => all.put(kept));
export const forget = (store: Store, key: string) => run(store, (all) => all.delete(key));

export async function photosOf(owner: string): Promise<KeptPhoto[]> {
  const all = await run<KeptPhoto[]>("photos", (photos) => photos.getAll(), "readonly");
  return all.filter((photo) => photo.of === owner);
}

export const draftOf = (owner: string) =>
  run<Draft | undefined>("drafts", (drafts) => drafts.get(owner), "readonly");
