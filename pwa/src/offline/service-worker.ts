/// <reference lib="webworker" />
/**
 * Keeps the technician app complete on the phone, so that it opens without a network, and sends the outbox when the
 * network comes back while the app is closed. A new version waits until the person asks for it: a call may be going on.
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

import { Api } from "../api/client";
import { showCount } from "./app-badge";
import { openDatabase } from "./database";
import { Sender } from "./sender";

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/app/index.html"), { allowlist: [/^\/app(\/|$)/] }),
);

self.addEventListener("message", (event) => {
  if (event.data === "use-new-version") void self.skipWaiting();
});

self.addEventListener("sync", (event) => {
  const sync = event as SyncEvent;
  if (sync.tag === "vooraf-outbox") sync.waitUntil(sendOutbox());
});

/** What `server/push` says. */
interface Said {
  title: string;
  body: string;
  tag: string;
  url: string;
}

self.addEventListener("push", (event) => {
  const said = event.data?.json() as Said | undefined;
  if (!said) return;
  const { title, body, tag, url } = said;
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: url }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data as string));
});

/** In the app that is open, unless something would be lost there: a call, or what is being taken. */
async function show(url: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window" });
  const free = windows.find((each) => !/\/(call|camera|record|sign|outcome)\b/.test(each.url));
  if (free) await (await free.focus()).navigate(url);
  else await self.clients.openWindow(url);
}

/** Rejects while something still waits, so that the browser tries again later. */
async function sendOutbox(): Promise<void> {
  const database = await openDatabase();
  const channel = new BroadcastChannel("vooraf-outbox");
  try {
    const sender = new Sender({
      database,
      api: new Api(),
      locks: navigator.locks,
      onchange: (sequence) => channel.postMessage(sequence),
    });
    await sender.sendAll({ atOnce: true });
    const [all, sent, waiting] = await Promise.all([
      database.count("items"),
      database.countFromIndex("items", "state", "sent"),
      database.countFromIndex("items", "state", "waiting"),
    ]);
    showCount(all - sent);
    if (waiting > 0) throw new Error(`${waiting} items still wait`);
  } finally {
    channel.close();
    database.close();
  }
}
