/**
 * The recording of this call, as everybody in the room is told of it (topic `recording`) and as a reload reads it back. What a
 * person decides goes to the server; only what the server says is shown.
 */
import type { Api } from "../api/client";
import { Offline, Problem } from "../api/problem";
import type { CallRecording, RecordingNow } from "../api/wire";
import { newId } from "../offline/ids";
import type { Call } from "./call.svelte";

interface Surroundings {
  call: Call;
  api: Api;
  /** Of the recording, as this side may read it. */
  path: string;
  /** Where a recording is deleted; a guest does not decide that. */
  deletePath?: (recordingId: string) => string;
  /** Of the text of consent that this page shows. */
  textVersion: string;
}

export class Recording {
  now = $state.raw<RecordingNow | null>(null);
  isPossible = $state(false);
  /** Sent, and no answer yet. */
  isDeciding = $state(false);
  trouble = $state.raw<unknown>(null);

  readonly isUnderWay = $derived(
    this.now !== null && ["asked", "running", "paused"].includes(this.now.state),
  );
  readonly isRunning = $derived(this.now?.state === "running");
  /** In this room, and not agreed yet. */
  readonly asksMe = $derived.by(
    () => this.isUnderWay && this.#me !== "" && this.now?.agreed.includes(this.#me) === false,
  );
  /** This person withdrew, and something was recorded before. */
  readonly offersDeletion = $derived.by(
    () =>
      this.#around.deletePath !== undefined &&
      this.now?.withdrawnBy === this.#me &&
      this.now.hasFilm &&
      !this.isUnderWay &&
      this.#keptId !== this.now.id,
  );
  /** It ended in this call, and nobody has put the message away. */
  readonly news = $derived.by(() =>
    this.now && !this.isUnderWay && this.#followedId === this.now.id ? this.now : null,
  );

  readonly #around: Surroundings;
  #me = $state("");
  #keptId = $state("");
  /** The recording that this page saw under way. */
  #followedId = $state("");

  constructor(around: Surroundings) {
    this.#around = around;
    const { call } = around;
    call.on("welcome", ({ participant }) => {
      this.#me = participant;
      void this.look();
    });
    call.on("resumed", () => void this.look());
    call.on("notice", ({ topic, data }) => {
      if (topic === "recording") this.#hear(data as unknown as RecordingNow);
    });
  }

  async look(): Promise<void> {
    await this.#take(this.#around.api.get<CallRecording>(this.#around.path));
  }

  /** Whoever asks agrees. */
  async ask(): Promise<void> {
    const { textVersion } = this.#around;
    await this.#decide("", { id: newId(), textVersion });
  }

  async agree(): Promise<void> {
    const { textVersion } = this.#around;
    await this.#decide("/consent", { recordingId: this.now?.id, textVersion });
  }

  async refuse(): Promise<void> {
    await this.#decide("/refuse", { recordingId: this.now?.id });
  }

  async stop(): Promise<void> {
    await this.#decide("/stop", { recordingId: this.now?.id });
  }

  async withdraw(): Promise<void> {
    await this.#decide("/withdraw", { recordingId: this.now?.id });
  }

  async erase(): Promise<void> {
    const { api, deletePath } = this.#around;
    const id = this.now?.id ?? "";
    this.isDeciding = true;
    if (deletePath && (await this.#reach(api.post(deletePath(id))))) await this.look();
    this.isDeciding = false;
  }

  /** What was recorded may stay. */
  keep(): void {
    this.#keptId = this.now?.id ?? "";
  }

  /** The message has been read. */
  dismiss(): void {
    this.#followedId = "";
    this.trouble = null;
  }

  #hear(now: RecordingNow | null): void {
    this.now = now;
    if (now && this.isUnderWay) this.#followedId = now.id;
  }

  async #decide(what: string, body: object): Promise<void> {
    const { api, path } = this.#around;
    this.isDeciding = true;
    // Refused because it is over, or somebody else decided: then what is true is read once more.
    if (!(await this.#take(api.post<CallRecording>(path + what, body)))) void this.look();
    this.isDeciding = false;
  }

  async #take(asked: Promise<CallRecording>): Promise<boolean> {
    return this.#reach(
      asked.then(({ recording, isPossible }) => {
        this.isPossible = isPossible;
        this.#hear(recording);
      }),
    );
  }

  async #reach(asked: Promise<unknown>): Promise<boolean> {
    try {
      await asked;
      this.trouble = null;
      return true;
    } catch (error) {
      if (!(error instanceof Offline || error instanceof Problem)) throw error;
      this.trouble = error;
      return false;
    }
  }
}
