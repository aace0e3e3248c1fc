/** The live feed: says that something changed, and where. What it is now, the screen asks the API. */
import type { JournalEntry } from "./wire";

export interface JournalFeed {
  close(): void;
}

/**
 * Calls `onentry` for each change and `onopen` after every (re)connection: the moment to fetch, for what changed in between.
 * The browser reconnects by itself and resumes with Last-Event-ID; after an answer it gives up on (`isRefused`), we ask again.
 */
export function followJournal(
  onentry: (entry: JournalEntry) => void,
  onopen: () => void = () => undefined,
  onlost: (isRefused: boolean) => void = () => undefined,
): JournalFeed {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource("/api/journal/feed");
    source.addEventListener("hello", onopen);
    source.addEventListener("journal", (event: MessageEvent<string>) => {
      onentry(JSON.parse(event.data) as JournalEntry);
    });
    source.addEventListener("error", () => {
      const isRefused = source.readyState === EventSource.CLOSED;
      onlost(isRefused);
      if (isRefused) timer = setTimeout(open, 10_000);
    });
  };
  open();
  return {
    close() {
      clearTimeout(timer);
      source.close();
    },
  };
}
