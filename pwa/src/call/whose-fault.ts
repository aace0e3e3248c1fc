/** Says of every person whose side it is when the connection is poor, and tells the others what comes in here. */
import type { MediaWatch, Measurement } from "./media-watch";
import type { Messenger } from "./messenger";
import type { Person } from "./people.svelte";
import { faultOf, reportOf, Steady, type Fault } from "./quality";

export class WhoseFault {
  readonly #messenger: Messenger;
  readonly #roundTrip: () => number | null;
  readonly #theirs = new Map<string, { score: number }>();
  readonly #steady = new WeakMap<Person, Steady<Fault>>();
  #rounds = 0;

  constructor(messenger: Messenger, watch: MediaWatch, roundTrip: () => number | null) {
    this.#messenger = messenger;
    this.#roundTrip = roundTrip;
    messenger.on("quality", (report) => void this.#theirs.set(report.from, report));
    watch.onMeasured((round) => this.#judge(round));
  }

  #judge(counted: Measurement[]): void {
    // A paused picture stands still too, and nobody's internet is to blame.
    const round = counted.map(({ person, measured }) => ({
      person,
      measured: { ...measured, frozen: measured.frozen && person.media?.camera === true },
    }));
    for (const { person, measured } of round) {
      const theirs = this.#theirs.get(person.participant) ?? null;
      const verdict = faultOf(measured, theirs, this.#roundTrip());
      const steady = this.#steady.get(person) ?? new Steady<Fault>("none");
      this.#steady.set(person, steady);
      person.fault = steady.hear(verdict);
    }
    this.#rounds += 1;
    if (this.#rounds % 2 === 0) this.#report(round);
  }

  /** One report for all, so it is about the worst: that one needs the help. */
  #report(round: Measurement[]): void {
    const all = round.map((each) => each.measured);
    const worst = all.reduce((least, each) => (each.score < least.score ? each : least));
    this.#messenger.tell({ type: "quality", ...reportOf(worst) });
  }
}
