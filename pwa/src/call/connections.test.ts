import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Connections } from "./connections";
import { IceServers } from "./ice-servers";
import type { Heard, Lasting, PeerInfo } from "./messages";
import { Listeners, type Messenger } from "./messenger";
import { People } from "./people.svelte";

/** The edge: as much of a browser's connection as an offer needs. */
class FakeConnection {
  static all: FakeConnection[] = [];
  connectionState = "new";
  signalingState = "stable";
  localDescription = { sdp: "ours" };
  channels: string[] = [];
  ontrack: ((event: { track: object }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  #transceivers: object[] = [];

  constructor() {
    FakeConnection.all.push(this);
  }

  createDataChannel(label: string): object {
    this.channels.push(label);
    return {};
  }

  addTransceiver(): void {
    this.#transceivers.push({});
  }

  getTransceivers(): object[] {
    return this.#transceivers;
  }

  getReceivers(): object[] {
    return [];
  }

  setLocalDescription(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.connectionState = "closed";
  }

  connect(track: object): void {
    this.connectionState = "connected";
    this.ontrack?.({ track });
    this.onconnectionstatechange?.();
  }
}

class FakeStream {
  readonly #tracks: object[];

  constructor(tracks: object[] = []) {
    this.#tracks = tracks;
  }

  getTracks(): object[] {
    return this.#tracks;
  }
}

const rosa: PeerInfo = {
  participant: "rosa",
  role: "tenant",
  name: "Rosa de Wit",
  youOffer: true,
  epoch: 0,
  away: null,
  media: null,
};
const carla: PeerInfo = { ...rosa, participant: "carla", role: "technician", name: "Carla" };
const welcome = (peers: PeerInfo[]): Heard => ({
  type: "welcome",
  room: "r",
  session: "s",
  resumeKey: "k",
  participant: "tom",
  role: "technician",
  peers,
  pingSeconds: 10,
  iceServers: [],
  iceExpiresAt: null,
});

let listeners: Listeners;
let sent: Lasting[];
let people: People;
let connections: Connections;

beforeEach(() => {
  FakeConnection.all = [];
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("MediaStream", FakeStream);
  listeners = new Listeners();
  sent = [];
  const messenger: Messenger = {
    on: (type, hear) => listeners.on(type, hear),
    send: (message) => sent.push(message),
    tell: () => undefined,
  };
  const ice = new IceServers(messenger);
  people = new People(messenger);
  const tracks = (): { microphone: null; camera: null } => ({ microphone: null, camera: null });
  connections = new Connections({ messenger, people, ice, tracks, videoLimit: 1 });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function offersTo(): (string | undefined)[] {
  return sent.flatMap((message) => (message.type === "offer" ? [message.to] : []));
}

test("each newcomer is offered to only as the server says", async () => {
  listeners.hear(welcome([rosa]));
  listeners.hear({ type: "peer-joined", seq: 1, peer: { ...carla, youOffer: false } });
  listeners.hear({ type: "peer-joined", seq: 2, peer: { ...rosa, participant: "neighbour" } });

  await vi.waitFor(() => expect(offersTo()).toEqual(["rosa", "neighbour"]));
  expect(FakeConnection.all).toHaveLength(3);
});

test("everybody has a picture and a connection of their own", () => {
  listeners.hear(welcome([rosa, carla]));
  const [toRosa, toCarla] = FakeConnection.all;

  toRosa?.connect({ of: "rosa" });

  expect(people.list.map((each) => each.link)).toEqual(["connected", "connecting"]);
  expect(people.find("rosa")?.remote?.getTracks()).toEqual([{ of: "rosa" }]);
  toCarla?.connect({ of: "carla" });
  expect(people.find("carla")?.remote?.getTracks()).toEqual([{ of: "carla" }]);
  expect(people.find("rosa")?.remote?.getTracks()).toEqual([{ of: "rosa" }]);
});

test("one who leaves takes only their own connection along", () => {
  listeners.hear(welcome([rosa, carla]));

  listeners.hear({ type: "peer-left", seq: 1, participant: "carla", reason: "bye" });

  expect(FakeConnection.all.map((each) => each.connectionState)).toEqual(["new", "closed"]);
  expect(people.list.map((each) => each.participant)).toEqual(["rosa"]);
  expect(people.left.map((each) => each.participant)).toEqual(["carla"]);
});

test("one who comes in afresh keeps the last picture until the new one is there", () => {
  listeners.hear(welcome([rosa]));
  FakeConnection.all[0]?.connect({ of: "rosa" });

  listeners.hear({ type: "peer-left", seq: 1, participant: "rosa", reason: "replaced" });
  listeners.hear({ type: "peer-joined", seq: 2, peer: rosa });

  expect(people.find("rosa")?.link).toBe("broken");
  expect(people.find("rosa")?.remote?.getTracks()).toEqual([{ of: "rosa" }]);
  expect(FakeConnection.all.map((each) => each.connectionState)).toEqual(["connected", "new"]);
});

test("a channel is on every connection, whoever came first", () => {
  connections.openChannel({ label: "early", id: 0 });
  listeners.hear(welcome([rosa]));
  connections.openChannel({ label: "late", id: 1 });
  listeners.hear({ type: "peer-joined", seq: 1, peer: carla });

  expect(FakeConnection.all.map((each) => each.channels)).toEqual([
    ["early", "late"],
    ["early", "late"],
  ]);
});

test("a part that fails on a message does not keep it from the others", () => {
  const raised = vi.fn();
  vi.stubGlobal("queueMicrotask", (raise: () => void) => raised(raise));
  const heard = vi.fn();
  listeners.on("peer-back", () => {
    throw new Error("chat is broken");
  });
  listeners.on("peer-back", heard);

  listeners.hear({ type: "peer-back", seq: 1, participant: "rosa" });

  expect(heard).toHaveBeenCalledOnce();
  expect(raised).toHaveBeenCalledOnce();
});

test("a recorder is connected, and hears nothing of what the phones tell each other", async () => {
  connections.openChannel({ label: "controls", id: 0 });
  listeners.hear(welcome([rosa, { ...rosa, participant: "recorder-1", role: "recorder" }]));
  connections.openChannel({ label: "annotations", id: 1 });
  await vi.waitFor(() => expect(offersTo()).toEqual(["rosa", "recorder-1"]));
  const [withRosa, withRecorder] = FakeConnection.all;
  expect(withRosa?.channels).toEqual(["controls", "annotations"]);
  expect(withRecorder?.channels).toEqual([]);
});

test("a recorder knows no restart of ICE: its connection is made anew", async () => {
  listeners.hear(welcome([{ ...rosa, participant: "recorder-1", role: "recorder" }]));
  await vi.waitFor(() => expect(offersTo()).toHaveLength(1));
  const [link] = connections;
  link?.repair("restart", "network");
  await vi.waitFor(() => {
    listeners.hear({ type: "ice-servers", iceServers: [], iceExpiresAt: null });
    expect(FakeConnection.all).toHaveLength(2);
  });
});
