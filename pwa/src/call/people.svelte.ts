/** Who else is in the room, and how it stands with each. The connections fill in what is seen and heard of them. */
import { recorderRole, type MediaState, type PeerInfo, type Resumed } from "./messages";
import type { Messenger } from "./messenger";
import type { Fault } from "./quality";

export class Person {
  readonly participant: string;
  readonly role: string;
  readonly name: string;
  away = $state<PeerInfo["away"]>(null);
  awaySince = $state(0);
  /** What they said of their microphone and camera. */
  media = $state.raw<MediaState | null>(null);
  /** The media between us, not the socket. */
  link = $state<"connecting" | "connected" | "broken">("connecting");
  remote = $state.raw<MediaStream | null>(null);
  /** Whose side it is when the connection with this person is poor. */
  fault = $state<Fault>("none");

  constructor(peer: PeerInfo) {
    this.participant = peer.participant;
    this.role = peer.role;
    this.name = peer.name;
    this.update(peer);
  }

  update(peer: PeerInfo): void {
    this.media = peer.media;
    this.goAway(peer.away);
  }

  goAway(away: PeerInfo["away"]): void {
    if (away === this.away) return;
    this.away = away;
    this.awaySince = Date.now();
  }
}

export class People {
  #everybody = $state.raw<Person[]>([]);
  readonly list = $derived(this.#everybody.filter((each) => each.role !== recorderRole));
  /** Those who said goodbye or ended it for all, as opposed to dropping out. */
  left = $state.raw<Person[]>([]);
  /** When the first of them was seen or heard. */
  connectedAt = $state<number | null>(null);

  constructor(messenger: Messenger) {
    messenger.on("welcome", ({ peers }) => {
      this.#keepOnly(peers);
      for (const peer of peers) this.#meet(peer);
    });
    messenger.on("resumed", (message) => this.#resume(message));
    messenger.on("peer-joined", ({ peer }) => this.#meet(peer));
    messenger.on("peer-away", (message) => {
      this.find(message.participant)?.goAway(message.because);
    });
    messenger.on("peer-back", ({ participant }) => this.find(participant)?.goAway(null));
    messenger.on("peer-left", ({ participant, reason }) => {
      const person = this.find(participant);
      // Replaced: the same person comes in again at once.
      if (!person || reason === "replaced") return;
      this.#forget(participant);
      if (reason === "bye" && person.role !== recorderRole) this.left = [...this.left, person];
    });
    // Hung up too: the goodbye itself may have been lost, or comes second.
    messenger.on("room-ended", ({ reason }) => {
      if (reason === "ended") this.left = [...this.left, ...this.list];
    });
    messenger.on("media", ({ from, microphone, camera, torch, facing }) => {
      const person = this.find(from);
      if (person) person.media = { microphone, camera, torch, ...(facing ? { facing } : {}) };
    });
  }

  find(participant: string): Person | undefined {
    return this.#everybody.find((each) => each.participant === participant);
  }

  clear(): void {
    this.#everybody = [];
  }

  /** Somebody who comes in afresh keeps the last picture until the new one is there. */
  #meet(peer: PeerInfo): void {
    this.left = this.left.filter((each) => each.participant !== peer.participant);
    const known = this.find(peer.participant);
    if (known) known.update(peer);
    else this.#everybody = [...this.#everybody, new Person(peer)];
  }

  #resume({ peers, lost }: Resumed): void {
    for (const peer of peers) this.#meet(peer);
    if (lost > 0) this.#keepOnly(peers);
  }

  #keepOnly(peers: PeerInfo[]): void {
    const present = new Set(peers.map((peer) => peer.participant));
    this.#everybody = this.#everybody.filter((each) => present.has(each.participant));
  }

  #forget(participant: string): void {
    this.#everybody = this.#everybody.filter((each) => each.participant !== participant);
  }
}
