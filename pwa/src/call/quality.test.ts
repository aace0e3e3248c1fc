import { expect, test } from "vitest";

import { faultOf, measure, reportOf, Steady, type Sample } from "./quality";

const start: Sample = {
  at: 0,
  bytesReceived: 0,
  packetsReceived: 0,
  packetsLost: 0,
  framesDecoded: 0,
  freezes: 0,
  jitterMs: 5,
  roundTripMs: 60,
  lossUp: 0,
  bandwidthUp: 2_000_000,
  isHeldBackByBandwidth: false,
  relayed: false,
};

const after = (change: Partial<Sample>): Sample => ({
  ...start,
  at: 2000,
  bytesReceived: 250_000,
  packetsReceived: 300,
  framesDecoded: 48,
  ...change,
});

test("two good seconds score nearly perfect", () => {
  const good = measure(start, after({}));
  expect(good.score).toBeGreaterThan(95);
  expect(good).toMatchObject({ kbitPerSecond: 1000, framesPerSecond: 24, lossPercent: 0 });
  expect(faultOf(good, { score: 98 }, 40)).toBe("none");
});

test("loss on the way in is the other side's", () => {
  expect(faultOf(measure(start, after({ packetsLost: 30 })), { score: 98 }, 40)).toBe("theirs");
});

test("loss on the way out, or too little room, is ours", () => {
  expect(faultOf(measure(start, after({ lossUp: 0.08 })), { score: 98 }, 40)).toBe("mine");
  const narrow = { bandwidthUp: 120_000, isHeldBackByBandwidth: true };
  expect(faultOf(measure(start, after(narrow)), null, 40)).toBe("mine");
  expect(faultOf(measure(start, after({})), { score: 30 }, 40)).toBe("mine");
});

test("trouble both ways is ours only when the server is far away for us too", () => {
  const bad = measure(start, after({ packetsLost: 30, lossUp: 0.08 }));
  expect(faultOf(bad, { score: 30 }, 40)).toBe("between");
  expect(faultOf(bad, { score: 30 }, 900)).toBe("mine");
});

test("two pictures that stand still are the fault of both, whoever looks", () => {
  const still = measure(start, after({ freezes: 1 }));
  expect(faultOf(still, reportOf(still), 40)).toBe("between");
  expect(faultOf(still, reportOf(measure(start, after({}))), 40)).toBe("theirs");
});

test("who is slow towards the server looks at the own side first", () => {
  expect(faultOf(measure(start, after({ packetsLost: 30 })), { score: 98 }, 900)).toBe("mine");
});

test("the sentence changes only after three equal verdicts", () => {
  const steady = new Steady("none");
  const shown = ["mine", "none", "mine", "mine", "mine"].map((verdict) => steady.hear(verdict));
  expect(shown).toEqual(["none", "none", "none", "none", "mine"]);
});
