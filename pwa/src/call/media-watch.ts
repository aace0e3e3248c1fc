/** Looks after the media: repairs what stands still, and measures what comes in for whoever wants to know. */
import type { Connections } from "./connections";
import type { IceServers } from "./ice-servers";
import { onOtherNetwork } from "./page";
import type { PeerLink } from "./peer-link";
import type { People, Person } from "./people.svelte";
import { measure, sampleFrom, type Measured, type Sample } from "./quality";
import { isHealthy, nextRepair, type LinkFacts } from "./reconnect";

/** How it is with one person, over the last two seconds. */
export interface Measurement {
  person: Person;
  measured: Measured;
}

interface Health {
  sample: Sample | null;
  bytes: number;
  /** What was played last, as one number that changes with every packet. */
  played: number;
  heardAt: number;
  /** Stays until a repair took it up. */
  networkChanged: boolean;
}

interface Surroundings {
  connections: Connections;
  people: People;
  ice: IceServers;
  /** Without the socket no offer arrives. */
  canNegotiate: () => boolean;
}

const repairEvery = 250;
const sampleEvery = 1000;

export class MediaWatch {
  readonly #around: Surroundings;
  readonly #health = new WeakMap<PeerLink, Health>();
  readonly #listeners = new Set<(round: Measurement[]) => void>();
  #samples = 0;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Every two seconds, everybody whose connection counts. Gives back how to stop listening. */
  onMeasured(hear: (round: Measurement[]) => void): () => void {
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** Gives back how to stop. */
  start(): () => void {
    const repairing = setInterval(() => this.#repair(), repairEvery);
    const sampling = setInterval(() => void this.#sample(), sampleEvery);
    const forgetNetwork = onOtherNetwork(() => {
      for (const link of this.#around.connections) this.#of(link).networkChanged = true;
    });
    return () => {
      clearInterval(repairing);
      clearInterval(sampling);
      forgetNetwork();
    };
  }

  #of(link: PeerLink): Health {
    const known = this.#health.get(link);
    if (known) return known;
    const fresh = {
      sample: null,
      bytes: 0,
      played: 0,
      heardAt: performance.now(),
      networkChanged: false,
    };
    this.#health.set(link, fresh);
    return fresh;
  }

  #repair(): void {
    const { connections, canNegotiate } = this.#around;
    if (!canNegotiate()) return;
    for (const link of connections) {
      const health = this.#of(link);
      const played = playedOf(link.connection);
      if (played !== health.played) health.heardAt = performance.now();
      health.played = played;
      const facts = this.#factsOf(link, health);
      if (isHealthy(facts)) link.attempts = 0;
      const repair = nextRepair(facts);
      if (!repair) continue;
      link.repair(repair, health.networkChanged ? "network" : "no-media");
      health.networkChanged = false;
    }
    // A connection that we closed ourselves says nothing of it.
    connections.show();
  }

  #factsOf(link: PeerLink, { heardAt, networkChanged }: Health): LinkFacts {
    const now = performance.now();
    return {
      connection: link.connection.connectionState,
      ice: link.connection.iceConnectionState,
      connectionFor: now - link.stateSince,
      stableFor: link.stableSince === null ? 0 : now - link.stableSince,
      silentFor: link.isRecorder ? 0 : now - Math.max(heardAt, link.stateSince),
      sinceAttempt: now - link.attemptAt,
      attempts: link.attempts,
      networkChanged,
      peerAway: this.#around.people.find(link.participant)?.away ?? null,
      hasRelay: this.#around.ice.current.length > 0,
    };
  }

  /** Bytes every second, for a browser that does not tell what it plays; a verdict over two, or it would jump about. */
  async #sample(): Promise<void> {
    this.#samples += 1;
    const isRound = this.#samples % 2 === 0;
    const round: Measurement[] = [];
    for (const link of this.#around.connections) {
      if (link.connection.connectionState === "closed" || link.isRecorder) continue;
      const health = this.#of(link);
      const sample = sampleFrom(await link.connection.getStats(), performance.now());
      if (sample.bytesReceived !== health.bytes) health.heardAt = sample.at;
      health.bytes = sample.bytesReceived;
      if (!isRound) continue;
      const person = this.#around.people.find(link.participant);
      if (person && health.sample && sample.packetsReceived >= health.sample.packetsReceived) {
        round.push({ person, measured: measure(health.sample, sample) });
      }
      health.sample = sample;
    }
    if (round.length > 0) for (const hear of this.#listeners) hear(round);
  }
}

/** Costs next to nothing, unlike `getStats`: that is why it may be asked four times a second. */
function playedOf(connection: RTCPeerConnection): number {
  let sum = 0;
  for (const receiver of connection.getReceivers()) {
    for (const source of receiver.getSynchronizationSources()) sum += source.rtpTimestamp;
  }
  return sum;
}
