/**
 * How often the phone has asked for another photo of the same spot. Twice is enough: what is still not sharp then will not
 * become so, and somebody is waiting in her home.
 */
export const mostAsked = 2;

export class Retakes {
  readonly #asked = new Map<string, number>();

  asked(spot: string): number {
    return this.#asked.get(spot) ?? 0;
  }

  /** True when it may ask once more, which it then has done. */
  ask(spot: string): boolean {
    const before = this.asked(spot);
    if (before >= mostAsked) return false;
    this.#asked.set(spot, before + 1);
    return true;
  }
}

/** As long as the app is open, whichever screen is. */
export const retakes = new Retakes();
