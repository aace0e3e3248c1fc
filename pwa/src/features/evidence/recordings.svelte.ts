/** What was recorded and not yet used, so that neither a killed app nor a wrong tap loses it: kept, and offered again. */
import { databaseContext } from "../../offline/context";
import { readFact, type Database } from "../../offline/database";
import { newId } from "../../offline/ids";
import {
  addPreview,
  beginRecording,
  dropRecording,
  keepSlice,
  recordingsLeft,
  wholeSlicesOf,
  type Recording,
  type Slice,
} from "../../offline/recordings";
import { text } from "../../text/current";
import { noticesContext } from "../../ui/notices.svelte";
import type { Footage } from "./footage-recorder.svelte";
import { longestSeconds, type FootageKind } from "./footage-types";
import { plays } from "./playable";

/** Held while a recorder is on the screen: what it records is not offered anywhere else. */
const lockPrefix = "vooraf-recording-";

export type RecordingPlace = Pick<Recording, "jobId" | "moment" | "slot" | "retakeOf">;

export interface LeftRecording {
  recording: Recording;
  seconds: number;
}

/** One that cannot be offered. */
export interface UnsureRecording extends LeftRecording {
  /** A recorder is at it, in another tab. */
  isRunning: boolean;
}

/** One that a recorder is at: takes its slices in their order, as far as the phone has room. */
export class RunningRecording {
  readonly id: string;
  readonly #database: Database;
  #writing = Promise.resolve();
  #count = 0;
  #letGo: () => void = () => undefined;

  constructor(database: Database, id: string, begun: Promise<void>) {
    this.#database = database;
    this.id = id;
    this.#follow(begun);
    const isLetGo = new Promise<void>((resolve) => (this.#letGo = resolve));
    void navigator.locks.request(lockPrefix + id, () => isLetGo);
  }

  add(piece: Blob, milliseconds: number): void {
    if (piece.size === 0) return;
    const number = this.#count;
    this.#count += 1;
    const slice = { recordingId: this.id, number, milliseconds };
    this.#follow(
      this.#writing.then(async () => {
        await keepSlice(this.#database, { ...slice, data: await piece.arrayBuffer() });
      }),
    );
  }

  /** Once one could not be kept, none after it is: the person has the whole on the screen, and is told when using it. */
  #follow(writing: Promise<void>): void {
    writing.catch(() => undefined);
    this.#writing = writing;
  }

  /** The screen is closed: what was written is offered from now on. */
  async end(): Promise<void> {
    await this.#writing.catch(() => undefined);
    this.#letGo();
  }
}

interface Surroundings {
  database: Database;
  /** Whether a file plays; null when that could not be told now. */
  plays: (file: Blob, kind: FootageKind) => Promise<boolean | null>;
  /** One broke off before there was anything to play, and is gone. */
  ontooshort: () => void;
}

/** One with more slices than this has certainly more than the head of a file. */
const fewSlices = 2;

export class Recordings {
  /** One's own that play: to be kept, or thrown away. */
  left = $state.raw<LeftRecording[]>([]);
  /** One's own of which that is not known, or not known yet. */
  unsure = $state.raw<UnsureRecording[]>([]);
  /** What colleagues left on this phone: theirs to decide about. */
  ofOthers = $state(0);
  /** Before that nothing may be called safe. */
  isLooked = $state(false);
  readonly own = $derived.by(() => this.left.length + this.unsure.length);

  readonly #database: Database;
  readonly #plays: Surroundings["plays"];
  readonly #ontooshort: Surroundings["ontooshort"];
  readonly #known = new Set<string>();
  #looking = Promise.resolve();
  #nextLook: Promise<void> | null = null;

  constructor({ database, plays, ontooshort }: Surroundings) {
    this.#database = database;
    this.#plays = plays;
    this.#ontooshort = ontooshort;
  }

