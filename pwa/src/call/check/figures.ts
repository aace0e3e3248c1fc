/** Figures from what a connection check saw go out and come in. Pure: times in milliseconds, sizes in bytes. */

export interface Arrival {
  at: number;
  bytes: number;
}

export interface Echoes {
  /** Of packets that came back. */
  roundTrips: number[];
  sent: number;
}

export interface EchoFigures {
  p50: number;
  p95: number;
  lossPercent: number;
}

export function percentile(values: number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** Null when too little was sent to say anything; with nothing back the loss is whole and the round trip endless. */
export function echoFigures({ roundTrips, sent }: Echoes): EchoFigures | null {
  if (sent < 10) return null;
  const lossPercent = Math.max(0, 100 * (1 - roundTrips.length / sent));
  if (roundTrips.length === 0) return { p50: Infinity, p95: Infinity, lossPercent };
  return { p50: percentile(roundTrips, 0.5), p95: percentile(roundTrips, 0.95), lossPercent };
}

/** The first part of a transfer says how fast it begins, not how fast the line is: only what came from `from` on counts. */
export function kilobitsPerSecond(arrivals: Arrival[], from: number, to: number): number {
  const counted = arrivals.filter(({ at }) => at > from && at <= to);
  return (8 * counted.reduce((sum, { bytes }) => sum + bytes, 0)) / (to - from);
}

/** How light a picture is (0 to 255), and how much its parts differ. `pixels` are RGBA, as from a canvas. */
export function lightOf(pixels: Uint8ClampedArray): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  const count = pixels.length / 4;
  for (let at = 0; at < pixels.length; at += 4) {
    const light =
      0.2126 * (pixels[at] ?? 0) + 0.7152 * (pixels[at + 1] ?? 0) + 0.0722 * (pixels[at + 2] ?? 0);
    sum += light;
    squares += light * light;
  }
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

/** A covered lens: dark, and nothing in it. A dark cupboard with a lamp in it is a picture. */
export function isBlack(light: { mean: number; deviation: number }): boolean {
  return light.mean < 20 && light.deviation < 8;
}

/** Below what any microphone hums by itself: it is off, or something else holds it. */
export function isSilent(peak: number): boolean {
  return peak < 0.0004;
}
