import { expect, test } from "vitest";

import type { PeerInfo } from "./messages";
import { Listeners, type Messenger } from "./messenger";
import { People } from "./people.svelte";

const tom: PeerInfo = {
  participant: "tom",
  role: "technician",
  name: "Tom Bakker",
  youOffer: false,
  epoch: 0,
  away: null,
  media: null,
};

function inCallWithTom(): { people: People; heard: Listeners } {
  const heard = new Listeners();
  const messenger: Messenger = {
    on: (type, hear) => heard.on(type, hear),
    send: () => undefined,
    tell: () => undefined,
  };
  const people = new People(messenger);
  heard.hear({ type: "peer-joined", peer: tom, seq: 1 });
  return { people, heard };
}

const recorder: PeerInfo = { ...tom, participant: "recorder-1", role: "recorder", name: "" };

test("a recorder is known to the connections and shown to nobody", () => {
  const { people, heard } = inCallWithTom();
  heard.hear({ type: "peer-joined", peer: recorder, seq: 2 });
  expect(people.list.map((each) => each.participant)).toEqual(["tom"]);
  expect(people.find("recorder-1")?.role).toBe("recorder");
  heard.hear({ type: "peer-left", participant: "recorder-1", reason: "bye", seq: 3 });
  expect(people.find("recorder-1")).toBeUndefined();
  expect(whoLeft(people)).toEqual([]);
});

function whoLeft(people: People): string[] {
  return people.left.map((person) => person.participant);
}

test.each([
  ["bye", ["tom"]],
  ["gone", []],
  ["replaced", []],
] as const)("leaving as %s", (reason, left) => {
  const { people, heard } = inCallWithTom();
  heard.hear({ type: "peer-left", participant: "tom", reason, seq: 2 });
  expect(whoLeft(people)).toEqual(left);
});

test.each([
  ["ended", ["tom"]],
  ["cancelled", []],
])("a room that is over because of %s, without a goodbye", (reason, left) => {
  const { people, heard } = inCallWithTom();
  heard.hear({ type: "room-ended", reason, seq: 2 });
  expect(whoLeft(people)).toEqual(left);
});

test("a goodbye and then the end of the room is one goodbye", () => {
  const { people, heard } = inCallWithTom();
  heard.hear({ type: "peer-left", participant: "tom", reason: "bye", seq: 2 });
  heard.hear({ type: "room-ended", reason: "ended", seq: 3 });
  expect(whoLeft(people)).toEqual(["tom"]);
});
