/** The whole connection check, within five seconds: the way to the server, a relay, camera and microphone. */
import { Problem } from "../../api/problem";
import { CheckedLink, type CheckAnswer } from "./link";
import { listenToMicrophone, lookAtCamera } from "./own-devices";
import { isRelayReachable } from "./relay";
import { verdictOf, type Facts, type LinkFigures, type Side, type Verdict } from "./verdict";

const longestCheck = 4900;
/** A server that took its time to answer does not make her internet slower. */
const leastForMeasuring = 4000;
const devicesWithin = 2500;
const relayWithin = 3000;

export interface CheckWish {
  side: Side;
  camera: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
  /** Gives the offer to the server. */
  ask: (sdp: string) => Promise<CheckAnswer>;
  /** Ends the check, for instance because the call begins: its verdict then never comes. */
  signal: AbortSignal;
}

export interface Checked extends Verdict {
  facts: Facts;
  seconds: number;
}

export async function checkConnection(wish: CheckWish): Promise<Checked> {
  const started = performance.now();
  const devices = Promise.all([
    lookAtCamera(wish.camera, devicesWithin),
    listenToMicrophone(wish.microphone, devicesWithin),
  ]);
  const [link, relay] = await linkAndRelay(wish);
  const [camera, microphone] = await devices;
  wish.signal.throwIfAborted();
  const facts: Facts = { side: wish.side, link, relay, camera, microphone };
  return { ...verdictOf(facts), facts, seconds: (performance.now() - started) / 1000 };
}

async function linkAndRelay(wish: CheckWish): Promise<[Facts["link"], Facts["relay"]]> {
  // Old browsers, and those inside other apps, cannot call at all; that is said elsewhere.
  if (!("RTCPeerConnection" in globalThis)) return ["closed", "unknown"];
  const started = performance.now();
  const link = new CheckedLink();
  const close = (): void => link.close();
  let timer: ReturnType<typeof setTimeout> | undefined;
  wish.signal.addEventListener("abort", close, { once: true });
  let relay: Promise<Facts["relay"]> = Promise.resolve("unknown");
  let found: Facts["link"] = "unasked";
  const measured: LinkFigures = { echo: null, up: null, down: null };
  try {
    const answer = await wish.ask(await link.offer());
    const left = longestCheck - (performance.now() - started);
    timer = setTimeout(close, Math.max(left, leastForMeasuring));
    relay = relayOf(answer.iceServers);
    found = "closed";
    await link.open(answer.sdp);
    found = measured;
    measured.echo = await link.echoes();
    measured.down = await link.down();
    measured.up = await link.up();
  } catch (error) {
    // Time was up, the line broke, or the server did not answer: what is known by now is the finding.
    if (!isExpected(error)) throw error;
  } finally {
    clearTimeout(timer);
    wish.signal.removeEventListener("abort", close);
    close();
  }
  return [found, await relay];
}

async function relayOf(iceServers: RTCIceServer[]): Promise<Facts["relay"]> {
  if (iceServers.length === 0) return "not-set-up";
  return (await isRelayReachable(iceServers, relayWithin)) ? "reachable" : "unreachable";
}

function isExpected(error: unknown): boolean {
  return (
    error instanceof DOMException ||
    error instanceof Problem ||
    (error instanceof Error && error.name === "Offline")
  );
}
