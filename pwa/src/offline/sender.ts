/**
 * Sends what the phone keeps, one thing at a time. Runs in the page and in the service worker; a lock lets one of them send.
 * Every step may be repeated: what the server says counts, not what we remember.
 */
import { isSignedOut, Offline, Problem } from "../api/problem";
import type { Api } from "../api/client";
import type { Receipt, UploadTicket } from "../api/wire";
import {
  changeItem,
  finishItem,
  forgetWhatWasGiven,
  readFact,
  type Database,
  type OutboxItem,
  type PhotoItem,
  type ShownItem,
} from "./database";
import { partOf } from "./parts";
import { isWorthRepeating } from "./repeating";
import { sha256Of } from "./sha256";
import { turnOf, type Turn } from "./turns";

/** The part of `navigator.locks` that is needed: null when somebody else holds it. */
export interface OneAtATime {
  request<Result>(
    name: string,
    options: { ifAvailable: true },
    work: (lock: unknown) => Promise<Result>,
  ): Promise<Result>;
}

interface Collaborators {
  database: Database;
  api: Api;
  locks: OneAtATime;
  /** The item with this number changed. */
  onchange?: (sequence: number) => void;
  now?: () => number;
  random?: () => number;
}

/** Bytes we hold are gone or no longer those we announced: only a new photo helps. */
class BytesLost extends Error {}

/** The server's receipt is for other bytes than ours. */
class ReceiptDiffers extends Error {}

const lockName = "vooraf-outbox";
export const longestPauseMs = 5 * 60_000;
/** Somebody else is sending: how it stands is looked at again after this. */
const otherSenderMs = 5000;
/** So many in a row that failed, and it is the line or the server and not the photo. */
const troubleAfter = 5;

export function pauseBefore(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(longestPauseMs, 1000 * 2 ** attempt);
  return Math.round(longest * (0.5 + random() / 2));
}

export class Sender {
  readonly #database: Database;
  readonly #api: Api;
  readonly #locks: OneAtATime;
  readonly #onchange: (sequence: number) => void;
  readonly #now: () => number;
  readonly #random: () => number;
  #failedInARow = 0;
  /** Until then nothing is tried, however much waits: then one, and the others once that one arrived. */
  #restUntil = 0;
  /** Items that failed since pauses were last forgotten: only their pauses count. */
  readonly #failedSince = new Set<number>();
  #areOlderPausesKept = true;

  constructor(collaborators: Collaborators) {
    this.#database = collaborators.database;
    this.#api = collaborators.api;
    this.#locks = collaborators.locks;
    this.#onchange = collaborators.onchange ?? (() => undefined);
    this.#now = collaborators.now ?? Date.now;
    this.#random = collaborators.random ?? Math.random;
  }

