/** What both call screens need to know of a call from second to second. */
import type { Call } from "../../call/call.svelte";
import { isUnderWay, situationOf } from "../../call/situation";

export class CallStatus {
  now = $state(Date.now());
  readonly situation = $derived.by(() => situationOf(this.#call(), this.now));
  readonly isUnderWay = $derived(isUnderWay(this.situation));

  readonly #call: () => Call;

  /** A function, because a person may begin a second call on the same screen. */
  constructor(call: () => Call) {
    this.#call = call;
  }

  /** Gives back how to stop: for `onMount`. */
  tick(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), 1000);
    return () => clearInterval(timer);
  }
}
