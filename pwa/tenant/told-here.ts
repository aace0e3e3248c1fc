/** On her page: being told on this very phone. Comes where a browser can do it, and asks nothing before she taps. */
import { freshPage } from "./fresh-page";
import { byId } from "./words";

/** Not "/r": "/report" would be of it too. */
const scope = "/r/";
const address = "/api/case/push/subscription";
/** Of which repair this browser tells: several may have been opened in it. */
const mark = "told-here";
const { case: number = "" } = byId("content").dataset;

type State = "off" | "on" | "denied" | "failed";

const place = () => byId("told-by").querySelector<HTMLElement>("[data-push]");

function show(part: HTMLElement, ...states: State[]): void {
  part.hidden = part.inert = false;
  byId("told-by").hidden = false;
  part.querySelectorAll<HTMLElement>("[data-when]").forEach((each) => {
    each.hidden = !states.includes(each.dataset["when"] as State);
  });
}

async function known(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  return (await registration?.pushManager.getSubscription()) ?? null;
}

async function send(method: "PUT" | "POST", to: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await fetch(to, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

async function begin(subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON();
  await send("PUT", address, { endpoint, publicKey: keys?.["p256dh"], authSecret: keys?.["auth"] });
  localStorage.setItem(mark, number);
}

const end = () => send("POST", `${address}/end`, {});

/** Its page lies outside its scope, so `ready` would wait for another one. */
async function worker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register("/phone-worker.js", { scope });
  const coming = registration.installing ?? registration.waiting;
  if (!registration.active && coming) {
    await new Promise<void>((resolve) => {
      coming.onstatechange = () => {
        if (coming.state === "activated") resolve();
      };
    });
  }
  return registration;
}

/** At a fresh address: the one that this browser had may be what failed. */
async function turnOn(key: string): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") return;
  const { pushManager } = await worker();
  await (await pushManager.getSubscription())?.unsubscribe();
  const wished = { userVisibleOnly: true, applicationServerKey: key };
  await begin(await pushManager.subscribe(wished));
}

async function turnOff(): Promise<void> {
  await end();
  localStorage.removeItem(mark);
  await (await known())?.unsubscribe();
}

/** What this browser can do and what the server knows, brought together. True when the server has something new to say. */
async function settle(part: HTMLElement): Promise<boolean> {
  const [isWanted, isHere] = [part.dataset["wanted"], part.dataset["here"]].map(
    (each) => each !== undefined,
  );
  const isOfThis = localStorage.getItem(mark) === number;
  const subscription = isOfThis && Notification.permission === "granted" ? await known() : null;
  if (isOfThis && !isWanted) localStorage.removeItem(mark);
  if (isHere && !subscription) await end();
  else if (!isHere && isWanted && subscription) await begin(subscription);
  else return false;
  return true;
}

async function refresh(afterTap = false): Promise<void> {
  const fresh = (await freshPage("/r")).getElementById("told-by");
  if (!fresh) return;
  byId("told-by").replaceWith(fresh);
  look();
  if (afterTap) place()?.querySelector<HTMLElement>("[data-when]:not([hidden]) button")?.focus();
}

function look(): void {
  const part = place();
  if (!part) return;
  const isHere = part.dataset["here"] !== undefined;
  const state = Notification.permission === "denied" ? "denied" : isHere ? "on" : "off";
  show(part, state);
  part.querySelectorAll("button").forEach((button) => {
    button.onclick = () => {
      button.disabled = true;
      const done = isHere ? turnOff() : turnOn(part.dataset["push"] ?? "");
      done.then(
        () => void refresh(true).catch(() => undefined),
        () => {
          button.disabled = false;
          show(part, state, "failed");
        },
      );
    };
  });
}

export async function offerHere(): Promise<void> {
  const part = place();
  if (!part) return;
  look();
  // Without a line nothing is asked of her, and nothing is lost: her next visit looks again.
  if (await settle(part).catch(() => false)) await refresh();
}