  /**
   * Sends all that can be sent now, and gives back when to try again. `atOnce` forgets the pauses, of the round that is
   * running too: the network came back, or a person asked.
   */
  async sendAll({ atOnce = false } = {}): Promise<number> {
    if (atOnce) this.#forgetPauses();
    return await this.#locks.request(lockName, { ifAvailable: true }, async (lock) => {
      if (lock === null) return this.#now() + otherSenderMs;
      if (!isDue(this.#restUntil, this.#now())) return this.#restUntil;
      await this.#takeUpWhatWasLeft();
      let turn = await this.#nextTurn();
      while (turn.item && (await this.#send(turn.item))) turn = await this.#nextTurn();
      return Math.max(turn.nextAt, this.#restUntil);
    });
  }

  #forgetPauses(): void {
    this.#areOlderPausesKept = false;
    this.#failedSince.clear();
    this.#failedInARow = 0;
    this.#restUntil = 0;
  }

  /** "Sending" without a sender is what a closed app leaves behind. */
  async #takeUpWhatWasLeft(): Promise<void> {
    for (const sequence of await this.#database.getAllKeysFromIndex("items", "state", "sending")) {
      await changeItem(this.#database, sequence, { state: "waiting" });
    }
  }

  async #nextTurn(): Promise<Turn> {
    const me = await readFact(this.#database, "me");
    if (!me || (await readFact(this.#database, "signInNeeded"))) {
      return { item: undefined, nextAt: Infinity };
    }
    const waiting = await this.#database.getAllFromIndex("items", "state", "waiting");
    const mine = waiting.filter((item) => item.personId === me.id);
    return turnOf(mine, this.#now(), (item) => this.#dueAt(item));
  }

  #dueAt({ sequence, attempts, nextTryAt }: OutboxItem): number {
    const isForgotten =
      !this.#areOlderPausesKept && attempts > 0 && !this.#failedSince.has(sequence);
    return isForgotten || isDue(nextTryAt, this.#now()) ? 0 : nextTryAt;
  }

  /** False ends the round: without a line or a sign-in the others would fail too. */
  async #send(item: OutboxItem): Promise<boolean> {
    await this.#change(item, { state: "sending" });
    try {
      await this.#deliver(item);
      await finishItem(this.#database, item);
      this.#failedInARow = 0;
      this.#onchange(item.sequence);
      return true;
    } catch (error) {
      return await this.#noteFailure(item, error);
    }
  }

  async #deliver(item: OutboxItem): Promise<void> {
    switch (item.kind) {
      case "setOut":
        await this.#api.post(`/api/jobs/${item.jobId}/on-my-way`, {
          setOutAt: item.setOutAt,
          minutes: item.minutes,
        });
        return;
      case "turnBack":
        await this.#api.post(`/api/jobs/${item.jobId}/on-my-way/take-back`, {
          turnedBackAt: item.turnedBackAt,
        });
        return;
      case "atDoor":
        await this.#api.post(`/api/jobs/${item.jobId}/at-door`, { atDoorAt: item.atDoorAt });
        return;
      case "noAccess": {
        const { id, atDoorAt, gaveUpAt, tried, photo, noPhotoBecause } = item;
        const told = { id, atDoorAt, gaveUpAt, attempts: tried, photo, noPhotoBecause };
        await this.#api.post(`/api/jobs/${item.jobId}/no-access`, told);
        return;
      }
      case "arrive": {
        const arrival = { id: item.id, arrivedAt: item.arrivedAt };
        await this.#api.post(`/api/jobs/${item.jobId}/visits`, arrival);
        return;
      }
      case "leave": {
        const { visitId, leftAt, photos, note, outcome, reason, partsUsed, signOff, keptTo } = item;
        const told = { note, outcome, reason, partsUsed, signOff, keptTo };
        const leaving = { leftAt, photosTaken: photos.length, photos, ...told };
        await this.#api.post(`/api/visits/${visitId}/leave`, leaving);
        return;
      }
      case "followOn":
        await this.#api.post(`/api/jobs/${item.jobId}/follow-ons`, {
          id: item.id,
          ...item.followOn,
        });
        return;
      case "preInspection":
        await this.#api.post(`/api/jobs/${item.jobId}/pre-inspection`, {
          id: item.id,
          ...item.report,
        });
        return;
      case "finalInspection":
        await this.#api.post(`/api/jobs/${item.jobId}/final-inspection`, {
          id: item.id,
          ...item.report,
        });
        return;
      case "outcome":
        await this.#api.put(`/api/previsits/${item.previsitId}/outcome`, item.outcome);
        return;
      case "comment":
        await this.#api.post(`/api/photos/${item.photoId}/comments`, {
          id: item.id,
          words: item.words,
        });
        return;
      case "say":
        await this.#api.post(`/api/repair-requests/${item.requestId}/conversation`, {
          id: item.id,
          text: item.words,
        });
        return;
      case "show":
        await this.#show(item);
        return;
      case "extraWork":
        await this.#api.post(`/api/jobs/${item.jobId}/extra-work`, {
          id: item.id,
          words: item.words,
          amountCents: item.amountCents,
        });
        return;
      case "discard":
        await this.#api.post(`/api/jobs/${item.jobId}/photos/${item.photoId}/discard`, {
          because: item.because,
        });
        return;
      case "photo":
        await this.#deliverPhoto(item, `/api/jobs/${item.jobId}/photos`);
    }
  }

  /** The message has the id of its photo, so that it is said once however often a photo comes. */
  async #show(item: ShownItem): Promise<void> {
    const conversation = `/api/repair-requests/${item.requestId}/conversation`;
    await this.#deliverPhoto(item, `${conversation}/photos`);
    await this.#api.post(conversation, { id: item.id, text: "", photoId: item.id });
  }

  async #deliverPhoto(item: PhotoItem | ShownItem, address: string): Promise<void> {
    const { announcement } = item;
    // Upload addresses expire, so every attempt asks for a fresh one. The same id gives the same place.
    const ticket = await this.#api.post<UploadTicket>(address, announcement);
    await this.#upload(item, ticket);
    const receipt = await this.#api.post<Receipt>(`/api/photos/${item.id}/confirm`);
    const isOurs =
      receipt.sha256 === announcement.sha256 && receipt.byteCount === announcement.byteCount;
    if (!isOurs) throw new ReceiptDiffers("The receipt is for other bytes");
  }

  /** Only what the ticket asks for: parts that are stored are not in it. */
  async #upload(
    item: PhotoItem | ShownItem,
    { upload, parts, poster }: UploadTicket,
  ): Promise<void> {
    if (!upload && parts.length === 0) return;
    const bytes = await this.#bytesOf(item);
    const preview = poster && (await this.#database.get("previews", item.id));
    if (poster && preview) await this.#api.upload(poster, preview.data);
    if (upload) await this.#api.upload(upload, bytes);
    for (const part of parts) await this.#api.upload(part, partOf(bytes, part.number));
  }

  /** A disk can fail: what is sent is first compared with what was announced. */
  async #bytesOf(item: PhotoItem | ShownItem): Promise<ArrayBuffer> {
    const kept = await this.#database.get("bytes", item.id);
    if (!kept) throw new BytesLost("The bytes are gone");
    if ((await sha256Of(kept.data)) !== item.announcement.sha256) {
      throw new BytesLost("The bytes changed on the disk");
    }
    return kept.data;
  }

  async #noteFailure(item: OutboxItem, error: unknown): Promise<boolean> {
    const at = this.#now();
    if (isSignedOut(error)) {
      await forgetWhatWasGiven(this.#database);
      await this.#change(item, { state: "waiting" });
      return false;
    }
    const attempts = item.attempts + 1;
    const hindrance = { slug: slugOf(error), title: titleOf(error), at };
    if (isFinal(error)) {
      this.#failedInARow = 0;
      await this.#change(item, { state: "refused", attempts, hindrance });
      return true;
    }
    const nextTryAt = at + pauseBefore(item.attempts, this.#random);
    this.#failedSince.add(item.sequence);
    await this.#change(item, { state: "waiting", attempts, nextTryAt, hindrance });
    this.#failedInARow += 1;
    if (this.#failedInARow < troubleAfter) return true;
    this.#restUntil = at + pauseBefore(this.#failedInARow - troubleAfter, this.#random);
    return false;
  }

  async #change(item: OutboxItem, change: Parameters<typeof changeItem>[2]): Promise<void> {
    await changeItem(this.#database, item.sequence, change);
    this.#onchange(item.sequence);
  }
}

/** No pause is longer than the longest: what waits for later than that was made before the clock was set back. */
function isDue(time: number, now: number): boolean {
  return time <= now || time > now + longestPauseMs;
}

function isFinal(error: unknown): boolean {
  if (error instanceof BytesLost) return true;
  if (!(error instanceof Problem)) return false;
  const isRefusal = error.status >= 400 && error.status < 500;
  // Storage answers an upload with bare statuses; a fresh ticket cures an expired one.
  const isFromStorage = error.type === "about:blank" && error.title === "Upload refused";
  // Somebody's sign-in, but not ours: a gateway on the way asks for it.
  const isFromGateway = error.status === 401;
  return (
    isRefusal && !isFromStorage && !isFromGateway && !isWorthRepeating(error.status, error.slug)
  );
}

function slugOf(error: unknown): string {
  if (error instanceof Problem) return error.slug;
  if (error instanceof Offline) return "offline";
  if (error instanceof BytesLost) return "bytes-lost";
  return error instanceof ReceiptDiffers ? "receipt-differs" : "unexpected";
}

function titleOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
