import { describe, expect, test } from "vitest";

import { echoFigures, isBlack, isSilent, kilobitsPerSecond, lightOf, percentile } from "./figures";

function picture(lightAt: (at: number) => number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * 64 * 48);
  for (let at = 0; at < pixels.length; at += 4) {
    pixels.fill(lightAt(at / 4), at, at + 3);
    pixels[at + 3] = 255;
  }
  return pixels;
}

describe("packets that come back", () => {
  test("tell the round trip of most, and of nearly all", () => {
    const roundTrips = Array.from({ length: 100 }, (_, number) => number + 1);
    expect(echoFigures({ roundTrips, sent: 100 })).toEqual({ p50: 51, p95: 96, lossPercent: 0 });
  });

  test("tell what was lost", () => {
    expect(echoFigures({ roundTrips: [20, 20, 20], sent: 60 })?.lossPercent).toBe(95);
    expect(echoFigures({ roundTrips: [], sent: 60 })).toEqual({
      p50: Infinity,
      p95: Infinity,
      lossPercent: 100,
    });
  });

  test("say nothing when hardly any was sent", () => {
    expect(echoFigures({ roundTrips: [5], sent: 9 })).toBeNull();
  });

  test("are counted in any order", () => {
    expect(percentile([9, 1, 5], 0.5)).toBe(5);
    expect(percentile([], 0.5)).toBeNaN();
  });
});

test("a rate leaves out how a transfer begins and what comes after", () => {
  const arrivals = [
    { at: 100, bytes: 1_000_000 },
    { at: 500, bytes: 50_000 },
    { at: 900, bytes: 50_000 },
    { at: 901, bytes: 1_000_000 },
  ];
  expect(kilobitsPerSecond(arrivals, 400, 900)).toBe(1600);
});

describe("a picture", () => {
  test("of a covered lens is black, with its noise", () => {
    expect(isBlack(lightOf(picture(() => 0)))).toBe(true);
    expect(isBlack(lightOf(picture((at) => 8 + (at % 5))))).toBe(true);
  });

  test("of a dark cupboard with something in it is not", () => {
    expect(isBlack(lightOf(picture((at) => (at % 64 < 6 ? 120 : 5))))).toBe(false);
  });

  test("of a white wall is not", () => {
    expect(isBlack(lightOf(picture(() => 230)))).toBe(false);
  });
});

test("a microphone that is off is silent, a quiet room is not", () => {
  expect(isSilent(0)).toBe(true);
  expect(isSilent(0.002)).toBe(false);
});
