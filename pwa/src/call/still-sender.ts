/**
 * Brings the stills on this phone to the server and keeps trying until each is safe there. Every step may be repeated: the
 * same id gives the same place, and the local bytes go only after the server's receipt.
 */
import { Api } from "../api/client";
import { Problem } from "../api/problem";
import type { Announcement, Case, Receipt, UploadTicket } from "../api/wire";
import { noteStillsWait } from "./left-behind";
import { pauseBefore } from "./reconnect";
import { StillStore, type StillRecord } from "./still-store";

interface Collaborators {
  api: Api;
  store: StillStore;
  onchange?: (record: StillRecord) => void;
}

/** These mean: it did not arrive as announced. Announce again and send again. */
const repairable = new Set(["upload-not-finished", "hash-differs", "size-differs"]);

/** A call in another tab may still be asking her. */
const leftAfter = 10_000;

export class StillSender {
  readonly #around: Collaborators;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSending = false;
  /** Another one was taken meanwhile. */
  #isMore = false;
  #attempt = 0;

  constructor(around: Collaborators) {
    this.#around = around;
  }

  /** So that the technician's app knows it exists, before the bytes travel. */
  async announce(record: StillRecord): Promise<UploadTicket> {
    const announcement: Announcement = {
      id: record.photoId,
      moment: "before",
      source: "call",
      slot: "",
      kind: "photo",
      seconds: null,
      partHashes: [],
      poster: null,
      findings: [],
      retakesAsked: 0,
      position: null,
      takenAt: record.takenAt,
      clockOffsetMs: record.clockOffsetMs,
      byteCount: record.byteCount,
      sha256: record.sha256,
      mediaType: "image/jpeg",
      visitId: null,
      retakeOf: null,
      beforePhotoId: null,
      stillId: record.stillId,
    };
    return this.#around.api.post<UploadTicket>("/api/case/photos", announcement);
  }

  /** Sends what waits for this room; what does not get through is tried again, by itself. */
  async sendAll(room: string): Promise<void> {
    this.#isMore = true;
    if (this.#isSending) return;
    this.#isSending = true;
    clearTimeout(this.#timer);
    let isDone = true;
    try {
      while (this.#isMore) {
        this.#isMore = false;
        isDone = await this.#sendWaiting(room);
      }
    } finally {
      this.#isSending = false;
    }
    if (isDone) {
      this.#attempt = 0;
      noteStillsWait((await this.#around.store.undecided(room)).length > 0);
    } else this.#later(room);
  }

  async #sendWaiting(room: string): Promise<boolean> {
    let isDone = true;
    for (const record of await this.#around.store.waiting(room)) {
      isDone = (await this.#send(record)) && isDone;
    }
    return isDone;
  }

  #later(room: string): void {
    // Never at once: a server that answers "not finished" would be asked without end.
    const pause = Math.max(500, pauseBefore(this.#attempt));
    this.#attempt += 1;
    this.#timer = setTimeout(() => void this.sendAll(room), pause);
  }

  async #send(record: StillRecord): Promise<boolean> {
    try {
      const ticket = await this.announce(record);
      if (ticket.upload && record.bytes) await this.#around.api.upload(ticket.upload, record.bytes);
      const receipt = await this.#around.api.post<Receipt>(
        `/api/case/photos/${record.photoId}/confirm`,
      );
      if (receipt.sha256 !== record.sha256) return false;
      await this.#note({ ...record, state: "sent", bytes: null });
      return true;
    } catch (error) {
      if (!isFinal(error)) return false;
      await this.#note({ ...record, state: "refused" });
      return true;
    }
  }

  async #note(record: StillRecord): Promise<void> {
    await this.#around.store.put(record);
    this.#around.onchange?.(record);
  }
}

/** Storage answers with bare statuses, and a new ticket cures those; of the application only a clear no is final. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof Problem) || error.type === "about:blank") return false;
  const isRefusal = error.status >= 400 && error.status < 500;
  return isRefusal && ![401, 408, 429].includes(error.status) && !repairable.has(error.slug);
}

/** For the case page: sends what an earlier call left on this phone. */
export async function resumeStills(): Promise<void> {
  const api = new Api();
  const { previsit } = await api.get<Case>("/api/case");
  if (!previsit) return;
  const store = new StillStore();
  for (const record of await store.undecided(previsit.id)) {
    // Her page went away in the moment she had; what she was covering waits for her in the call.
    const isLeft = Date.now() - Date.parse(record.takenAt) > leftAfter;
    if (record.state === "held" && isLeft) await store.put({ ...record, state: "waiting" });
  }
  await new StillSender({ api, store }).sendAll(previsit.id);
}
