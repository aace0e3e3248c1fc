/** What the camera is at: the spot and the photo from before it belongs to, the picture just taken, and what comes after it. */
import type { Finding, Position } from "../../api/wire";
import { isDiskFull } from "../../offline/full-disk";
import { fill, plural, text } from "../../text/current";
import type { Notices } from "../../ui/notices.svelte";
import type { Jobs } from "../jobs/jobs-state.svelte";
import { isSettled, type LocalJob } from "../jobs/local-job";
import {
  needFor,
  needsOf,
  picturesBefore,
  doorSlot,
  slotOf,
  slotsOf,
  unpaired,
  type WorkMoment,
} from "../jobs/slots";
import type { VisitActions } from "../visits/visit-actions";
import type { PhotoPreparer, PreparedPhoto } from "./photo-preparer";
import { mostAsked, retakes } from "./retakes";
import type { Whereabouts } from "./whereabouts.svelte";

interface Taken {
  url: string;
  takenAt: number;
  source: "camera" | "gallery";
  prepared: Promise<PreparedPhoto>;
  position: Promise<Position | null>;
}

/** What the phone thinks of the photo just taken, and whether it asks for another one. */
interface Opinion {
  findings: Finding[];
  asksAgain: boolean;
}

/** What the address of the screen says. */
export interface CapturePlace {
  jobId: string;
  moment: string | undefined;
  slot: string | undefined;
  /** The photo that is to be taken again. */
  retake: string | undefined;
}

interface Collaborators {
  jobs: Jobs;
  actions: VisitActions;
  notices: Notices;
  preparer: PhotoPreparer;
  whereabouts: Whereabouts;
  /** Nothing is left to photograph here. */
  onover: () => Promise<void>;
}

export class Capture {
  isBusy = $state(false);
  taken = $state.raw<Taken | null>(null);
  /** Null while the phone is still looking. */
  opinion = $state.raw<Opinion | null>(null);
  #chosenSlot = $state("");
  #chosenPair = $state<string | null>(null);

  readonly #place: CapturePlace;
  readonly #with: Collaborators;
  /** Pictures out of a choice of several that could be better: they are shown one by one. */
  #poor: File[] = [];

