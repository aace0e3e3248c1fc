import { beforeEach, expect, test } from "vitest";

import { DirectChannel } from "./direct-channel";

/** The edge: one end of a data channel, by hand. */
class FakeChannel {
  readyState = "connecting";
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;

  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }

  open(): void {
    this.readyState = "open";
    this.onopen?.();
  }
}

interface Lamp {
  torch: { on: boolean };
}

let channel: DirectChannel<Lamp>;
let heard: unknown[];
let rosa: FakeChannel;

function openedOn(participant: string): FakeChannel {
  const made = new FakeChannel();
  const connection = { createDataChannel: () => made } as unknown as RTCPeerConnection;
  channel.openOn(connection, participant);
  return made;
}

beforeEach(() => {
  heard = [];
  channel = new DirectChannel<Lamp>({ label: "controls", id: 0 });
  channel.on(
    "torch",
    ({ on }) => (typeof on === "boolean" ? { on } : null),
    ({ on }, from) => heard.push([from, on]),
  );
  rosa = openedOn("rosa");
});

test("what its reader recognises is heard, with who said it", () => {
  rosa.onmessage?.({ data: '{"type":"torch","on":true,"newer":1}' });

  expect(heard).toEqual([["rosa", true]]);
});

test.each([
  ["no JSON", "{"],
  ["no object", "null"],
  ["a list", '[{"type":"torch","on":true}]'],
  ["no type", '{"on":true}'],
  ["a type that is no word", '{"type":{},"on":true}'],
  ["an unknown type", '{"type":"boil","on":true}'],
  ["a type of every object", '{"type":"constructor"}'],
  ["a bent field", '{"type":"torch","on":1}'],
  ["too long", `{"type":"torch","on":true,"pad":"${"x".repeat(5000)}"}`],
  ["bytes", new ArrayBuffer(8)],
])("%s is ignored", (_, data) => {
  rosa.onmessage?.({ data });

  expect(heard).toEqual([]);
});

test("what is said goes to one or to everybody, as far as they are there", () => {
  const carla = openedOn("carla");
  channel.tell({ type: "torch", on: true });
  rosa.open();
  carla.open();
  channel.tell({ type: "torch", on: false });
  channel.tell({ type: "torch", on: true }, "carla");
  channel.forget("carla");
  channel.tell({ type: "torch", on: true });

  const off = { type: "torch", on: false };
  const on = { type: "torch", on: true };
  expect(rosa.sent).toEqual([off, on]);
  expect(carla.sent).toEqual([off, on]);
});

test("who opens is told about once, each by name", () => {
  channel.whenOpen((participant) => heard.push(participant));

  rosa.open();

  expect(heard).toEqual(["rosa"]);
});
