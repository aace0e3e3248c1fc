/**
 * When to try again, and with what. Decisions only: no sockets, no timers. Two loops recover on their own:
 * the socket to the server (`pauseBefore`, `afterClose`) and the media between two phones (`nextRepair`).
 */

const pauses = [0, 300, 1000, 2000, 4000];
const longestPause = 7000;

/** Milliseconds to wait before the attempt with this number, from 0. Random from the third on, or a server that restarts meets everybody at once. */
export function pauseBefore(attempt: number, random: () => number = Math.random): number {
  const pause = pauses[attempt] ?? longestPause;
  return attempt < 2 ? pause : pause + random() * 1000;
}

export type AfterClose = "resume" | "new-token" | "replaced" | "ended" | "reload" | "full";

/** What a close code of the protocol asks of us. */
export function afterClose(code: number): AfterClose {
  switch (code) {
    case 4400:
      return "reload";
    case 4401:
      return "new-token";
    case 4409:
      return "replaced";
    case 1000:
    case 4410:
      return "ended";
    case 4423:
      return "full";
    default:
      return "resume";
  }
}

export interface LinkFacts {
  connection: RTCPeerConnectionState;
  ice: RTCIceConnectionState;
  /** Milliseconds in this connection state. */
  connectionFor: number;
  /** Milliseconds since offer and answer were both applied; 0 while they are not. */
  stableFor: number;
  /** Milliseconds since anything came in. */
  silentFor: number;
  /** Milliseconds since the link was made or last repaired. */
  sinceAttempt: number;
  /** Repairs since it last worked. */
  attempts: number;
  /** Another network, or the server says we come from elsewhere. */
  networkChanged: boolean;
  /** The other phone cannot hear us through the server, or its page is hidden. */
  peerAway: "hidden" | "connection" | null;
  hasRelay: boolean;
}

/** Restart ICE; restart it through the relay only; throw the connection away and make a new one. */
export type Repair = "restart" | "relay" | "rebuild";

/** Measured: a restart on a path that lives is not seen, and one that died never comes back. So sooner rather than later. */
const stallsAfter = 1200;
const settlesWithin = 8000;

/** How long each repair gets before the next one. Chromium takes two seconds to see that it has another address. */
const patience = [0, 3000, 6000];

function isBroken(facts: LinkFacts): boolean {
  switch (facts.connection) {
    case "failed":
    case "closed":
      return true;
    case "disconnected":
      return facts.connectionFor >= 500;
    case "connected":
      // A hidden page may well stop its camera: silence is no proof then.
      return facts.networkChanged || (facts.silentFor >= stallsAfter && facts.peerAway === null);
    default:
      return facts.sinceAttempt >= settlesWithin;
  }
}

/** Offer and answer applied and still not one candidate tried: measured to stay so for ever. */
function isStuck(facts: LinkFacts): boolean {
  return facts.ice === "new" && facts.stableFor >= 3000 && facts.sinceAttempt >= 3000;
}

export function nextRepair(facts: LinkFacts): Repair | null {
  // The offer could not reach them now; they come back with `peer-back`.
  if (facts.peerAway === "connection") return null;
  if (isStuck(facts)) return "rebuild";
  if (!isBroken(facts)) return null;
  if (facts.attempts > 0 && facts.sinceAttempt < (patience[facts.attempts] ?? 10_000)) return null;
  // A closed connection takes no other repair.
  if (facts.connection === "closed") return "rebuild";
  if (facts.attempts === 0) return "restart";
  // By turns: the way through the relay, and a clean start.
  return facts.hasRelay && facts.attempts % 2 === 1 ? "relay" : "rebuild";
}

export function isHealthy(facts: LinkFacts): boolean {
  return facts.connection === "connected" && facts.silentFor < 1000 && facts.sinceAttempt > 2000;
}