  begin(
    facts: RecordingPlace & Pick<Recording, "kind" | "startedAt" | "mediaType">,
    preview: Promise<ArrayBuffer | null>,
  ): RunningRecording {
    const id = newId();
    return new RunningRecording(this.#database, id, this.#begin({ id, ...facts }, preview));
  }

  async #begin(
    facts: Omit<Recording, "personId" | "preview">,
    preview: Promise<ArrayBuffer | null>,
  ): Promise<void> {
    const me = await readFact(this.#database, "me");
    if (!me) throw new Error("Nobody has signed in on this phone yet");
    await beginRecording(this.#database, { ...facts, personId: me.id, preview: null });
    void preview.then((frame) => frame && addPreview(this.#database, facts.id, frame));
  }

  /** Looks for what nobody has decided about. However often that is asked during one look, one more follows. */
  look(): Promise<void> {
    this.#nextLook ??= this.#looking.then(() => {
      this.#nextLook = null;
      return (this.#looking = this.#look());
    });
    return this.#nextLook;
  }

  async #look(): Promise<void> {
    const me = await readFact(this.#database, "me");
    const all = await recordingsLeft(this.#database);
    // Asked after reading: whoever writes a recording asked for its lock before.
    const { held = [], pending = [] } = await navigator.locks.query();
    const running = new Set([...held, ...pending].map(({ name }) => name));
    const mine = all.filter(({ personId }) => personId === me?.id);
    const found: UnsureRecording[] = [];
    for (const recording of mine) {
      const seconds = secondsOf(await wholeSlicesOf(this.#database, recording.id));
      found.push({ recording, seconds, isRunning: running.has(lockPrefix + recording.id) });
    }
    this.ofOthers = all.length - mine.length;
    this.#show(found);
    this.isLooked = true;
    for (const { recording, isRunning } of found) {
      if (!isRunning && !this.#known.has(recording.id)) await this.#judge(recording);
    }
    const kept = new Set((await recordingsLeft(this.#database)).map(({ id }) => id));
    this.#show(found.filter(({ recording }) => kept.has(recording.id)));
  }

  #show(found: UnsureRecording[]): void {
    const isKnown = ({ recording, isRunning }: UnsureRecording): boolean =>
      !isRunning && this.#known.has(recording.id);
    this.left = found.filter(isKnown);
    this.unsure = found.filter((each) => !isKnown(each));
  }

  /** What broke off within its first second may be the head of a file and nothing more: that goes. */
  async #judge({ id, kind, mediaType }: Recording): Promise<void> {
    const slices = await wholeSlicesOf(this.#database, id);
    const file = new Blob(
      slices.map(({ data }) => data),
      { type: mediaType },
    );
    const canPlay = slices.length === 0 ? false : await this.#plays(file, kind);
    if (canPlay) this.#known.add(id);
    else if (canPlay === false && slices.length <= fewSlices) {
      await dropRecording(this.#database, id);
      this.#ontooshort();
    }
  }

  async footageOf({ recording, seconds }: LeftRecording): Promise<Footage> {
    const { id, kind, mediaType, preview, startedAt } = recording;
    const slices = await wholeSlicesOf(this.#database, id);
    const bytes = await new Blob(slices.map(({ data }) => data)).arrayBuffer();
    return { recordingId: id, kind, bytes, mediaType, seconds, preview, startedAt };
  }

  async drop(recordingId: string): Promise<void> {
    await dropRecording(this.#database, recordingId);
    await this.look();
  }
}

function secondsOf(slices: Slice[]): number {
  const lasted = Math.round((slices.at(-1)?.milliseconds ?? 0) / 1000);
  return Math.min(longestSeconds, Math.max(1, lasted));
}

const made = new WeakMap<Database, Recordings>();

/** One for all screens, made by the first that asks for it: where the app starts nobody does, and its code can wait. */
export function recordingsContext(): Recordings {
  const database = databaseContext();
  const notices = noticesContext();
  const ontooshort = (): void => notices.say(text.visit.recorder.tooShort);
  const recordings = made.get(database) ?? new Recordings({ database, plays, ontooshort });
  made.set(database, recordings);
  return recordings;
}
