import { describe, expect, it } from "vitest";

import type { Rung } from "../../api/wire";
import type { Fault } from "../quality";
import { LadderAdvice } from "./advice";

function after(rounds: number, fault: Fault, rung: Rung, advice = new LadderAdvice()) {
  let last = null;
  for (let round = 0; round < rounds; round += 1) last = advice.hear(fault, rung);
  return last;
}

describe("when to step", () => {
  it("advises photos when video stays poor, and says whose side it is", () => {
    expect(after(2, "theirs", "video")).toBeNull();
    expect(after(3, "theirs", "video")).toEqual({ rung: "photos", fault: "theirs" });
  });

  it("advises the phone when even sound stays poor", () => {
    expect(after(7, "mine", "photos")).toBeNull();
    expect(after(8, "mine", "photos")).toEqual({ rung: "phone", fault: "mine" });
  });

  it("advises video again only after half a minute without trouble", () => {
    expect(after(14, "none", "photos")).toBeNull();
    expect(after(15, "none", "photos")).toEqual({ rung: "video", fault: "none" });
  });

  it("starts counting afresh on another rung, and after one good round", () => {
    const advice = new LadderAdvice();
    after(2, "theirs", "video", advice);
    advice.hear("none", "video");
    expect(after(2, "theirs", "video", advice)).toBeNull();
    expect(after(3, "theirs", "photos", advice)).toBeNull();
  });
});
