/** Whether this browser is told, with the app closed, that a photo came back. */
import type { Api } from "../../api/client";
import type { PushKey } from "../../api/wire";

export class Messages {
  /** iPhones have it only when the app is on the home screen. */
  readonly isPossible = "PushManager" in globalThis && "Notification" in globalThis;
  isOn = $state(false);
  /** The person, or the browser for them, said no: only its settings change that. */
  isDenied = $state(false);

  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
    if (this.isPossible) void this.#look();
  }

  async #look(): Promise<void> {
    this.isDenied = Notification.permission === "denied";
    const subscription = await this.#subscription();
    this.isOn = subscription !== null && Notification.permission === "granted";
    if (this.isOn) await this.#subscribe().catch(() => undefined);
  }

  /** Asks for permission, so call it in a tap. False when the browser or the person said no. */
  async turnOn(): Promise<boolean> {
    const permission = await Notification.requestPermission();
    this.isDenied = permission === "denied";
    if (permission !== "granted") return false;
    await this.#subscribe();
    this.isOn = true;
    return true;
  }

  /** Again is harmless: whoever signed in here since is told from now on, and a server with a new key is heard. */
  async #subscribe(): Promise<void> {
    const { publicKey } = await this.#api.get<PushKey>("/api/push/key");
    const { pushManager } = await navigator.serviceWorker.ready;
    const known = await pushManager.getSubscription();
    const knownKey = known?.options.applicationServerKey;
    if (known && knownKey && toBase64Url(knownKey) !== publicKey) await known.unsubscribe();
    const subscription = await pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: publicKey,
    });
    const keyOf = (name: PushEncryptionKeyName): string =>
      toBase64Url(subscription.getKey(name) ?? new ArrayBuffer(0));
    await this.#api.put("/api/push/subscription", {
      endpoint: subscription.endpoint,
      publicKey: keyOf("p256dh"),
      authSecret: keyOf("auth"),
    });
  }

  /** Here at once; the server hears of it, or notices when it sends the next. */
  async turnOff(): Promise<void> {
    const subscription = await this.#subscription();
    this.isOn = false;
    if (!subscription) return;
    await subscription.unsubscribe();
    await this.#api.post("/api/push/subscription/end", { endpoint: subscription.endpoint });
  }

  async #subscription(): Promise<PushSubscription | null> {
    const registration = await navigator.serviceWorker.getRegistration();
    return (await registration?.pushManager.getSubscription()) ?? null;
  }
}

function toBase64Url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
