import { expect, test, vi } from "vitest";

import type { Api } from "../../api/client";
import type { ChatMessage } from "../../api/wire";
import { Conversation } from "./conversation.svelte";
import type { ConversationNews } from "./conversation-feed";

const standing = { tenantReadTo: 0, staffReadTo: 0, askedAt: null, takenBy: null };

const message = (seq: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${String(seq)}`,
  seq,
  side: "tenant",
  authorId: "rosa",
  authorName: "Rosa de Wit",
  authorKind: "tenant",
  text: String(seq),
  language: "nl",
  sentAt: "2026-11-30T09:00:00Z",
  photo: null,
  call: null,
  ...more,
});

function opened(answers: ChatMessage[][]) {
  let news: ConversationNews | undefined;
  const posted: [string, unknown][] = [];
  const facts = (messages: ChatMessage[]) => ({ messages, standing });
  const api = {
    get: vi.fn(() => Promise.resolve(facts(answers.shift() ?? []))),
    post: vi.fn((path: string, body: unknown) => {
      posted.push([path, body]);
      return Promise.resolve(undefined);
    }),
  };
  const conversation = new Conversation(api as unknown as Api, "r", (_address, told) => {
    news = told;
    return { close: () => undefined };
  });
  conversation.open();
  if (!news) throw new Error("nobody listens");
  return { conversation, news, posted };
}

const texts = (conversation: Conversation) => conversation.messages.map(({ text }) => text);

test("what comes over the line and by an answer stands once, in the order it was said", async () => {
  const { conversation, news } = opened([[message(1), message(3)]]);
  news.onmessage(message(3));
  news.onmessage(message(2));
  news.onopen();
  await vi.waitFor(() => {
    expect(texts(conversation)).toEqual(["1", "2", "3"]);
  });
});

test("after a reconnection what was missed is fetched", async () => {
  const { conversation, news } = opened([[message(1)], [message(1), message(2)]]);
  news.onopen();
  await vi.waitFor(() => {
    expect(texts(conversation)).toEqual(["1"]);
  });
  news.onlost();
  expect(conversation.isLost).toBe(true);
  news.onopen();
  await vi.waitFor(() => {
    expect(texts(conversation)).toEqual(["1", "2"]);
  });
  expect(conversation.isLost).toBe(false);
});

test("a photo keeps its picture when the line tells of it again", () => {
  const photo = { id: "p", isReady: true, isRefused: false, thumbnailUrl: null, screenUrl: null };
  const { conversation, news } = opened([]);
  news.onmessage(message(1, { photo: { ...photo, thumbnailUrl: "/small", screenUrl: "/large" } }));
  news.onmessage(message(1, { photo }));
  expect(conversation.messages[0]?.photo?.thumbnailUrl).toBe("/small");
});

test("an answer that the line has overtaken does not make a message unread again", async () => {
  const { conversation, news } = opened([[message(1, { side: "staff" })]]);
  news.onstanding({ ...standing, tenantReadTo: 1 });
  news.onopen();
  await vi.waitFor(() => {
    expect(texts(conversation)).toEqual(["1"]);
  });
  expect(conversation.standing?.tenantReadTo).toBe(1);
});

test("reading is told once for what she wrote last", async () => {
  const { conversation, news, posted } = opened([]);
  news.onstanding(standing);
  news.onmessage(message(4));
  news.onmessage(message(5, { side: "staff" }));
  await conversation.markRead();
  await conversation.markRead();
  expect(posted).toEqual([["/api/repair-requests/r/conversation/read", { readTo: 4 }]]);
});
