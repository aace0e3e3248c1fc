/** When to step down or up, from what the call measures. Pure; it advises and never acts. */
import type { Rung } from "../../api/wire";
import type { Fault } from "../quality";

export interface Advice {
  rung: Rung;
  /** Whose side it is; "none" when things are good again. */
  fault: Fault;
}

/** In rounds of two seconds. Down soon, up late: a picture that comes and goes tires more than none. */
const downAfter = 3;
const phoneAfter = 8;
const upAfter = 15;

export class LadderAdvice {
  #rung: Rung = "video";
  #poor = 0;
  #good = 0;

  hear(fault: Fault, rung: Rung): Advice | null {
    if (rung !== this.#rung) {
      this.#rung = rung;
      this.#poor = this.#good = 0;
    }
    this.#poor = fault === "none" ? 0 : this.#poor + 1;
    this.#good = fault === "none" ? this.#good + 1 : 0;
    if (rung === "video" && this.#poor >= downAfter) return { rung: "photos", fault };
    if (rung === "photos" && this.#poor >= phoneAfter) return { rung: "phone", fault };
    if (rung === "photos" && this.#good >= upAfter) return { rung: "video", fault };
    return null;
  }
}
