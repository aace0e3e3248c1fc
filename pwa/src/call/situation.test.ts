import { expect, test } from "vitest";

import { isUnderWay, situationOf, type CallFacts } from "./situation";

const talking: CallFacts = {
  signalling: "connected",
  other: { away: null, awaySince: 0, link: "connected" },
  otherLeft: false,
};

test.each<[string, Partial<CallFacts>]>([
  ["talking", {}],
  // The socket may be gone while both go on talking.
  ["talking", { signalling: "reconnecting" }],
  ["connecting", { other: { away: null, awaySince: 0, link: "connecting" } }],
  ["broken", { other: { away: null, awaySince: 0, link: "broken" } }],
  ["talking", { other: { away: "hidden", awaySince: 9000, link: "connected" } }],
  ["hidden", { other: { away: "hidden", awaySince: 7000, link: "connected" } }],
  ["dropped", { other: { away: "connection", awaySince: 7000, link: "broken" } }],
  ["waiting", { other: null }],
  ["entering", { other: null, signalling: "connecting" }],
  ["left", { other: null, otherLeft: true }],
  ["replaced", { signalling: "replaced" }],
  ["ended", { other: null, otherLeft: true, signalling: "ended" }],
])("it is %s when %o", (situation, change) => {
  expect(situationOf({ ...talking, ...change }, 10_000)).toBe(situation);
});

test("there is nothing to mute once the other left or the call went elsewhere", () => {
  expect(isUnderWay("left")).toBe(false);
  expect(isUnderWay("replaced")).toBe(false);
  expect(isUnderWay("waiting")).toBe(true);
});
