import { describe, expect, test } from "vitest";

import type { ReviewItem } from "../../api/wire";
import { keepSelection, nextInLane, previousInLane, upcoming } from "./lane";

const lane = (...ids: string[]) => ids.map((id) => ({ photo: { id } }) as ReviewItem);

describe("walking through the lane", () => {
  test("the last photo leads back to the first", () => {
    expect(nextInLane(lane("a", "b"), "a")?.photo.id).toBe("b");
    expect(nextInLane(lane("a", "b"), "b")?.photo.id).toBe("a");
    expect(previousInLane(lane("a", "b"), "a")?.photo.id).toBe("b");
  });

  test("the photos to have ready are those that come next, round to the first", () => {
    const ids = upcoming(lane("a", "b", "c", "d"), "c", 3).map((item) => item.photo.id);
    expect(ids).toEqual(["d", "a", "b"]);
    expect(upcoming(lane("a"), "a", 3)).toEqual([]);
  });

  test("an empty lane has no next photo", () => {
    expect(nextInLane([], null)).toBeNull();
    expect(previousInLane([], "a")).toBeNull();
  });
});

describe("what stays on the table when the lane changes", () => {
  test("a photo that still waits stays", () => {
    expect(keepSelection(lane("a", "b"), lane("a", "b", "c"), "b")).toBe("b");
  });

  test("a judged photo makes place for the one after it", () => {
    expect(keepSelection(lane("a", "b", "c"), lane("a", "c"), "b")).toBe("c");
  });

  test("after the last photo the oldest waiting one comes", () => {
    expect(keepSelection(lane("a", "b"), lane("a"), "b")).toBe("a");
    expect(keepSelection(lane("a"), [], "a")).toBeNull();
  });

  test("the first photo to arrive in an empty lane is shown", () => {
    expect(keepSelection([], lane("a"), null)).toBe("a");
  });
});
