import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Api } from "../../api/client";
import { Offline } from "../../api/problem";
import type { JournalEntry, RequestPage, RequestRow } from "../../api/wire";
import { coordinatorTexts } from "../../text/coordinator";
import { speak } from "../../text/current";
import { Live } from "../live/live.svelte";
import { WorkList } from "./work-list.svelte";

const counts = {
  reported: 1,
  underway: 0,
  waiting: 0,
  review: 0,
  closed: 0,
  previsitsToday: 0,
  unanswered: 0,
  leftBehind: 0,
  toCall: 0,
  offered: 0,
};
const row = (id: string, title = id) =>
  ({ id, title, dwelling: { street: "Lindelaan", houseNumber: "12" } }) as RequestRow;

/** A desk whose server answers with what the test put in `server`. */
async function openDesk(shown: RequestRow[]) {
  const server: { open: RequestRow[]; single: Record<string, RequestRow> } = {
    open: shown,
    single: {},
  };
  const get = vi.fn((path: string, query?: { state?: string }) => {
    const id = path.split("/")[3];
    if (id) return Promise.resolve(server.single[id]);
    const items = query?.state === "closed" ? [] : server.open;
    return Promise.resolve({ items, nextCursor: null, counts } satisfies RequestPage);
  });
  let say: (entry: JournalEntry) => void = () => undefined;
  const live = new Live((onentry) => {
    say = onentry;
    return { close: () => undefined };
  });
  const list = new WorkList({ get } as unknown as Api, live);
  const stops = [live.start(), list.start()];
  await vi.advanceTimersByTimeAsync(0);
  const news = async (event: string, requestId: string) => {
    say({ event, requestId } as JournalEntry);
    await vi.advanceTimersByTimeAsync(500);
  };
  return { list, live, server, news, close: () => stops.forEach((stop) => stop()) };
}

const shownIn = (list: WorkList) => list.rows?.map((each) => each.id);

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { documentElement: {} });
  await speak("nl", coordinatorTexts);
});
afterEach(() => {
  vi.useRealTimers();
});

test("a new report comes on top, is marked as new and is announced", async () => {
  const { list, live, server, news, close } = await openDesk([row("old")]);
  server.open = [row("new", "Kraan druppelt"), row("old")];
  await news("request.reported", "new");
  expect(shownIn(list)).toEqual(["new", "old"]);
  expect(list.fresh.has("new")).toBe(true);
  expect(live.announcement).toBe("Nieuwe melding: Kraan druppelt, Lindelaan 12");
  close();
});

test("nothing moves while the pointer is among the rows; the report waits and then comes", async () => {
  const { list, server, news, close } = await openDesk([row("old")]);
  list.handMoves();
  server.open = [row("new"), row("old")];
  await news("request.reported", "new");
  expect(shownIn(list)).toEqual(["old"]);
  expect(list.held).toHaveLength(1);
  list.handLeaves();
  expect(shownIn(list)).toEqual(["new", "old"]);
  expect(list.held).toHaveLength(0);
  close();
});

test("a resting pointer does not keep news away for ever", async () => {
  const { list, server, news, close } = await openDesk([row("old")]);
  list.handMoves();
  server.open = [row("new"), row("old")];
  await news("request.reported", "new");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shownIn(list)).toEqual(["new", "old"]);
  close();
});

test("a row that no longer belongs to the list stays where it is, with its new state", async () => {
  const { list, server, news, close } = await openDesk([row("a"), row("b", "old words")]);
  server.open = [row("a")];
  server.single["b"] = row("b", "new words");
  await news("request.done", "b");
  expect(list.rows?.map((each) => each.title)).toEqual(["a", "new words"]);
  close();
});

test("an answer to an earlier question does not overwrite a later one", async () => {
  const answers: ((page: RequestPage) => void)[] = [];
  const get = () => new Promise<RequestPage>((resolve) => answers.push(resolve));
  const list = new WorkList({ get } as unknown as Api, new Live());
  void list.search("kr");
  void list.search("kraan");
  answers[1]?.({ items: [row("right")], nextCursor: null, counts });
  answers[0]?.({ items: [row("too late")], nextCursor: null, counts });
  await vi.advanceTimersByTimeAsync(0);
  expect(shownIn(list)).toEqual(["right"]);
});

test("a list that could not be fetched is not shown under another name", async () => {
  const answers = [
    () => Promise.resolve({ items: [row("open")], nextCursor: null, counts }),
    () => Promise.reject(new Offline("no network")),
  ];
  const get = () => answers.shift()?.();
  const list = new WorkList({ get } as unknown as Api, new Live());
  await list.load();
  await list.show("closed");
  expect(list.rows).toBeNull();
  expect(list.problem).toBeInstanceOf(Offline);
});
