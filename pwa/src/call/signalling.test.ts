import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Heard } from "./messages";
import { SignallingClient } from "./signalling";

/** The edge: what a browser's WebSocket does, by hand. */
class FakeSocket {
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  hear(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  drop(code = 1006): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  get types(): unknown[] {
    return this.sent.map((message) => message["type"]);
  }
}

const welcome = {
  type: "welcome",
  room: "r",
  session: "s",
  resumeKey: "first",
  participant: "tom",
  role: "technician",
  peers: [],
  iceServers: [],
  iceExpiresAt: null,
  pingSeconds: 10,
};
const resumed = { ...welcome, type: "resumed", resumeKey: "second", cid: 0, lost: 0 };

let sockets: FakeSocket[];
let heard: Heard[];
let states: string[];
let wake: () => void;
let isVisible: boolean;
let tokens: number;
let client: SignallingClient;
/** Answers in the place of the application, when a test says so. */
let giveToken: Later | null;

interface Later {
  token: Promise<string>;
  now: (token: string) => void;
  fail: (error: Error) => void;
}

function later(): Later {
  const given: Partial<Later> = {};
  const token = new Promise<string>((resolve, reject) => {
    given.now = resolve;
    given.fail = reject;
  });
  return { token, ...given } as Later;
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  heard = [];
  states = [];
  isVisible = true;
  tokens = 0;
  giveToken = null;
  client = new SignallingClient({
    url: "wss://here/signalling",
    token: () => giveToken?.token ?? Promise.resolve(`token-${++tokens}`),
    onmessage: (message) => heard.push(message),
    onstate: (state) => states.push(state),
    random: () => 0,
    socket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    page: {
      isVisible: () => isVisible,
      onWake: (callback) => {
        wake = callback;
        return () => undefined;
      },
    },
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const last = (): FakeSocket => sockets.at(-1) as FakeSocket;

async function connect(): Promise<FakeSocket> {
  client.start();
  await vi.advanceTimersByTimeAsync(0);
  last().open();
  last().hear(welcome);
  return last();
}

async function reconnect(answer: object = resumed): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(0);
  last().open();
  last().hear(answer);
  return last();
}

test("the token travels in the first frame", async () => {
  const socket = await connect();
  expect(socket.sent[0]).toEqual({ type: "hello", version: 1, token: "token-1" });
  expect(states).toEqual(["connected"]);
});

test("the socket opens while the token is under way, and greets once both are there", async () => {
  giveToken = later();
  client.start();
  last().open();
  expect(last().sent).toEqual([]);
  giveToken.now("token-late");
  await vi.advanceTimersByTimeAsync(0);
  expect(last().sent).toEqual([{ type: "hello", version: 1, token: "token-late" }]);
});

test("a socket that was closed because the token took too long is no refusal", async () => {
  giveToken = later();
  client.start();
  for (const pause of [0, 300]) {
    last().open();
    last().drop(4401);
    await vi.advanceTimersByTimeAsync(pause);
  }
  last().open();
  giveToken.now("token-late");
  await vi.advanceTimersByTimeAsync(0);
  expect(last().sent).toEqual([{ type: "hello", version: 1, token: "token-late" }]);
  expect(states).toEqual([]);
});

test("without a token the socket goes too, and both are tried again", async () => {
  giveToken = later();
  client.start();
  giveToken.fail(new Error("no network"));
  giveToken = null;
  await vi.advanceTimersByTimeAsync(0);
  expect(sockets.map((socket) => socket.readyState)).toEqual([3, 0]);
  last().open();
  expect(last().sent).toEqual([{ type: "hello", version: 1, token: "token-1" }]);
});

test("messages sent before the welcome arrive after it, numbered from 1", async () => {
  client.send({ type: "away", hidden: true });
  const socket = await connect();
  expect(socket.sent).toContainEqual({ type: "away", hidden: true, cid: 1 });
});

test("a lost socket is resumed at once, with the last seq and the key of the last answer", async () => {
  const socket = await connect();
  socket.hear({ type: "peer-back", participant: "rosa", seq: 7 });
  socket.drop();
  const second = await reconnect();
  const resume = { room: "r", session: "s", key: "first", seq: 7 };
  expect(second.sent[0]).toMatchObject({ type: "hello", resume });
  second.drop();
  const third = await reconnect({ ...resumed, resumeKey: "third" });
  expect(third.sent[0]).toMatchObject({ resume: { ...resume, key: "second" } });
});

test("what the server did not confirm is sent again, in order and with the same number", async () => {
  const socket = await connect();
  for (const hidden of [true, false, true]) client.send({ type: "away", hidden });
  socket.hear({ type: "acked", cid: 1 });
  socket.drop();
  const second = await reconnect({ ...resumed, cid: 2 });
  const again = second.sent.filter((message) => message["type"] === "away");
  expect(again).toEqual([{ type: "away", hidden: true, cid: 3 }]);
});

test("a refused message counts as arrived", async () => {
  const socket = await connect();
  client.send({ type: "restart-request", to: "gone" });
  socket.hear({ type: "error", code: "unknown-peer", message: "", cid: 1 });
  socket.drop();
  const second = await reconnect();
  expect(second.types).not.toContain("restart-request");
});

test("a new session forgets negotiation and numbers the rest afresh", async () => {
  const socket = await connect();
  client.send({ type: "offer", to: "rosa", epoch: 1, sdp: "v=0" });
  client.send({ type: "still-request", to: "rosa", stillId: "x" });
  socket.drop();
  const second = await reconnect(welcome);
  expect(second.types).not.toContain("offer");
  expect(second.sent).toContainEqual({ type: "still-request", to: "rosa", stillId: "x", cid: 1 });
});

test("a replayed message is heard once", async () => {
  const socket = await connect();
  const left = { type: "peer-left", participant: "rosa", reason: "bye", seq: 3 };
  socket.hear(left);
  socket.hear(left);
  expect(heard.filter((message) => message.type === "peer-left")).toHaveLength(1);
});

test("acknowledges within two seconds, or after sixteen messages", async () => {
  const socket = await connect();
  socket.hear({ type: "peer-back", participant: "rosa", seq: 1 });
  await vi.advanceTimersByTimeAsync(1900);
  expect(socket.sent.at(-1)).toEqual({ type: "ack", seq: 1 });
  socket.hear({ type: "peer-back", participant: "rosa", seq: 17 });
  expect(socket.sent.at(-1)).toEqual({ type: "ack", seq: 17 });
});

test("measures the round trip with its own ping", async () => {
  const socket = await connect();
  const ping = socket.sent.find((message) => message["type"] === "ping");
  await vi.advanceTimersByTimeAsync(80);
  socket.hear({ type: "pong", at: ping?.["at"] });
  expect(client.roundTrip).toBeCloseTo(80, -1);
});

test("a page that comes back and gets no answer in two seconds opens a new socket", async () => {
  const socket = await connect();
  wake();
  expect(socket.types.at(-1)).toBe("ping");
  await vi.advanceTimersByTimeAsync(1990);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(20);
  expect(sockets).toHaveLength(2);
  expect(states).toEqual(["connected", "reconnecting"]);
});

test("keeps trying as long as somebody looks, and waits while nobody does", async () => {
  await connect();
  last().drop();
  for (let attempt = 0; attempt < 20; attempt += 1) {
    await vi.advanceTimersByTimeAsync(8000);
    last().drop();
  }
  expect(sockets.length).toBeGreaterThan(20);
  isVisible = false;
  await vi.advanceTimersByTimeAsync(8000);
  const tried = sockets.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(sockets).toHaveLength(tried);
  isVisible = true;
  wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(sockets).toHaveLength(tried + 1);
});

test("asks for a new token when the old one is refused, once", async () => {
  const socket = await connect();
  socket.drop();
  await vi.advanceTimersByTimeAsync(0);
  last().open();
  last().drop(4401);
  await vi.advanceTimersByTimeAsync(300);
  last().open();
  expect(last().sent[0]).toEqual({ type: "hello", version: 1, token: "token-2" });
  last().drop(4401);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)).toBe("refused");
});

test("does not fight with the tab that took the call, and comes back when asked", async () => {
  const socket = await connect();
  socket.drop(4409);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(1);
  expect(states.at(-1)).toBe("replaced");
  client.comeBack();
  await vi.advanceTimersByTimeAsync(0);
  last().open();
  expect(last().sent[0]).not.toHaveProperty("resume");
});

test("hanging up says bye and stays away", async () => {
  const socket = await connect();
  client.leave("hung-up");
  expect(socket.sent.at(-1)).toEqual({ type: "bye", reason: "hung-up" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets).toHaveLength(1);
});

test("a socket that stays dumb is dropped", async () => {
  await connect();
  await vi.advanceTimersByTimeAsync(40_000);
  expect(sockets.length).toBeGreaterThan(1);
});
