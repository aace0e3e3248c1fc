/**
 * What the tenant typed and photographed, kept on her phone until the server has it. Facts and bytes lie apart, so that
 * looking at what waits reads no picture. Bytes are ArrayBuffers: Safari has lost Blobs from its database.
 */
import type { Finding } from "../src/api/wire";

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
  /** Set when it is a film; null when this browser cannot say how long it lasts. */
  film?: { seconds: number | null };
  /** Set when it is a voice note; `isCut` when the page went away while she spoke. */
  voice?: { seconds: number; isCut?: boolean };
}

/** What is heavy of a photo: its bytes, and the frame that stands for a film. */
export interface Heavy {
  bytes: ArrayBuffer;
  poster?: ArrayBuffer | null;
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

type Store = "photos" | "heavy" | "drafts" | "slices";

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  return (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("vooraf-tenant", 3);
    request.onupgradeneeded = ({ oldVersion }) => {
      const { result, transaction } = request;
      if (oldVersion < 1) {
        result.createObjectStore("photos", { keyPath: "id" });
        result.createObjectStore("drafts", { keyPath: "of" });
      }
      if (oldVersion < 2) result.createObjectStore("heavy", { keyPath: "id" });
      if (oldVersion === 1 && transaction) takeApart(transaction);
      result.createObjectStore("slices", { keyPath: ["id", "number"] });
    };
    request.onsuccess = () => {
      // A newer page in another tab waits for this one to let go; what is kept here is then that page's to send.
      request.result.onversionchange = () => {
        request.result.close();
      };
      resolve(request.result);
    };
    // A page from before still has it open in another tab: that one sends, and this one keeps nothing.
    request.onblocked = request.onerror = () => {
      reject(new Error("no database"));
    };
  }));
}

/** What an earlier page kept as one: in the transaction of the upgrade, a photo at a time. */
function takeApart(transaction: IDBTransaction): void {
  const heavy = transaction.objectStore("heavy");
  transaction.objectStore("photos").openCursor().onsuccess = ({ target }) => {
    const at = (target as IDBRequest<IDBCursorWithValue | null>).result;
    if (!at) return;
    const { bytes, film, ...facts } = at.value as KeptPhoto &
      Heavy & { film?: { seconds: number | null; poster: ArrayBuffer | null } };
    heavy.put({ id: facts.id, bytes, poster: film?.poster });
    at.update({ ...facts, ...(film && { film: { seconds: film.seconds } }) });
    at.continue();
  };
}

/** Resolves when it is on the disk. */
export async function run<T>(
  stores: Store[],
  work: (...stores: IDBObjectStore[]) => IDBRequest<T>,
  mode: IDBTransactionMode = "readwrite",
): Promise<T> {
  const transaction = (await database()).transaction(stores, mode, { durability: "strict" });
  const request = work(...stores.map((name) => transaction.objectStore(name)));
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

export const keepPhoto = (photo: KeptPhoto, heavy: Heavy) =>
  run(["photos", "heavy"], (photos, heavies) => {
    heavies.put({ id: photo.id, ...heavy });
    return photos.put(photo);
  });

/** The photo is of something else from now on: a report has become a case. */
export const changePhoto = (photo: KeptPhoto) => run(["photos"], (photos) => photos.put(photo));

export const forgetPhoto = (id: string) =>
  run(["photos", "heavy"], (photos, heavies) => {
    heavies.delete(id);
    return photos.delete(id);
  });

export const allPhotos = () =>
  run<KeptPhoto[]>(["photos"], (photos) => photos.getAll(), "readonly");

export async function photosOf(owner: string): Promise<KeptPhoto[]> {
  return (await allPhotos()).filter((photo) => photo.of === owner);
}

/** Nothing when another tab has sent it meanwhile. */
export const heavyOf = (id: string) =>
  run<Heavy | undefined>(["heavy"], (heavies) => heavies.get(id), "readonly");

export const keepDraft = (draft: Draft) => run(["drafts"], (drafts) => drafts.put(draft));
export const forgetDraft = (owner: string) => run(["drafts"], (drafts) => drafts.delete(owner));
export const draftOf = (owner: string) =>
  run<Draft | undefined>(["drafts"], (drafts) => drafts.get(owner), "readonly");
