/**
 * Stills on the tenant's phone until the server has them. A database of its own: the tenant has no app and no outbox.
 * Bytes are ArrayBuffers, because Safari loses Blobs kept in IndexedDB.
 */
import { openDB, type DBSchema, type IDBPDatabase } from "idb";

export interface StillRecord {
  /** Made by the technician who asked; one still for each. */
  stillId: string;
  photoId: string;
  /** The pre-visit: the cookie of another case must not send it. */
  room: string;
  takenAt: string;
  clockOffsetMs: number;
  byteCount: number;
  sha256: string;
  /** `held`: she may still change her mind; `covering`: she is; `struck`: she did. */
  state: "held" | "covering" | "waiting" | "sent" | "refused" | "struck";
  /** Null once the server has them, or nobody may. */
  bytes: ArrayBuffer | null;
}

interface StillSchema extends DBSchema {
  stills: { key: string; value: StillRecord };
}

export class StillStore {
  readonly #database: Promise<IDBPDatabase<StillSchema>>;

  constructor(name = "vooraf-stills") {
    this.#database = openDB<StillSchema>(name, 1, {
      upgrade(database) {
        database.createObjectStore("stills", { keyPath: "stillId" });
      },
    });
  }

  async put(record: StillRecord): Promise<void> {
    const transaction = (await this.#database).transaction("stills", "readwrite", {
      durability: "strict",
    });
    await Promise.all([transaction.store.put(record), transaction.done]);
  }

  async get(stillId: string): Promise<StillRecord | undefined> {
    return (await this.#database).get("stills", stillId);
  }

  async waiting(room: string): Promise<StillRecord[]> {
    return this.#of(room, ["waiting"]);
  }

  /** Taken, and not yet let go or kept back. */
  async undecided(room: string): Promise<StillRecord[]> {
    return this.#of(room, ["held", "covering"]);
  }

  async #of(room: string, states: StillRecord["state"][]): Promise<StillRecord[]> {
    const all = await (await this.#database).getAll("stills");
    return all.filter((record) => record.room === room && states.includes(record.state));
  }

  async close(): Promise<void> {
    (await this.#database).close();
  }
}
