/// <reference lib="webworker" />
/** Shows the tenant what she asked to be told on this phone, with none of her pages open. Nothing else comes by here. */
declare const self: ServiceWorkerGlobalScope;

/** What `server/case_push` says. */
interface Said {
  title: string;
  body: string;
  tag: string;
}

const casePage = "/r";

self.addEventListener("push", (event) => {
  const said = event.data?.json() as Said | undefined;
  if (!said) return;
  const { title, body, tag } = said;
  // What takes the place of an older one is news all the same.
  const shown: NotificationOptions & { renotify: boolean } = {
    body,
    tag,
    renotify: true,
    dir: "auto",
    icon: "/icon-192.png",
  };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show());
});

/** Her page where it is open: it keeps itself fresh, and going there anew would end a call. */
async function show(): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((each) => new URL(each.url).pathname === casePage);
  if (open) await open.focus();
  else await self.clients.openWindow(casePage);
}

export {};
