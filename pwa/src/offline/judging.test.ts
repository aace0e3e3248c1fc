import { expect, test } from "vitest";

import { findingsIn, scoresOf, type Scores } from "./judging";

const width = 320;
const height = 240;

/** A picture out of a formula: the level of grey at each place. */
function picture(level: (x: number, y: number) => number): Scores {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1)
      pixels.fill(level(x, y), (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  return scoresOf(pixels, width, height);
}

/** A chequered floor: with `focus` the edges get steep, as a lens in focus makes them. */
function floor(focus: number, light = 1): Scores {
  const wave = (at: number): number => Math.tanh(focus * Math.sin((at * Math.PI) / 32));
  return picture((x, y) => light * (145 + 75 * wave(x + 0.5) * wave(y + 0.5)));
}

test("a sharp picture in the light is good", () => {
  expect(findingsIn(floor(50))).toEqual([]);
});

test("edges that are spread wide are blurred", () => {
  expect(findingsIn(floor(1))).toEqual(["blurred"]);
});

test("in the dark it is the light that misses, however blurred", () => {
  expect(findingsIn(floor(50, 0.15))).toEqual(["dark"]);
  expect(findingsIn(floor(1, 0.15))).toEqual(["dark"]);
});

test("a plain wall says nothing about focus", () => {
  const wall = picture((x) => 190 + (x % 3));
  expect(wall.sharpness).toBeNull();
  expect(findingsIn(wall)).toEqual([]);
});

test("white over the middle is glare, a lamp at the side is none", () => {
  const around = (x: number, y: number): number => (((x >> 4) + (y >> 4)) % 2 === 0 ? 90 : 170);
  const lampAt = (centre: number): Scores =>
    picture((x, y) => (Math.hypot(x - centre, y - 120) < 70 ? 255 : around(x, y)));
  expect(findingsIn(lampAt(160))).toEqual(["glare"]);
  expect(findingsIn(lampAt(10))).toEqual([]);
});
