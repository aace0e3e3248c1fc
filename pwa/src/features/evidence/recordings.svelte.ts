/** What was recorded and not yet used, so that neither a killed app nor a wrong tap loses it: kept, and offered again. */
import { createContext } from "svelte";

import { readFact, type Database } from "../../offline/database";
import { newId } from "../../offline/ids";
import {
  beginRecording,
  dropRecording,
  keepSlice,
  recordingsOf,
  wholeSlicesOf,
  type Recording,
} from "../../offline/recordings";
import type { Footage } from "./footage-recorder.svelte";
import { longestSeconds } from "./footage-types";

/** Held while a recorder is on the screen: what it records is not offered anywhere else. */
const lockPrefix = "vooraf-recording-";

export type RecordingPlace = Pick<Recording, "jobId" | "moment" | "slot" | "retakeOf">;

export interface LeftRecording {
  recording: Recording;
  seconds: number;
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

export class Recordings {
  left = $state.raw<LeftRecording[]>([]);

  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
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
    await beginRecording(this.#database, { ...facts, personId: me.id, preview: await preview });
  }

  /** Looks for what nobody is recording or looking at any more. */
  async look(): Promise<void> {
    const me = await readFact(this.#database, "me");
    const { held = [] } = await navigator.locks.query();
    const running = new Set(held.map(({ name }) => name));
    const left: LeftRecording[] = [];
    for (const recording of me ? await recordingsOf(this.#database, me.id) : []) {
      if (running.has(lockPrefix + recording.id)) continue;
      const slices = await wholeSlicesOf(this.#database, recording.id);
      const lasted = Math.round((slices.at(-1)?.milliseconds ?? 0) / 1000);
      const seconds = Math.min(longestSeconds, lasted);
      if (slices.length > 0) left.push({ recording, seconds });
    }
    this.left = left;
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

export const [recordingsContext, provideRecordings] = createContext<Recordings>();
