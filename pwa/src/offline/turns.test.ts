import { describe, expect, test } from "vitest";

import type { OutboxItem } from "./database";
import { turnOf } from "./turns";

const made = (id: string, facts: object): OutboxItem =>
  ({ id, jobId: "job", ...facts }) as unknown as OutboxItem;
const photo = (id: string, beforePhotoId: string | null = null): OutboxItem =>
  made(id, { kind: "photo", announcement: { beforePhotoId, retakeOf: null } });
const comment = (id: string, photoId: string): OutboxItem =>
  made(id, { kind: "comment", photoId, words: "Zo goed?" });
const leave = made("leave", { kind: "leave" });

/** Who goes when these have to rest. */
function next(open: OutboxItem[], ...resting: string[]): string | undefined {
  return turnOf(open, 0, ({ id }) => (resting.includes(id) ? 60 : 0)).item?.id;
}

describe("whose turn it is", () => {
  test("a photo that rests holds up the photo that names it, and neither another nor the leaving", () => {
    expect(next([photo("a"), photo("b", "a")], "a")).toBeUndefined();
    expect(next([photo("a"), photo("b", "a"), photo("c"), leave], "a")).toBe("c");
    expect(next([photo("a"), photo("b", "a"), leave], "a")).toBe("leave");
  });

  test("what comes after arriving waits for it", () => {
    const arrive = made("arrive", { kind: "arrive" });
    expect(next([arrive, photo("a"), leave], "arrive")).toBeUndefined();
    expect(next([arrive, photo("a"), leave])).toBe("arrive");
  });

  test("a comment waits for its photo, and nothing waits for a comment", () => {
    expect(next([photo("a"), comment("words", "a")], "a")).toBeUndefined();
    expect(next([photo("a"), comment("words", "elsewhere")], "a")).toBe("words");
    expect(next([comment("words", "elsewhere"), photo("a")], "words")).toBe("a");
    expect(next([comment("words", "elsewhere"), leave], "words")).toBe("leave");
  });

  test("what is said in a chat keeps its order, and waits for nothing else", () => {
    const say = (id: string, jobId = "job") => made(id, { kind: "say", words: id, jobId });
    expect(next([say("a"), say("b")], "a")).toBeUndefined();
    expect(next([say("a"), say("b", "other")], "a")).toBe("b");
    expect(next([photo("p"), say("a")], "p")).toBe("a");
    expect(next([say("a"), leave], "a")).toBe("leave");
    const show = made("shown", { kind: "show", jobId: "job" });
    expect(next([say("a"), show], "a")).toBeUndefined();
    expect(next([show, say("b")], "shown")).toBeUndefined();
    expect(next([show, leave], "shown")).toBe("leave");
  });

  test("what rests says when it may be tried again", () => {
    expect(turnOf([photo("a")], 0, () => 60)).toEqual({ item: undefined, nextAt: 60 });
  });
});
