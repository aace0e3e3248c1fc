/**
 * The messages of signalling/PROTOCOL.md that this side speaks. That page explains them; this file only types them. Here stand
 * those that every call needs. A feature adds its own in a file of its own, as `still-messages.ts` does:
 * `declare module "./messages" { interface LastingMessages { … } }`.
 */
export type Facing = "user" | "environment";

export interface MediaState {
  microphone: boolean;
  camera: boolean;
  torch: boolean;
  facing?: Facing;
}

export interface PeerInfo {
  participant: string;
  role: string;
  name: string;
  youOffer: boolean;
  epoch: number;
  away: "hidden" | "connection" | null;
  media: MediaState | null;
}

/** The role of who takes a call up: connected as anybody, shown to nobody. */
export const recorderRole = "recorder";

export interface CandidateInfo {
  candidate: string;
  sdpMid: string | null;
  sdpMLineIndex: number | null;
  usernameFragment?: string;
}

export interface QualityReport {
  score: number;
  rttMs?: number;
  lossPercent?: number;
  kbitPerSecond?: number;
  framesPerSecond?: number;
  relayed?: boolean;
}

/** Must arrive: gets a `cid`, and is sent again until the server acknowledges it. */
export interface LastingMessages {
  offer: { to: string; epoch: number; sdp: string };
  answer: { to: string; epoch: number; sdp: string };
  candidates: { to: string; epoch: number; candidates: CandidateInfo[] };
  "restart-request": { to: string; reason?: string };
  media: MediaState;
  away: { hidden: boolean };
}

/** Worth nothing when late: lost while there is no connection. */
export interface PassingMessages {
  "ice-refresh": object;
  quality: QualityReport;
  bye: { reason: string };
}

interface IceServers {
  iceServers: RTCIceServer[];
  iceExpiresAt: number | null;
}

/** From the server, and replayed after a resume. */
export interface ReplayedMessages {
  "peer-joined": { peer: PeerInfo };
  "peer-away": { participant: string; because: "hidden" | "connection" };
  "peer-back": { participant: string };
  "peer-left": { participant: string; reason: "bye" | "gone" | "replaced" };
  offer: { from: string; epoch: number; sdp: string };
  answer: { from: string; epoch: number; sdp: string };
  candidates: { from: string; epoch: number; candidates: CandidateInfo[] };
  "restart-request": { from: string; reason?: string };
  media: { from: string } & MediaState;
  notice: { topic: string; data: Record<string, unknown> };
  "room-ended": { reason: string };
}

/** From the server, and only told once. */
export interface FleetingMessages {
  welcome: IceServers & {
    room: string;
    session: string;
    resumeKey: string;
    participant: string;
    role: string;
    peers: PeerInfo[];
    pingSeconds: number;
  };
  resumed: IceServers & {
    room: string;
    session: string;
    resumeKey: string;
    cid: number;
    lost: number;
    peers: PeerInfo[];
  };
  error: {
    code: string;
    message: string;
    field?: string;
    cid?: number;
    epoch?: number;
    /** Of ours, and put here by our own end. */
    refused?: Lasting;
  };
  pong: { at: number };
  acked: { cid: number };
  "ice-servers": IceServers;
  quality: { from: string } & QualityReport;
}

/** One message of a list, with its name in `type`. */
export type Named<Messages> = {
  [Type in keyof Messages]: { type: Type } & Messages[Type];
}[keyof Messages];

export type Lasting = Named<LastingMessages>;
export type Passing = Named<PassingMessages>;
export type Replayed = { seq: number } & Named<ReplayedMessages>;
export type FromServer = Replayed | Named<FleetingMessages>;
export type Welcome = Extract<FromServer, { type: "welcome" }>;
export type Resumed = Extract<FromServer, { type: "resumed" }>;

/** What is left for the call when the session has dealt with its own part. */
export type Heard = Exclude<FromServer, { type: "pong" | "acked" }>;
