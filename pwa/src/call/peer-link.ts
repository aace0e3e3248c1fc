/**
 * The connection with one other person: one RTCPeerConnection at a time, offers and answers in order, repairs. One side
 * always offers (the server says which); the other answers, and asks when its media breaks. Knows nothing of screens.
 */
import { Epochs } from "./epochs";
import { recorderRole, type CandidateInfo, type Lasting, type PeerInfo } from "./messages";
import type { Repair } from "./reconnect";

export interface OwnTracks {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
}

export interface LinkSurroundings {
  send: (message: Lasting) => void;
  /** What we let the other see and hear now. */
  tracks: () => OwnTracks;
  iceServers: () => RTCIceServer[];
  /** Asks for credentials that live on; falls back on the present ones. */
  freshIceServers: () => Promise<RTCIceServer[]>;
  videoLimit: number;
  /** Before anything is negotiated: for the data channels. */
  onopen: (connection: RTCPeerConnection) => void;
  onchange: () => void;
}

const candidatesWait = 50;
const candidatesTogether = 50;
const restartsApart = 5000;

export class PeerLink {
  readonly participant: string;
  readonly offers: boolean;
  /** Takes in and gives nothing back. */
  readonly isRecorder: boolean;
  connection: RTCPeerConnection;
  /** What arrives from the other. Replaced when a new connection brings the first track. */
  remote = new MediaStream();
  stableSince: number | null = null;
  stateSince = performance.now();
  attemptAt = performance.now();
  attempts = 0;

  readonly #around: LinkSurroundings;
  readonly #epochs: Epochs;
  #queue: Promise<void> = Promise.resolve();
  #previous: RTCPeerConnection | null = null;
  // Never: on a page opened a second ago, 0 would count as a moment ago.
  #askedAt = -Infinity;
  #origin: string | null = null;
  #found: CandidateInfo[] = [];
  #foundTimer: ReturnType<typeof setTimeout> | undefined;
  #foundSentAt = -Infinity;
  #isClosed = false;

  /** The predecessor keeps its picture until this one works. */
  constructor(peer: PeerInfo, around: LinkSurroundings, predecessor?: PeerLink) {
    if (predecessor) {
      this.#previous = predecessor.#handOver();
      this.remote = predecessor.remote;
    }
    this.participant = peer.participant;
    this.offers = peer.youOffer;
    this.isRecorder = peer.role === recorderRole;
    this.#around = around;
    this.#epochs = new Epochs(peer.epoch);
    this.connection = this.#open("all");
    if (this.offers) this.#inOrder(() => this.#offer());
  }

