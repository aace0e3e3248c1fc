/**
 * Whether a photo can be used, judged on the phone the moment it was taken: blurred, too dark, or blinded by glare. A false
 * alarm costs minutes in somebody's home, a miss costs a look at the desk; so only what is certain is said.
 */
import type { Finding } from "../api/wire";

/** The thresholds were measured at this size; the same picture scores otherwise at another. */
export const judgedEdge = 1024;

export interface Scores {
  /** How steep the clearest edges are: 1 is from one pixel to the next. Null when there are too few to say. */
  sharpness: number | null;
  /** How bright the brightest twentieth is, of 255. */
  brightness: number;
  /** The share of the middle that is burnt out to plain white. */
  glare: number;
}

const windowLength = 16;
/** Less contrast than this in a window is noise or a plain wall, and says nothing about focus. */
const leastContrast = 40;
const leastEdges = 60;

/** Sharp pictures of phones measured 0.34 and up, spread over three pixels 0.27 and down. */
const sharpEnough = 0.22;
/** A picture in daylight measures 160 and up, at a quarter of its light about 50. */
const brightEnough = 50;
/** Real pictures measure 0.03 at most; a flash straight into a shiny type plate half and more. */
const tooMuchGlare = 0.3;

export function findingsIn(scores: Scores): Finding[] {
  const findings: Finding[] = [];
  // Without light nothing is sharp either, and light is what helps.
  if (scores.brightness < brightEnough) findings.push("dark");
  else if (scores.sharpness !== null && scores.sharpness < sharpEnough) findings.push("blurred");
  if (scores.glare > tooMuchGlare) findings.push("glare");
  return findings;
}

/** `pixels` as a canvas gives them: red, green, blue, alpha. */
export function scoresOf(pixels: Uint8ClampedArray, width: number, height: number): Scores {
  const grey = greyOf(pixels);
  return {
    sharpness: sharpnessOf(grey, width, height),
    brightness: brightestTwentieth(grey),
    glare: burntOut(pixels, width, height),
  };
}

function greyOf(pixels: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(pixels.length / 4);
  for (let place = 0, at = 0; place < grey.length; place += 1, at += 4) {
    grey[place] =
      (Number(pixels[at]) * 77 + Number(pixels[at + 1]) * 150 + Number(pixels[at + 2]) * 29) >> 8;
  }
  return grey;
}

function brightestTwentieth(grey: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const level of grey) counts[level] = Number(counts[level]) + 1;
  let left = grey.length / 20;
  for (let level = 255; level > 0; level -= 1) {
    left -= Number(counts[level]);
    if (left < 0) return level;
  }
  return 0;
}

/** A lamp or a window at the side is no harm; white over the middle hides what the photo is about. */
function burntOut(pixels: Uint8ClampedArray, width: number, height: number): number {
  let burnt = 0;
  let seen = 0;
  for (let y = height >> 2; y < height - (height >> 2); y += 2) {
    for (let x = width >> 2; x < width - (width >> 2); x += 2) {
      const at = (y * width + x) * 4;
      seen += 1;
      if (Number(pixels[at]) > 250 && Number(pixels[at + 1]) > 250 && Number(pixels[at + 2]) > 250)
        burnt += 1;
    }
  }
  return seen === 0 ? 0 : burnt / seen;
}

/**
 * The steepest step within a short run of pixels, as a share of all the contrast in it. Unlike the usual variance of the
 * Laplacian that does not depend on how much there is to see, so one threshold holds for a fuse box and for a white wall. The
 * clearest tenth counts: whatever is in focus is what the photo is about.
 */
function sharpnessOf(grey: Uint8Array, width: number, height: number): number | null {
  const counts = new Uint32Array(101);
  const along = (start: number, step: number): void => {
    const share = steepestShare(grey, start, step);
    if (share !== null)
      counts[Math.round(share * 100)] = Number(counts[Math.round(share * 100)]) + 1;
  };
  for (let y = 0; y < height; y += 4) {
    for (let x = 0; x + windowLength < width; x += windowLength >> 1) along(y * width + x, 1);
  }
  for (let x = 0; x < width; x += 4) {
    for (let y = 0; y + windowLength < height; y += windowLength >> 1) along(y * width + x, width);
  }
  const edges = counts.reduce((sum, count) => sum + count, 0);
  if (edges < leastEdges) return null;
  let left = edges / 10;
  for (let share = 100; share >= 0; share -= 1) {
    left -= Number(counts[share]);
    if (left < 0) return share / 100;
  }
  return 0;
}

function steepestShare(grey: Uint8Array, start: number, step: number): number | null {
  let least = 255;
  let most = 0;
  let steepest = 0;
  let previous = Number(grey[start]);
  for (let place = 0, at = start; place <= windowLength; place += 1, at += step) {
    const level = Number(grey[at]);
    if (level < least) least = level;
    if (level > most) most = level;
    const rise = Math.abs(level - previous);
    if (rise > steepest) steepest = rise;
    previous = level;
  }
  return most - least < leastContrast ? null : steepest / (most - least);
}
