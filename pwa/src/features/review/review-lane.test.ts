import { beforeEach, expect, test, vi } from "vitest";

import type { Api } from "../../api/client";
import { Offline } from "../../api/problem";
import type { ReviewItem } from "../../api/wire";
import type { Mark } from "../../call/marks";
import { coordinatorTexts } from "../../text/coordinator";
import { speak } from "../../text/current";
import { Live } from "../live/live.svelte";
import { ReviewLane, saidWords } from "./review-lane.svelte";

const item = (id: string) =>
  ({
    photo: { id, thumbnailUrl: `/${id}`, verdict: "pending" },
    job: { title: "Kraan druppelt", technicianName: "Tom", requestId: "r" },
  }) as ReviewItem;

const aPage = (ids: string[]) => ({
  items: ids.map(item),
  nextCursor: null,
  counts: { waiting: ids.length, late: 0 },
  choices: { technicians: [], slots: [], tags: [] },
  onPhones: [],
});

async function openLane(...ids: string[]) {
  const get = vi.fn(() => Promise.resolve(aPage(ids)));
  const post = vi.fn((): Promise<unknown> => Promise.resolve({}));
  const lane = new ReviewLane({ get, post } as unknown as Api, new Live());
  await lane.load();
  return { lane, get, post };
}

const waiting = (lane: ReviewLane) => lane.items?.map((each) => each.photo.id);

beforeEach(async () => {
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", coordinatorTexts);
});

test("a verdict makes place for the next photo before the server has answered", async () => {
  const { lane, post } = await openLane("a", "b");
  const judged = lane.accept();
  expect(waiting(lane)).toEqual(["b"]);
  expect(lane.selectedId).toBe("b");
  await judged;
  expect(post).toHaveBeenCalledWith("/api/photos/a/accept", {});
});

test("an older answer does not bring a judged photo back", async () => {
  const { lane } = await openLane("a", "b");
  await lane.accept();
  await lane.load();
  expect(waiting(lane)).toEqual(["b"]);
});

test("the last acceptance is taken back by a judgement with a reason, and the photo is there again", async () => {
  const { lane, post } = await openLane("a", "b");
  await lane.accept();
  await lane.undo();
  expect(post).toHaveBeenLastCalledWith("/api/photos/a/reconsider", {
    because: "Vergissing, meteen teruggedraaid",
  });
  expect(waiting(lane)).toEqual(["a", "b"]);
  expect(lane.selectedId).toBe("a");
  expect(lane.canUndo).toBe(false);
});

test("taking back means the last key, also when its answer is still under way", async () => {
  const { lane, post } = await openLane("a", "b", "c");
  await lane.accept();
  let answer = (): void => undefined;
  post.mockReturnValueOnce(new Promise((resolve) => (answer = () => resolve({}))));
  const second = lane.accept();
  const undone = lane.undo();
  expect(post).toHaveBeenLastCalledWith("/api/photos/b/accept", {});
  answer();
  await Promise.all([second, undone]);
  expect(post).toHaveBeenLastCalledWith("/api/photos/b/reconsider", expect.anything());

  post.mockRejectedValueOnce(new Offline("no network"));
  const refused = lane.accept();
  await Promise.all([lane.undo(), refused]);
  expect(post).toHaveBeenCalledTimes(4);
  expect(lane.canUndo).toBe(true);
});

test("those that were chosen are accepted as one request, and come back together", async () => {
  const { lane, post } = await openLane("a", "b", "c");
  for (const item of lane.items ?? []) if (item.photo.id !== "b") lane.picked.toggle(item);
  post.mockRejectedValueOnce(new Offline("no network"));
  await lane.acceptPicked();
  expect(waiting(lane)).toEqual(["a", "b", "c"]);
  for (const item of lane.items ?? []) if (item.photo.id !== "b") lane.picked.toggle(item);
  await lane.acceptPicked();
  expect(post).toHaveBeenLastCalledWith("/api/photos/accept", { photos: ["a", "c"] });
  expect(waiting(lane)).toEqual(["b"]);
  expect(lane.picked.ids.size).toBe(0);
});

test("a photo whose verdict could not be sent comes back, with the reason", async () => {
  const { lane, post } = await openLane("a", "b");
  post.mockRejectedValueOnce(new Offline("no network"));
  await lane.sendBack("too_dark", "", []);
  expect(waiting(lane)).toEqual(["a", "b"]);
  expect(lane.selectedId).toBe("a");
  expect(lane.problem).toBeInstanceOf(Offline);
  expect(lane.said).toBeNull();
});

test("what happened is told with the reason and the person", async () => {
  const { lane, post } = await openLane("a");
  const marks: Mark[] = [{ markId: "m", kind: "arrow", points: [0, 0, 1, 1] }];
  await lane.sendBack("too_dark", "lamp aan", marks);
  const body = { reason: "too_dark", note: "lamp aan", marks };
  expect(post).toHaveBeenCalledWith("/api/photos/a/send-back", body);
  expect(lane.said && saidWords(lane.said)).toBe("Terug naar Tom: te donker");
});
