import { expect, test, vi } from "vitest";

import type { Api } from "../../api/client";
import type { DoneOrNot, Priority, RequestRow } from "../../api/wire";
import { MOST_TOGETHER, PickedRepairs } from "./picked-repairs.svelte";

const row = (id: string, priority: Priority = "P3") =>
  ({ id, number: `26-${id}`, priority }) as RequestRow;

function pickedOf(rows: RequestRow[], refused: Record<string, string> = {}) {
  const post = vi.fn((_path: string, { repairs }: { repairs: (string | { id: string })[] }) =>
    Promise.resolve(
      repairs.map((each): DoneOrNot => {
        const id = typeof each === "string" ? each : each.id;
        return { id, refused: refused[id] ?? null };
      }),
    ),
  );
  return { post, picked: new PickedRepairs({ post } as unknown as Api, () => rows) };
}

test("shift chooses everything between, in either direction", () => {
  const { picked } = pickedOf(["a", "b", "c", "d"].map((id) => row(id)));
  picked.toggle("c");
  picked.extendTo("a");
  expect([...picked.ids].sort()).toEqual(["a", "b", "c"]);
  picked.togglePage();
  expect(picked.areAll).toBe(true);
  picked.togglePage();
  expect(picked.ids.size).toBe(0);
});

test("no more are chosen than go in one request, and only what is shown stays chosen", () => {
  const rows = Array.from({ length: MOST_TOGETHER + 20 }, (_, index) => row(String(index)));
  const { picked } = pickedOf(rows);
  picked.togglePage();
  picked.toggle(String(MOST_TOGETHER + 5));
  expect(picked.ids.size).toBe(MOST_TOGETHER);
  picked.keepOnly(rows.slice(0, 3));
  expect(picked.ids.size).toBe(3);
});

test("a step is taken back only where it was made, from where it came", async () => {
  const { picked, post } = pickedOf([row("a"), row("b", "P4")], { b: "no-step-further" });
  picked.togglePage();
  await picked.step(picked.choose(), "later", "Samen met de buren");
  expect(picked.told?.done).toEqual(["26-a"]);
  expect(picked.told?.refused).toEqual([{ slug: "no-step-further", numbers: ["26-b"] }]);
  await picked.told?.undo?.();
  expect(post.mock.lastCall?.[1]).toMatchObject({
    repairs: [{ id: "a", priority: "P4" }],
    direction: "sooner",
  });
  expect(picked.told?.undo).toBeNull();
});

test("pressing again after the line was lost sends the same jobs", async () => {
  const { picked, post } = pickedOf([row("a")]);
  picked.toggle("a");
  const chosen = picked.choose();
  post.mockRejectedValueOnce(new Error("no network"));
  await expect(picked.give(chosen, "tom")).rejects.toThrow();
  await picked.give(chosen, "tom");
  expect(post.mock.calls[0]).toEqual(post.mock.calls[1]);
});
