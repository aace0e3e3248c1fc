/**
 * What people draw on a frozen picture. Every length is a share of the source frame, so that a mark lands on the same spot
 * of the tap on any screen: `x` of its width and `y` of its height, from 0 to 1, un-mirrored. Pure.
 */
import { readable } from "./free-text";

export const markKinds = ["arrow", "number", "pen", "text"] as const;
export type MarkKind = (typeof markKinds)[number];

export interface Mark {
  markId: string;
  kind: MarkKind;
  /** x, y, x, y, ... An arrow runs from the first pair to the second, words begin at theirs. */
  points: number[];
  /** Of a numbered arrow. */
  number?: number;
  text?: string;
}

export const longestText = 60;
/** With four digits each, a stroke of this many pairs fits in one message of a channel. */
const mostPairs = 250;
const finest = 10_000;
const pairsOf: Record<MarkKind, { least: number; most: number }> = {
  arrow: { least: 2, most: 2 },
  number: { least: 2, most: 2 },
  pen: { least: 1, most: mostPairs },
  text: { least: 1, most: 1 },
};

/** A mark that somebody else's phone sent, or null when it is not one. */
export function readMark(raw: Record<string, unknown>): Mark | null {
  const { markId, kind, points, number, text } = raw;
  if (!isId(markId) || !isKind(kind) || !Array.isArray(points) || !points.every(isShare))
    return null;
  const { least, most } = pairsOf[kind];
  if (points.length % 2 || points.length < least * 2 || points.length > most * 2) return null;
  const mark: Mark = { markId, kind, points };
  if (kind === "number") {
    if (!Number.isInteger(number) || Number(number) < 1 || Number(number) > 99) return null;
    mark.number = Number(number);
  }
  if (kind === "text") {
    if (typeof text !== "string" || text.length > longestText) return null;
    mark.text = readable(text);
    if (!mark.text.trim()) return null;
  }
  return mark;
}

export function isId(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 64;
}

export function isShare(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function isKind(value: unknown): value is MarkKind {
  return markKinds.some((kind) => kind === value);
}

export function share(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * finest) / finest;
}

/** A longer stroke loses every second pair, its end excepted: it stays the same line, drawn a little coarser. */
export function thinned(points: number[]): number[] {
  let kept = points;
  while (kept.length > mostPairs * 2) {
    const last = kept.length - 2;
    kept = kept.filter((_, place) => place >= last || Math.floor(place / 2) % 2 === 0);
  }
  return kept;
}

/** What one person drew, step by step, back and forth. */
export class Steps {
  readonly list: readonly Mark[];
  readonly undone: readonly Mark[];

  constructor(list: readonly Mark[] = [], undone: readonly Mark[] = []) {
    this.list = list;
    this.undone = undone;
  }

  /** A mark that is still being drawn is put again and again, and is one step. */
  put(mark: Mark): Steps {
    const others = this.list.filter((each) => each.markId !== mark.markId);
    return new Steps([...others, mark]);
  }

  undo(): { steps: Steps; gone: Mark } | null {
    const gone = this.list.at(-1);
    return gone ? { steps: new Steps(this.list.slice(0, -1), [...this.undone, gone]), gone } : null;
  }

  redo(): { steps: Steps; back: Mark } | null {
    const back = this.undone.at(-1);
    return back ? { steps: new Steps([...this.list, back], this.undone.slice(0, -1)), back } : null;
  }
}

export interface Size {
  width: number;
  height: number;
}

/** An arrow head as a path, and where a line that ends in it stops: lengths in the units of `frame`. */
export function arrow(
  points: number[],
  frame: Size,
): { line: string; head: string; tail: { x: number; y: number } } {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = inUnits(points, frame);
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [along, across] = [(x2 - x1) / length, (y2 - y1) / length];
  const size = Math.min(headSize * Math.min(frame.width, frame.height), length);
  const corner = (side: number): string =>
    `${round(x2 - size * (along + side * across * 0.6))} ${round(y2 - size * (across - side * along * 0.6))}`;
  return {
    line: `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`,
    head: `M${corner(1)}L${round(x2)} ${round(y2)}L${corner(-1)}`,
    tail: { x: round(x1), y: round(y1) },
  };
}

/** A stroke as a path; a single point is a dot. */
export function stroke(points: number[], frame: Size): string {
  const units = inUnits(points, frame).map(round);
  const pairs = units.flatMap((x, place) => (place % 2 ? [] : [`${x} ${units[place + 1]}`]));
  return (
    `M${pairs[0]}` +
    (pairs.length > 1
      ? pairs
          .slice(1)
          .map((each) => `L${each}`)
          .join("")
      : "h0")
  );
}

const headSize = 0.06;

function inUnits(points: number[], { width, height }: Size): number[] {
  return points.map((value, place) => value * (place % 2 ? height : width));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
