/** What a technician does at the door and inside. Everything goes through the outbox, so nothing here needs a network. */
import { serverClockContext } from "../../api/context";
import type { ServerClock } from "../../api/server-clock";
import type {
  Announcement,
  Attempt,
  AttemptWay,
  FinalInspection,
  Finding,
  Outcome,
  PhotoMoment,
  PhotoSource,
  Position,
  PreInspection,
} from "../../api/wire";
import type { GaveUp, Leaving, NewFollowOn } from "../../offline/database";
import { newId } from "../../offline/ids";
import { outboxContext, type Outbox } from "../../offline/outbox.svelte";
import { partHashesOf } from "../../offline/parts";
import { sha256Of } from "../../offline/sha256";
import type { Footage } from "../evidence/footage-recorder.svelte";
import type { PreparedPhoto } from "../evidence/photo-preparer";
import type { LocalJob } from "../jobs/local-job";
import { photosTakenInside } from "../jobs/next-step";

/** Long enough to notice a wrong tap, short enough that the desk hardly sees it. */
export const undoSeconds = 6;

export interface PhotoFacts {
  moment: PhotoMoment;
  source: PhotoSource;
  slot: string;
  takenAt: number;
  retakeOf: string | null;
  beforePhotoId: string | null;
  /** Of a picture out of a call. */
  stillId: string | null;
  /** What the phone saw wrong with it, and how often it asked for another one. */
  findings: Finding[];
  retakesAsked: number;
  position: Position | null;
}

type Taken = Pick<
  Announcement,
  "kind" | "seconds" | "mediaType" | "sha256" | "partHashes" | "poster"
> & { bytes: ArrayBuffer; preview: ArrayBuffer | null; recordingId?: string };

/** What a photo has nothing of. */
const onlyPicture = {
  kind: "photo",
  seconds: null,
  partHashes: [],
  poster: null,
} as const satisfies Partial<Announcement>;

/** What the phone says of a photo, and not of footage. */
const nothingSeen = {
  beforePhotoId: null,
  stillId: null,
  findings: [],
  retakesAsked: 0,
  position: null,
} satisfies Partial<PhotoFacts>;

export class VisitActions {
  readonly #outbox: Outbox;
  readonly #clock: ServerClock;

  constructor(outbox: Outbox, clock: ServerClock) {
    this.#outbox = outbox;
    this.#clock = clock;
  }