  hearOffer(epoch: number, sdp: string): void {
    this.#inOrder(async () => {
      // Candidates found so far belong to the epoch that ends here.
      this.#sendFound();
      if (!this.#epochs.takesOffer(epoch)) return;
      const origin = originOf(sdp);
      // Another origin is another connection on their side: ours belongs to the old one.
      const isOther = this.#origin !== null && this.#origin !== origin;
      if (isOther || this.connection.signalingState === "closed") this.#renew("all");
      this.#origin = origin;
      await this.connection.setRemoteDescription({ type: "offer", sdp });
      // Only now: its lines are the ones to fill.
      for (const each of this.connection.getTransceivers()) each.direction = "sendrecv";
      await this.#putTracks();
      await this.#add(this.#epochs.described(epoch));
      await this.connection.setLocalDescription();
      this.#around.send({ type: "answer", to: this.participant, epoch, sdp: this.#localSdp() });
      await this.#limitVideo();
    });
  }

  hearAnswer(epoch: number, sdp: string): void {
    this.#inOrder(async () => {
      if (!this.#epochs.takesAnswer(epoch)) return;
      if (this.connection.signalingState !== "have-local-offer") return;
      await this.connection.setRemoteDescription({ type: "answer", sdp });
      await this.#add(this.#epochs.described(epoch));
      await this.#limitVideo();
    });
  }

  hearCandidates(epoch: number, candidates: CandidateInfo[]): void {
    this.#inOrder(() => this.#add(this.#epochs.candidates(epoch, candidates)));
  }

  /** The other side noticed that its media broke. */
  hearRestartRequest(reason?: string): void {
    if (performance.now() - this.#askedAt < restartsApart) return;
    this.#askedAt = performance.now();
    this.repair(reason === "rebuild" ? "rebuild" : "restart", "asked");
  }

  /** The server knows a higher epoch than we do. */
  offerAgain(epoch = 0): void {
    this.#inOrder(() => this.#offer(epoch));
  }

  /** Brings media back. Whoever does not offer asks the other, who then decides how. */
  repair(how: Repair, reason: string): void {
    this.attempts += 1;
    this.attemptAt = performance.now();
    if (!this.offers) {
      if (how === "relay") this.connection.setConfiguration(this.#configuration("relay"));
      this.#ask(how === "rebuild" ? "rebuild" : reason);
      return;
    }
    this.#inOrder(async () => {
      const servers = await this.#around.freshIceServers();
      const policy = how === "relay" && !this.isRecorder ? "relay" : "all";
      // A recorder knows no restart of ICE.
      if (how === "rebuild" || this.isRecorder || this.connection.connectionState === "closed")
        this.#renew(policy);
      else {
        this.connection.setConfiguration({ ...this.#configuration(policy), iceServers: servers });
        this.connection.restartIce();
      }
      await this.#offer();
    });
  }

  /** Puts the present microphone and camera in the place of the earlier ones, without a new negotiation. */
  async replaceTracks(): Promise<void> {
    await this.#putTracks();
    await this.#limitVideo();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#foundTimer);
    this.connection.close();
    this.#previous?.close();
  }

  #handOver(): RTCPeerConnection {
    this.#isClosed = true;
    clearTimeout(this.#foundTimer);
    this.#previous?.close();
    return this.connection;
  }

  #ask(reason: string): void {
    this.#around.send({ type: "restart-request", to: this.participant, reason });
  }

  #configuration(policy: RTCIceTransportPolicy): RTCConfiguration {
    return {
      iceServers: this.#around.iceServers(),
      iceTransportPolicy: policy,
      bundlePolicy: "max-bundle",
    };
  }

  #open(policy: RTCIceTransportPolicy): RTCPeerConnection {
    const connection = new RTCPeerConnection(this.#configuration(policy));
    connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate && connection === this.connection) this.#foundOne(candidate);
    };
    connection.ontrack = ({ track }) => this.#arrived(connection, track);
    connection.onconnectionstatechange = () => this.#stateChanged(connection);
    connection.onsignalingstatechange = () => {
      if (connection !== this.connection) return;
      const isStable = connection.signalingState === "stable";
      this.stableSince = isStable ? performance.now() : null;
    };
    this.#around.onopen(connection);
    this.stableSince = null;
    this.stateSince = this.attemptAt = performance.now();
    return connection;
  }

  /** The old connection keeps its picture until the new one works. */
  #renew(policy: RTCIceTransportPolicy): void {
    this.#previous?.close();
    this.#previous = this.connection;
    this.#found = [];
    this.connection = this.#open(policy);
    this.#origin = null;
  }

  async #offer(atLeast = 0): Promise<void> {
    if (this.connection.getTransceivers().length === 0) {
      const { microphone, camera } = this.#around.tracks();
      // Both lines from the start, also without a device: a camera that comes later then needs no negotiation.
      this.connection.addTransceiver(microphone ?? "audio", { direction: "sendrecv" });
      this.connection.addTransceiver(camera ?? "video", { direction: "sendrecv" });
    }
    this.#sendFound();
    const epoch = this.#epochs.next(atLeast);
    await this.connection.setLocalDescription();
    this.#around.send({ type: "offer", to: this.participant, epoch, sdp: this.#localSdp() });
  }

  async #putTracks(): Promise<void> {
    const { microphone, camera } = this.#around.tracks();
    const put = this.connection.getTransceivers().map(({ receiver, sender }) => {
      return sender.replaceTrack(receiver.track.kind === "audio" ? microphone : camera);
    });
    await Promise.all(put);
  }

  async #limitVideo(): Promise<void> {
    for (const sender of this.connection.getSenders()) {
      if (sender.track?.kind !== "video") continue;
      const parameters = sender.getParameters();
      if (parameters.encodings.length === 0) continue;
      for (const encoding of parameters.encodings) encoding.maxBitrate = this.#around.videoLimit;
      // A technician reads a type plate: sharp and slow is worth more than smooth and vague.
      Object.assign(parameters, { degradationPreference: "maintain-resolution" });
      await unlessBrowserRefuses(sender.setParameters(parameters));
    }
  }

  async #add(candidates: CandidateInfo[]): Promise<void> {
    for (const candidate of candidates) {
      // One of a way that is already closed again is refused; the others still count.
      if (candidate.candidate)
        await unlessBrowserRefuses(this.connection.addIceCandidate(candidate));
    }
  }

  #foundOne(candidate: RTCIceCandidate): void {
    this.#found.push({
      candidate: candidate.candidate,
      sdpMid: candidate.sdpMid,
      sdpMLineIndex: candidate.sdpMLineIndex,
      ...(candidate.usernameFragment ? { usernameFragment: candidate.usernameFragment } : {}),
    });
    if (this.#found.length >= candidatesTogether) this.#sendFound();
    else if (this.#found.length === 1) {
      // The first is on its way at once, and often is enough; those soon after it travel together.
      const pause = this.#foundSentAt + candidatesWait - performance.now();
      this.#foundTimer = setTimeout(() => this.#sendFound(), Math.max(0, pause));
    }
  }

  #sendFound(): void {
    clearTimeout(this.#foundTimer);
    const candidates = this.#found;
    this.#found = [];
    if (candidates.length === 0 || this.#isClosed) return;
    this.#foundSentAt = performance.now();
    const epoch = this.#epochs.current;
    this.#around.send({ type: "candidates", to: this.participant, epoch, candidates });
  }

  #arrived(connection: RTCPeerConnection, track: MediaStreamTrack): void {
    if (connection !== this.connection) return;
    const ofThisConnection = new Set(connection.getReceivers().map((receiver) => receiver.track));
    const kept = this.remote.getTracks().filter((each) => ofThisConnection.has(each));
    this.remote = new MediaStream([...kept, track]);
    this.#around.onchange();
  }

  #stateChanged(connection: RTCPeerConnection): void {
    if (connection !== this.connection) return;
    this.stateSince = performance.now();
    if (connection.connectionState === "connected") {
      this.#previous?.close();
      this.#previous = null;
    }
    this.#around.onchange();
  }

  #localSdp(): string {
    return this.connection.localDescription?.sdp ?? "";
  }

  /** One step at a time: two negotiations through each other leave a connection that never connects. */
  #inOrder(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#isClosed) return;
      try {
        await step();
      } catch (error) {
        // A connection that cannot be negotiated is not repaired but replaced, by whoever watches `connectionState`.
        if (!(error instanceof DOMException)) throw error;
        this.connection.close();
        this.#around.onchange();
      }
    });
  }
}

async function unlessBrowserRefuses(wish: Promise<void>): Promise<void> {
  try {
    await wish;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The session number of an SDP: the same for every offer of one RTCPeerConnection, different for another one. */
function originOf(sdp: string): string {
  return /^o=\S+ (\S+)/m.exec(sdp)?.[1] ?? "";
}
