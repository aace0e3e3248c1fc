import { expect, test, vi } from "vitest";

import type { followJournal } from "../../api/journal-feed";
import type { JournalEntry } from "../../api/wire";
import { Live } from "./live.svelte";

/** A journal whose server is the test. */
function scriptedJournal() {
  const close = vi.fn();
  const script = {
    say: (_: JournalEntry) => {},
    open: () => {},
    lose: (_isRefused: boolean) => {},
    close,
  };
  const follow: typeof followJournal = (onentry, onopen, onlost) => {
    script.say = onentry;
    script.open = onopen ?? script.open;
    script.lose = onlost ?? script.lose;
    return { close };
  };
  return { script, follow };
}

const entry = { seq: 5, event: "request.reported", requestId: "r" } as JournalEntry;

test("every listener hears what changed, until it stops listening", () => {
  const { script, follow } = scriptedJournal();
  const live = new Live(follow);
  live.start();
  const heard = vi.fn();
  const stop = live.subscribe(heard);
  script.say(entry);
  stop();
  script.say(entry);
  expect(heard.mock.calls).toEqual([[entry]]);
});

test("after a gap listeners hear that anything may have changed", () => {
  const { script, follow } = scriptedJournal();
  const live = new Live(follow);
  live.start();
  const heard = vi.fn();
  live.subscribe(heard);
  script.open();
  expect(heard).not.toHaveBeenCalled();
  script.lose(false);
  script.open();
  expect(heard.mock.calls).toEqual([[null]]);
});

test("a lost connection remembers until when the screen was right", () => {
  let now = 1_000;
  const { script, follow } = scriptedJournal();
  const live = new Live(follow, () => now);
  live.start();
  script.open();
  now = 61_000;
  script.lose(false);
  now = 99_000;
  script.lose(false);
  expect(live.connection).toBe("lost");
  expect(live.heardAt).toBe(61_000);
});

test("stopping closes the feed", () => {
  const { script, follow } = scriptedJournal();
  new Live(follow).start()();
  expect(script.close).toHaveBeenCalledOnce();
});