  async arrive(job: LocalJob): Promise<string> {
    const arrivedAt = this.#nowOnServer();
    void this.#outbox.askToKeep();
    return await this.#outbox.add(
      { kind: "arrive", arrivedAt },
      { jobId: job.id, holdSeconds: undoSeconds },
    );
  }

  async setOut(job: LocalJob, minutes: number): Promise<void> {
    const setOutAt = this.#nowOnServer();
    await this.#outbox.add({ kind: "setOut", setOutAt, minutes }, { jobId: job.id });
  }

  async turnBack(job: LocalJob): Promise<void> {
    const turnedBackAt = this.#nowOnServer();
    await this.#outbox.add({ kind: "turnBack", turnedBackAt }, { jobId: job.id });
  }

  async standAtDoor(job: LocalJob): Promise<void> {
    const atDoorAt = this.#nowOnServer();
    void this.#outbox.askToKeep();
    await this.#outbox.add({ kind: "atDoor", atDoorAt }, { jobId: job.id });
  }

  /** One more way that was tried, now. */
  attempt(way: AttemptWay): Attempt {
    return { way, at: this.#nowOnServer() };
  }

  async giveUp(job: LocalJob, told: Omit<GaveUp, "gaveUpAt">): Promise<void> {
    const gaveUpAt = this.#nowOnServer();
    await this.#outbox.add({ kind: "noAccess", ...told, gaveUpAt }, { jobId: job.id });
  }

  /** Said in the chat of the case: sent now, or once, and in order, when there is a network. */
  async say(job: LocalJob, words: string): Promise<string> {
    return await this.#outbox.add(
      { kind: "say", requestId: job.requestId, words },
      { jobId: job.id },
    );
  }

  /** Shown in the chat of the case, in its turn with what is said there. */
  async show(job: LocalJob, prepared: PreparedPhoto, takenAt: number): Promise<void> {
    const { bytes, preview, sha256, mediaType } = prepared;
    void this.#outbox.askToKeep();
    const id = newId();
    const announcement = {
      id,
      moment: "report",
      source: "gallery",
      takenAt: new Date(takenAt).toISOString(),
      byteCount: bytes.byteLength,
      sha256,
      mediaType,
    } as const;
    await this.#outbox.add(
      { kind: "show", requestId: job.requestId, announcement },
      { jobId: job.id, id, bytes, preview },
    );
  }

  async takeBack(itemId: string): Promise<boolean> {
    const item = this.#outbox.items.find((each) => each.id === itemId);
    return item ? await this.#outbox.discard(item) : false;
  }

  async leave(job: LocalJob, told: Leaving): Promise<void> {
    if (!job.visit) return;
    const photos = photosTakenInside(job).map(({ id }) => id);
    const when = { visitId: job.visit.id, leftAt: this.#nowOnServer() };
    await this.#outbox.add({ kind: "leave", ...when, photos, ...told }, { jobId: job.id });
  }

  async proposeFollowOn(job: LocalJob, followOn: NewFollowOn): Promise<void> {
    await this.#outbox.add({ kind: "followOn", followOn }, { jobId: job.id });
  }

  async reportPreInspection(
    job: LocalJob,
    report: Omit<PreInspection, "inspectedAt">,
  ): Promise<void> {
    const inspectedAt = this.#nowOnServer();
    await this.#outbox.add(
      { kind: "preInspection", report: { ...report, inspectedAt } },
      { jobId: job.id },
    );
  }

  async reportFinalInspection(
    job: LocalJob,
    report: Omit<FinalInspection, "inspectedAt">,
  ): Promise<void> {
    const inspectedAt = this.#nowOnServer();
    await this.#outbox.add(
      { kind: "finalInspection", report: { ...report, inspectedAt } },
      { jobId: job.id },
    );
  }

  async noteOutcome(job: LocalJob, outcome: Omit<Outcome, "notedAt">): Promise<void> {
    if (!job.previsit) return;
    await this.#outbox.add(
      {
        kind: "outcome",
        previsitId: job.previsit.id,
        outcome: { ...outcome, notedAt: this.#nowOnServer() },
      },
      { jobId: job.id },
    );
  }

  async comment(job: LocalJob, photoId: string, words: string): Promise<void> {
    await this.#outbox.add({ kind: "comment", photoId, words }, { jobId: job.id });
  }

  async askForExtraWork(job: LocalJob, words: string, amountCents: number): Promise<void> {
    await this.#outbox.add({ kind: "extraWork", words, amountCents }, { jobId: job.id });
  }

  async keepPhoto(job: LocalJob, prepared: PreparedPhoto, facts: PhotoFacts): Promise<void> {
    const { bytes, preview, sha256, mediaType } = prepared;
    await this.#keep(job, facts, { bytes, preview, sha256, mediaType, ...onlyPicture });
  }

  /** A film or a voice note: one more photo, as far as outbox and server are concerned. */
  async keepFootage(
    job: LocalJob,
    footage: Footage,
    { moment, slot, retakeOf }: Pick<PhotoFacts, "moment" | "slot" | "retakeOf">,
  ): Promise<void> {
    const { bytes, preview, kind, seconds, mediaType, recordingId, startedAt } = footage;
    const [sha256, partHashes, posterHash] = await Promise.all([
      sha256Of(bytes),
      partHashesOf(bytes),
      preview ? sha256Of(preview) : null,
    ]);
    const poster =
      preview && posterHash ? { byteCount: preview.byteLength, sha256: posterHash } : null;
    const place = { moment, slot, retakeOf, source: "camera", takenAt: startedAt } as const;
    const facts = { ...nothingSeen, ...place };
    const told = { kind, seconds, mediaType, sha256, partHashes, poster };
    await this.#keep(job, facts, { ...told, bytes, preview, recordingId });
  }

  async #keep(
    job: LocalJob,
    facts: PhotoFacts,
    { bytes, preview, recordingId, ...told }: Taken,
  ): Promise<void> {
    void this.#outbox.askToKeep();
    const id = newId();
    const announcement = {
      ...facts,
      ...told,
      id,
      takenAt: new Date(facts.takenAt).toISOString(),
      clockOffsetMs: this.#clock.deviceAheadMs,
      byteCount: bytes.byteLength,
      visitId: job.visit?.id ?? null,
    };
    await this.#outbox.add(
      { kind: "photo", announcement },
      { jobId: job.id, id, bytes, preview, recordingId },
    );
  }

  #nowOnServer(): string {
    return new Date(this.#clock.now()).toISOString();
  }
}

/** Made by each screen that needs it: it holds nothing itself, and the first screen does without its code. */
export const visitActionsContext = (): VisitActions =>
  new VisitActions(outboxContext(), serverClockContext());
