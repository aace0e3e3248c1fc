/** The connections with everybody in the room: made and dropped as people come and go, each with its own negotiation. */
import type { ChannelKind } from "./direct-channel";
import { DirectChannel } from "./direct-channel";
import type { IceServers } from "./ice-servers";
import { recorderRole, type PeerInfo } from "./messages";
import type { Messenger } from "./messenger";
import type { People } from "./people.svelte";
import { PeerLink, type OwnTracks } from "./peer-link";

interface Surroundings {
  messenger: Messenger;
  people: People;
  ice: IceServers;
  tracks: () => OwnTracks;
  /** Bits per second of our picture. */
  videoLimit: number;
}

/**
 * Bits per second of the picture to who looks along, and to a recorder: the tenant sends hers to each of them, over one mobile
 * line that may be paid by the megabyte.
 */
const limits: Record<string, number> = { guest: 500_000, recorder: 700_000 };

type AnyChannel = Pick<DirectChannel<unknown>, "openOn" | "forget">;

export class Connections {
  readonly #around: Surroundings;
  readonly #links = new Map<string, PeerLink>();
  readonly #channels: AnyChannel[] = [];

  constructor(around: Surroundings) {
    this.#around = around;
    const { messenger } = around;
    messenger.on("welcome", ({ peers }) => {
      this.#forgetAbsent();
      // A new session: also whoever we knew gets a fresh connection, and the old one goes when that works.
      for (const peer of peers) this.#meet(peer);
    });
    messenger.on("resumed", ({ peers }) => {
      this.#forgetAbsent();
      for (const peer of peers) if (!this.#links.has(peer.participant)) this.#meet(peer);
    });
    messenger.on("peer-joined", ({ peer }) => this.#meet(peer));
    messenger.on("peer-left", () => this.#forgetAbsent());
    messenger.on("offer", ({ from, epoch, sdp }) => this.#links.get(from)?.hearOffer(epoch, sdp));
    messenger.on("answer", ({ from, epoch, sdp }) => this.#links.get(from)?.hearAnswer(epoch, sdp));
    messenger.on("candidates", ({ from, epoch, candidates }) => {
      this.#links.get(from)?.hearCandidates(epoch, candidates);
    });
    messenger.on("restart-request", ({ from, reason }) => {
      this.#links.get(from)?.hearRestartRequest(reason);
    });
    messenger.on("error", ({ code, epoch }) => {
      // Two restarts crossed: the server's number is the one to go on from.
      if (code === "stale-epoch") for (const link of this) if (link.offers) link.offerAgain(epoch);
    });
  }

  [Symbol.iterator](): Iterator<PeerLink> {
    return this.#links.values();
  }

  openChannel<Messages>(kind: ChannelKind): DirectChannel<Messages> {
    const channel = new DirectChannel<Messages>(kind);
    this.#channels.push(channel);
    for (const link of this) {
      if (!link.isRecorder) channel.openOn(link.connection, link.participant);
    }
    return channel;
  }

  async replaceTracks(): Promise<void> {
    for (const link of this) await link.replaceTracks();
  }

  /** Writes down, with the people, what the connections are now. */
  show(): void {
    for (const link of this) {
      const person = this.#around.people.find(link.participant);
      if (!person) continue;
      if (link.remote.getTracks().length > 0) person.remote = link.remote;
      if (link.connection.connectionState === "connected") {
        person.link = "connected";
        this.#around.people.connectedAt ??= Date.now();
      } else if (person.link === "connected") person.link = "broken";
    }
  }

  close(): void {
    for (const participant of [...this.#links.keys()]) this.#forget(participant);
  }

  #meet(peer: PeerInfo): void {
    const { messenger, ice, tracks, videoLimit } = this.#around;
    const isRecorder = peer.role === recorderRole;
    const around = {
      send: messenger.send.bind(messenger),
      tracks,
      iceServers: () => ice.current,
      freshIceServers: () => ice.refresh(),
      videoLimit: Math.min(videoLimit, limits[peer.role] ?? videoLimit),
      onopen: (connection: RTCPeerConnection) => {
        // What the phones tell each other is not for it.
        if (isRecorder) return;
        for (const channel of this.#channels) channel.openOn(connection, peer.participant);
      },
      onchange: () => this.show(),
    };
    const predecessor = this.#links.get(peer.participant);
    this.#links.set(peer.participant, new PeerLink(peer, around, predecessor));
    this.show();
  }

  #forgetAbsent(): void {
    for (const participant of [...this.#links.keys()]) {
      if (!this.#around.people.find(participant)) this.#forget(participant);
    }
  }

  #forget(participant: string): void {
    this.#links.get(participant)?.close();
    this.#links.delete(participant);
    for (const channel of this.#channels) channel.forget(participant);
  }
}
