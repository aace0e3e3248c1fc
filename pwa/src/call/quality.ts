/**
 * How good the call is, from what the browser counts, and whose side it is when it is not. Pure: numbers in, verdict out.
 */
import type { QualityReport } from "./messages";

/** Counters of one moment. */
export interface Sample {
  at: number;
  bytesReceived: number;
  packetsReceived: number;
  packetsLost: number;
  framesDecoded: number;
  freezes: number;
  jitterMs: number;
  roundTripMs: number | null;
  /** Of what we send, by what the other reports back, 0 to 1. */
  lossUp: number;
  bandwidthUp: number | null;
  isHeldBackByBandwidth: boolean;
  relayed: boolean;
}

/** One direction over the last seconds. */
export interface Measured {
  score: number;
  rttMs: number | null;
  lossPercent: number;
  lossUpPercent: number;
  kbitPerSecond: number;
  framesPerSecond: number;
  frozen: boolean;
  narrow: boolean;
  relayed: boolean;
}

export type Fault = "none" | "mine" | "theirs" | "between";

type Entry = Record<string, unknown> & { id: string; type: string };

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Picks the counters that matter out of `getStats()`. */
export function sampleFrom(report: RTCStatsReport, at: number): Sample {
  const entries: Entry[] = [];
  report.forEach((entry: Entry) => entries.push(entry));
  const transport = entries.find((each) => each.type === "transport");
  const pair = entries.find((each) => each.id === transport?.["selectedCandidatePairId"]);
  const local = entries.find((each) => each.id === pair?.["localCandidateId"]);
  const remote = entries.find((each) => each.id === pair?.["remoteCandidateId"]);
  const inbound = entries.filter((each) => each.type === "inbound-rtp");
  const video = inbound.find((each) => each["kind"] === "video");
  const outgoing = entries.find((each) => each.type === "outbound-rtp" && each["kind"] === "video");
  const heardBack = entries.filter((each) => each.type === "remote-inbound-rtp");
  const sum = (name: string): number => inbound.reduce((all, each) => all + number(each[name]), 0);
  const roundTrip = pair?.["currentRoundTripTime"];
  const bandwidth = pair?.["availableOutgoingBitrate"];
  return {
    at,
    bytesReceived: number(transport?.["bytesReceived"]) || sum("bytesReceived"),
    packetsReceived: sum("packetsReceived"),
    packetsLost: sum("packetsLost"),
    framesDecoded: number(video?.["framesDecoded"]),
    freezes: number(video?.["freezeCount"]),
    jitterMs: Math.max(0, ...inbound.map((each) => number(each["jitter"]) * 1000)),
    roundTripMs: typeof roundTrip === "number" ? roundTrip * 1000 : null,
    lossUp: Math.max(0, ...heardBack.map((each) => number(each["fractionLost"]))),
    bandwidthUp: typeof bandwidth === "number" ? bandwidth : null,
    isHeldBackByBandwidth: outgoing?.["qualityLimitationReason"] === "bandwidth",
    relayed: [local, remote].some((each) => each?.["candidateType"] === "relay"),
  };
}

/** 100 is perfect; delay costs little, loss of video much. The formula of LiveKit's connection quality. */
function scoreOf(roundTripMs: number, jitterMs: number, lossPercent: number): number {
  const delay = roundTripMs / 2 + 2 * jitterMs;
  const forDelay = delay <= 160 ? delay / 40 : (delay - 120) / 10;
  return Math.min(100, Math.max(0, 100 - forDelay - lossPercent * 10));
}

export function measure(before: Sample, now: Sample): Measured {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  const received = now.packetsReceived - before.packetsReceived;
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const lossPercent = received + lost > 0 ? (100 * lost) / (received + lost) : 0;
  return {
    score: Math.round(scoreOf(now.roundTripMs ?? 0, now.jitterMs, lossPercent)),
    rttMs: now.roundTripMs,
    lossPercent,
    lossUpPercent: now.lossUp * 100,
    kbitPerSecond: Math.max(0, ((now.bytesReceived - before.bytesReceived) * 8) / 1000 / seconds),
    framesPerSecond: Math.max(0, (now.framesDecoded - before.framesDecoded) / seconds),
    frozen: now.freezes > before.freezes,
    narrow: now.isHeldBackByBandwidth && now.bandwidthUp !== null && now.bandwidthUp < 300_000,
    relayed: now.relayed,
  };
}

const poor = 60;

export function reportOf(measured: Measured): QualityReport {
  return {
    // A picture that stands still is poor, however few packets got lost: or both say it is the other's fault.
    score: measured.frozen ? Math.min(measured.score, poor - 1) : measured.score,
    ...(measured.rttMs === null ? {} : { rttMs: measured.rttMs }),
    lossPercent: Math.min(100, measured.lossPercent),
    kbitPerSecond: measured.kbitPerSecond,
    framesPerSecond: measured.framesPerSecond,
    relayed: measured.relayed,
  };
}

/**
 * Both sides measure what they receive. Trouble in one direction is nearly always the uplink of who sends, unless we are slow
 * towards the server too: our own side comes first. Trouble in both is ours then, and else that of both.
 */
export function faultOf(
  mine: Measured,
  theirs: QualityReport | null,
  myServerRoundTripMs: number | null,
): Fault {
  const comesInBadly = mine.score < poor || mine.frozen;
  const goesOutBadly = mine.narrow || mine.lossUpPercent > 4 || (theirs?.score ?? 100) < poor;
  if (!comesInBadly) return goesOutBadly ? "mine" : "none";
  if ((myServerRoundTripMs ?? 0) > 400) return "mine";
  return goesOutBadly ? "between" : "theirs";
}

/** Says something else only when three measurements in a row agree: a sentence that jumps is no help. */
export class Steady<Verdict> {
  #shown: Verdict;
  #next: Verdict;
  #times = 0;

  constructor(first: Verdict) {
    this.#shown = this.#next = first;
  }

  hear(verdict: Verdict): Verdict {
    this.#times = verdict === this.#next ? this.#times + 1 : 1;
    this.#next = verdict;
    if (this.#times >= 3) this.#shown = verdict;
    return this.#shown;
  }
}
