import { expect, test, vi } from "vitest";

import type { Api } from "../api/client";
import type { Call } from "./call.svelte";
import { Listeners } from "./messenger";
import { StillsAsked } from "./stills-asked.svelte";

const photo = { state: "confirmed", thumbnailUrl: "/small", screenUrl: "/large" };

function asking(role = "tenant"): {
  stills: StillsAsked;
  heard: Listeners;
  answer: (photo: object) => void;
} {
  const heard = new Listeners();
  let answer: (photo: object) => void = () => undefined;
  const get = (): Promise<object> => new Promise((resolve) => (answer = resolve));
  const people = { find: () => ({ role }) };
  const call = { on: heard.on.bind(heard), people } as unknown as Call;
  const stills = new StillsAsked({ call, api: { get } as unknown as Api, earlier: [] });
  return { stills, heard, answer: (found) => answer(found) };
}

test("a still is here when the server has its picture", async () => {
  const { stills, heard, answer } = asking();
  heard.hear({ type: "still-taken", from: "rosa", stillId: "1", photoId: "p", seq: 1 });
  answer(photo);
  await vi.waitFor(() => expect(stills.list[0]?.state).toBe("here"));
  expect(stills.list[0]?.thumbnailUrl).toBe("/small");
  stills.close();
});

test("what she took back stays so, whatever an older answer says", async () => {
  const { stills, heard, answer } = asking();
  heard.hear({ type: "still-taken", from: "rosa", stillId: "1", photoId: "p", seq: 1 });
  heard.hear({ type: "still-failed", from: "rosa", stillId: "1", reason: "struck", seq: 2 });
  answer(photo);
  await new Promise((resolve) => setTimeout(resolve));
  expect(stills.list[0]).toMatchObject({ state: "failed", reason: "struck", thumbnailUrl: null });
  stills.close();
});

test("a guest sends no pictures for the case", () => {
  const { stills, heard } = asking("guest");
  heard.hear({ type: "still-taken", from: "ahmed", stillId: "1", photoId: "p", seq: 1 });
  expect(stills.list).toEqual([]);
  expect(stills.flashes).toBe(0);
  stills.close();
});
