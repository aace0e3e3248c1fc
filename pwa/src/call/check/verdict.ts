/** What the figures of a connection check mean for a call, as codes. Screens have the words; nothing here keeps anybody out. */
import type { EchoFigures } from "./figures";

/** A guest looks, as the technician does. */
export type Side = "technician" | "tenant" | "guest";

/** good: video. usable: talk, and show by photos. poor: take the phone. unknown: it could not be checked. */
export type Level = "good" | "usable" | "poor" | "unknown";

export type Reason =
  | "no-path"
  | "slow-up"
  | "slow-down"
  | "delay"
  | "loss"
  | "no-relay"
  | "camera-none"
  | "camera-black"
  | "microphone-none"
  | "microphone-silent";

export interface LinkFigures {
  echo: EchoFigures | null;
  /** kbit/s; null when the time was up first, which says slow but not how slow. */
  up: number | null;
  down: number | null;
}

export interface Facts {
  side: Side;
  /** "unasked": the server could not answer. "closed": it did, and no packet came through. */
  link: LinkFigures | "closed" | "unasked";
  relay: "reachable" | "unreachable" | "not-set-up" | "unknown";
  camera: "fine" | "black" | "none" | "unknown";
  microphone: "heard" | "silent" | "none" | "unknown";
}

export interface Verdict {
  level: Level;
  /** Of the internet alone: a covered lens does not make it worse. */
  internet: Level;
  reasons: Reason[];
}

interface Bounds {
  good: number;
  usable: number;
}

// Half of what a call asks at its best is still a fine picture; below "usable" even a voice breaks up.
const picture: Bounds = { good: 800, usable: 150 };
const face: Bounds = { good: 200, usable: 60 };
const delay: Bounds = { good: 500, usable: 1500 };
const loss: Bounds = { good: 3, usable: 12 };

const order: Level[] = ["good", "usable", "poor"];

export function verdictOf(facts: Facts): Verdict {
  const [ofLink, ofDevices] = [linkFindings(facts), deviceFindings(facts)];
  const isKnown = facts.link !== "unasked";
  return {
    level: isKnown ? worst([...ofLink, ...ofDevices]) : "unknown",
    internet: isKnown ? worst(ofLink) : "unknown",
    reasons: [...ofLink, ...ofDevices].map(([, reason]) => reason),
  };
}

function worst(findings: [Level, Reason][]): Level {
  const ranks = findings.map(([level]) => order.indexOf(level));
  return order[Math.max(0, ...ranks)] ?? "poor";
}

function linkFindings({ side, link, relay }: Facts): [Level, Reason][] {
  if (link === "unasked") return [];
  if (link === "closed") return [[relay === "reachable" ? "usable" : "poor", "no-path"]];
  const { echo, up, down } = link;
  const [upBounds, downBounds] = side === "tenant" ? [picture, face] : [face, picture];
  const judged: [Level, Reason][] = [
    [atLeast(up ?? upBounds.usable, upBounds), "slow-up"],
    [atLeast(down ?? downBounds.usable, downBounds), "slow-down"],
    [atMost(echo?.p95 ?? 0, delay), "delay"],
    [atMost(echo?.lossPercent ?? 0, loss), "loss"],
    [relay === "unreachable" ? "usable" : "good", "no-relay"],
  ];
  return judged.filter(([level]) => level !== "good");
}

function deviceFindings({ side, camera, microphone }: Facts): [Level, Reason][] {
  const found: [Level, Reason][] = [];
  // The technician can do without showing a face.
  const cameraLevel: Level = side === "tenant" ? "usable" : "good";
  if (camera === "none") found.push([cameraLevel, "camera-none"]);
  if (camera === "black") found.push([cameraLevel, "camera-black"]);
  if (microphone === "none") found.push(["usable", "microphone-none"]);
  // Perhaps nobody spoke: worth a word, not a worse verdict.
  if (microphone === "silent") found.push(["good", "microphone-silent"]);
  return found;
}

function atLeast(value: number, bounds: Bounds): Level {
  if (value >= bounds.good) return "good";
  return value >= bounds.usable ? "usable" : "poor";
}

function atMost(value: number, bounds: Bounds): Level {
  if (value <= bounds.good) return "good";
  return value <= bounds.usable ? "usable" : "poor";
}
