/** Which offers, answers and candidates of one pair still count. A later negotiation makes everything of earlier ones void. */
import type { CandidateInfo } from "./messages";

export class Epochs {
  /** The negotiation under way, or the last one. */
  current: number;
  #describedBy = 0;
  #held: { epoch: number; candidates: CandidateInfo[] }[] = [];

  constructor(current = 0) {
    this.current = current;
  }

  /** The number of our next offer. `atLeast` is what the server said it knows. */
  next(atLeast = 0): number {
    this.current = Math.max(this.current, atLeast) + 1;
    return this.current;
  }

  takesOffer(epoch: number): boolean {
    if (epoch <= this.current) return false;
    this.current = epoch;
    return true;
  }

  takesAnswer(epoch: number): boolean {
    return epoch === this.current && this.#describedBy < epoch;
  }

  /** The remote description of this epoch is set: the candidates that were waiting for it. */
  described(epoch: number): CandidateInfo[] {
    this.#describedBy = epoch;
    const ready = this.#held.filter((each) => each.epoch === epoch);
    this.#held = this.#held.filter((each) => each.epoch > epoch);
    return ready.flatMap((each) => each.candidates);
  }

  /** Those to add now. Early ones are held, late ones dropped. */
  candidates(epoch: number, candidates: CandidateInfo[]): CandidateInfo[] {
    if (epoch < this.current) return [];
    if (epoch === this.#describedBy) return candidates;
    this.#held.push({ epoch, candidates });
    return [];
  }
}