  readonly job = $derived.by(() => this.#with.jobs.find(this.#place.jobId));
  readonly returned = $derived.by(() =>
    this.job?.photos.find((photo) => photo.id === this.#place.retake),
  );
  /** Nobody waits for this photo any more. While one is being kept it is the one that settles it. */
  readonly isNeedless = $derived.by(
    () => !this.isBusy && this.returned !== undefined && isSettled(this.returned),
  );
  readonly moment = $derived.by<WorkMoment>(() =>
    (this.returned?.moment ?? this.#place.moment) === "before" ? "before" : "after",
  );
  readonly needs = $derived.by(() =>
    this.job
      ? needsOf(this.job).filter(
          ({ moment, slot }) =>
            moment === this.moment && (slot.key === doorSlot) === (this.#place.slot === doorSlot),
        )
      : [],
  );
  readonly need = $derived.by(
    () =>
      (this.returned && this.job
        ? needFor(this.job, slotOf(this.returned, slotsOf(this.job)).key, this.moment)
        : this.needs.find(({ slot }) => slot.key === this.#chosenSlot)) ??
      this.needs.find(({ missing }) => missing > 0) ??
      this.needs[0],
  );
  /** How many more photos belong here: one in the place of the one that came back. */
  readonly room = $derived.by(() => (this.returned ? 1 : (this.need?.room ?? Infinity)));
  readonly pairs = $derived.by(() =>
    this.job && this.need && this.moment === "after"
      ? picturesBefore(this.job, this.need.slot)
      : [],
  );
  readonly pairId = $derived.by(() => {
    if (this.moment === "before") return null;
    if (this.returned) return this.returned.beforePhotoId;
    const chosen = this.pairs.find((photo) => photo.id === this.#chosenPair);
    const next = this.job && this.need ? unpaired(this.job, this.need.slot) : undefined;
    return (chosen ?? next ?? this.pairs[0])?.id ?? null;
  });
  readonly before = $derived.by(() => this.job?.photos.find((photo) => photo.id === this.pairId));

  constructor(place: CapturePlace, collaborators: Collaborators) {
    this.#place = place;
    this.#with = collaborators;
    this.#chosenSlot = place.slot ?? "";
  }

  /** The slot as it goes along with what is kept here. */
  get slotKey(): string {
    return this.returned?.slot || this.need?.slot.key || "";
  }

  get #spot(): string {
    return `${this.#place.jobId}/${this.moment}/${this.need?.slot.key ?? ""}`;
  }

  chooseSlot(key: string): void {
    this.#chosenSlot = key;
    this.#chosenPair = null;
  }

  choosePair(id: string | null): void {
    this.#chosenPair = id;
  }

  async shoot(takeStill: () => Promise<Blob>): Promise<void> {
    await this.#busily(async () => {
      this.#look(await takeStill(), "camera", Date.now());
    });
  }

  /** One picture is looked at first; several were chosen by looking at them, and are kept unless they could be better. */
  async pick(files: File[], source: Taken["source"]): Promise<void> {
    const { job } = this;
    const [first] = files;
    if (!first || !job || this.isBusy) return;
    if (files.length === 1 || this.returned) this.#look(first, source, first.lastModified);
    else await this.#busily(() => this.#keepSeveral(job, files, source));
  }

  async use(): Promise<void> {
    const { job, taken } = this;
    if (!job || !taken) return;
    await this.#busily(async () => {
      await this.#keep(job, await taken.prepared, taken, await taken.position);
      this.letGo();
      this.#with.notices.say(text.visit.camera.saved, { seconds: 3 });
      if (!this.#lookAtNext()) await this.#goOn();
    });
  }

  again(): void {
    this.letGo();
    this.#lookAtNext();
  }

  letGo(): void {
    if (this.taken) URL.revokeObjectURL(this.taken.url);
    this.taken = null;
    this.opinion = null;
  }

  /** Preparing starts while the person still looks, so that keeping takes no time. */
  #look(file: Blob, source: Taken["source"], takenAt: number): void {
    this.letGo();
    const prepared = this.#prepare(file);
    // A picture out of the gallery was taken somewhere else.
    const position = source === "camera" ? this.#with.whereabouts.find() : Promise.resolve(null);
    const photo = { url: URL.createObjectURL(file), takenAt, source, prepared, position };
    this.taken = photo;
    const think = (findings: Finding[]): void => {
      if (this.taken !== photo) return;
      this.opinion = { findings, asksAgain: findings.length > 0 && retakes.ask(this.#spot) };
    };
    // What is wrong with the file is said when the person wants to use it; until then it is nobody's problem.
    prepared.then(({ findings }) => think(findings)).catch(() => think([]));
  }

  #prepare(file: Blob): Promise<PreparedPhoto> {
    return this.#with.preparer.prepare(file, { isFullSize: this.need?.slot.mustRead === true });
  }

  async #keep(
    job: LocalJob,
    prepared: PreparedPhoto,
    { source, takenAt }: Pick<Taken, "source" | "takenAt">,
    position: Position | null,
  ): Promise<void> {
    await this.#with.actions.keepPhoto(job, prepared, {
      moment: this.moment,
      source,
      slot: this.slotKey,
      takenAt,
      retakeOf: this.returned?.id ?? null,
      beforePhotoId: this.pairId,
      stillId: null,
      findings: prepared.findings,
      retakesAsked: retakes.asked(this.#spot),
      position,
    });
  }

  async #keepSeveral(job: LocalJob, files: File[], source: Taken["source"]): Promise<void> {
    const { camera } = text.visit;
    const { notices } = this.#with;
    const { room } = this;
    // All of them belong here, also when this spot has enough after the first.
    this.#chosenSlot = this.need?.slot.key ?? "";
    let [kept, unfit, leftOut] = [0, 0, 0];
    for (const [index, file] of files.entries()) {
      if (kept + this.#poor.length >= room) {
        leftOut = files.length - index;
        break;
      }
      notices.say(fill(camera.picking, { n: index + 1, of: files.length }));
      const prepared = await this.#prepare(file).catch(() => null);
      if (!prepared) unfit += 1;
      else if (this.#couldBeBetter(prepared)) this.#poor = [...this.#poor, file];
      else {
        await this.#keep(job, prepared, { source, takenAt: file.lastModified }, null);
        kept += 1;
      }
    }
    const spot = this.need?.slot.name ?? "";
    const said = [
      kept > 0 ? plural(camera.picked, kept) : "",
      unfit > 0 ? plural(camera.unfit, unfit) : "",
      leftOut > 0 ? plural(camera.leftOut, leftOut, { spot }) : "",
    ].filter(Boolean);
    if (said.length > 0) {
      notices.say(said.join(" "), { seconds: 3 * said.length, tone: unfit > 0 ? "bad" : "plain" });
    }
    if (!this.#lookAtNext()) await this.#goOn();
  }

  #couldBeBetter({ findings }: PreparedPhoto): boolean {
    return findings.length > 0 && retakes.asked(this.#spot) + this.#poor.length < mostAsked;
  }

  /** False when there is none left to look at. */
  #lookAtNext(): boolean {
    const [next, ...rest] = this.#poor;
    this.#poor = rest;
    if (next) this.#look(next, "gallery", next.lastModified);
    return next !== undefined;
  }

  /** To the next photo of this moment, or back: between before and after lies the work, and the door is alone. */
  async #goOn(): Promise<void> {
    const next = this.returned ? undefined : this.needs.find(({ missing }) => missing > 0);
    if (next) this.chooseSlot(next.slot.key);
    else await this.#with.onover();
  }

  /** A full disk keeps nothing by halves: the photo stays on screen, to be used once there is room. */
  async #busily(work: () => Promise<void>): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await work();
    } catch (error) {
      const { notKept, failed } = text.visit.camera;
      this.#with.notices.say(isDiskFull(error) ? notKept : failed, { tone: "bad" });
    } finally {
      this.isBusy = false;
    }
  }
}
