import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { gather } from "./gather";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a burst of news costs one call", async () => {
  const call = vi.fn(() => Promise.resolve());
  const gathering = gather(call, 200);
  gathering.poke();
  gathering.poke();
  gathering.poke();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(call).toHaveBeenCalledTimes(1);
});

test("news that arrives during a call leads to one more call", async () => {
  let finish = (): void => undefined;
  const call = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
  const gathering = gather(call, 200);
  gathering.poke();
  await vi.advanceTimersByTimeAsync(200);
  gathering.poke();
  gathering.poke();
  finish();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(call).toHaveBeenCalledTimes(2);
});

test("after stopping nothing is called any more", async () => {
  const call = vi.fn(() => Promise.resolve());
  const gathering = gather(call, 200);
  gathering.poke();
  gathering.stop();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(call).not.toHaveBeenCalled();
});
