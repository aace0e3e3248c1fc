import { describe, expect, test } from "vitest";

import { verdictOf, type Facts, type LinkFigures } from "./verdict";

const fine: LinkFigures = { echo: { p50: 30, p95: 60, lossPercent: 0 }, up: 4000, down: 9000 };

function facts(changed: Partial<Facts> = {}, link: Partial<LinkFigures> = {}): Facts {
  const all = { side: "tenant", relay: "reachable", camera: "fine", microphone: "heard" } as const;
  return { ...all, link: { ...fine, ...link }, ...changed };
}

test("all is well", () => {
  expect(verdictOf(facts())).toEqual({ level: "good", internet: "good", reasons: [] });
  expect(verdictOf(facts({ relay: "not-set-up" })).level).toBe("good");
});

describe("each side is judged by what it has to carry", () => {
  test("the tenant shows the fault, so her upload counts most", () => {
    expect(verdictOf(facts({}, { up: 400 }))).toMatchObject({
      level: "usable",
      reasons: ["slow-up"],
    });
    expect(verdictOf(facts({}, { up: 100 })).level).toBe("poor");
    expect(verdictOf(facts({}, { down: 400 })).level).toBe("good");
  });

  test("the technician looks, so it is the other way round", () => {
    const side = "technician";
    expect(verdictOf(facts({ side }, { up: 400 })).level).toBe("good");
    expect(verdictOf(facts({ side }, { down: 400 })).reasons).toEqual(["slow-down"]);
  });
});

test("a long way and a leaking one are told apart", () => {
  const slow = { p50: 700, p95: 900, lossPercent: 0 };
  expect(verdictOf(facts({}, { echo: slow })).reasons).toEqual(["delay"]);
  const leaking = { p50: 30, p95: 60, lossPercent: 6 };
  expect(verdictOf(facts({}, { echo: leaking }))).toMatchObject({
    level: "usable",
    reasons: ["loss"],
  });
  const hopeless = { p50: 30, p95: 60, lossPercent: 40 };
  expect(verdictOf(facts({}, { echo: hopeless })).level).toBe("poor");
});

test("what could not be measured in time counts as slow, not as hopeless", () => {
  const { level, reasons } = verdictOf(facts({}, { up: null, down: null }));
  expect([level, reasons]).toEqual(["usable", ["slow-up", "slow-down"]]);
});

test("no way to the server is bearable with a relay only", () => {
  expect(verdictOf(facts({ link: "closed" })).level).toBe("usable");
  expect(verdictOf(facts({ link: "closed", relay: "unreachable" })).level).toBe("poor");
  expect(verdictOf(facts({ link: "closed", relay: "not-set-up" })).level).toBe("poor");
});

test("a relay that does not answer may break a call that would need it", () => {
  expect(verdictOf(facts({ relay: "unreachable" }))).toMatchObject({
    level: "usable",
    reasons: ["no-relay"],
  });
});

test("without an answer of the server nothing is said about the internet, only about devices", () => {
  const found = verdictOf(facts({ link: "unasked", relay: "unknown", camera: "black" }));
  expect(found).toEqual({ level: "unknown", internet: "unknown", reasons: ["camera-black"] });
});

test("a dark camera matters at the tenant's, and is only mentioned to the technician", () => {
  const dark = verdictOf(facts({ camera: "black" }));
  expect(dark).toEqual({ level: "usable", internet: "good", reasons: ["camera-black"] });
  expect(verdictOf(facts({ side: "technician", camera: "black" }))).toMatchObject({
    level: "good",
    reasons: ["camera-black"],
  });
});

test("silence is worth a word and no worse verdict; no microphone at all is", () => {
  expect(verdictOf(facts({ microphone: "silent" }))).toMatchObject({
    level: "good",
    reasons: ["microphone-silent"],
  });
  expect(verdictOf(facts({ microphone: "none" })).level).toBe("usable");
});
