/**
 * The chat page with script: keeps what she writes until it has arrived, and shows what is answered without a reload. The
 * page itself is the server's; what changed on it is fetched and put in place, so that its words stand in one place only.
 */
import "./tenant.css";
import "./chat.css";

import { wasInCall } from "../src/call/left-behind";
import { newId } from "../src/offline/ids";
import { ChatOutbox, type Unsent } from "./chat-outbox";

interface Person {
  id: string;
  name: string;
  isTyping: boolean;
}

type Refused = "again" | "over" | "wrong";

const own = "/api/case/conversation";
const byId = (id: string) => document.getElementById(id) as HTMLElement;
const page = byId("content");
const number = page.dataset["case"] ?? "";
const texts = JSON.parse(byId("texts").textContent ?? "{}") as Record<string, string>;
const say = (name: string, values: Record<string, string | number> = {}): string =>
  (texts[name] ?? "").replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ""));

const list = page.querySelector<HTMLOListElement>(".said") as HTMLOListElement;
const form = byId("say") as HTMLFormElement;
const box = byId("text") as HTMLTextAreaElement;
const chooser = byId("photos") as HTMLInputElement;
const wrong = byId("wrong-text");
const remembered = localStorage.getItem(`vooraf_link_${number}`);
const outbox = new ChatOutbox(number);
const draft = `vooraf_chat_draft_${number}`;
const longest = Number(page.dataset["longest"]);

document.documentElement.classList.add("with-script");
// Without it the browser's own file field does the work, in the plain form.
const canKeepPhotos = isSecureContext && "indexedDB" in window;
document.documentElement.classList.toggle("with-store", canKeepPhotos);

// ---- What stands on the page ----

const isAtEnd = () => innerHeight + scrollY > document.documentElement.scrollHeight - 160;

function toEnd(): void {
  scrollTo({ top: document.documentElement.scrollHeight });
}

/** What is new goes to its place; what stands there and did not change is left alone. */
function putInPlace(fresh: Document): void {
  const follows = isAtEnd();
  for (const part of fresh.querySelectorAll<HTMLElement>("[data-live]")) {
    const old = page.querySelector(`[data-live="${String(part.dataset["live"])}"]`);
    if (!old?.isEqualNode(part)) old?.replaceWith(part);
  }
  let newcomer = "";
  for (const line of fresh.querySelectorAll<HTMLElement>(".said > li[id]")) {
    const old = document.getElementById(line.id);
    if (old?.isEqualNode(line)) continue;
    if (old && !old.classList.contains("mine-still")) old.replaceWith(line);
    else {
      old?.remove();
      newcomer = line.classList.contains("theirs") ? (line.dataset["who"] ?? "") : newcomer;
      list.insertBefore(line, list.querySelector(".mine-still"));
    }
  }
  if (list.querySelector("li[id]")) list.querySelector(".none")?.remove();
  if (follows) toEnd();
  else if (newcomer) tell(say("newMessage", { who: newcomer }));
}

let isFetching = false;
let isStale = false;

/** One at a time; whatever comes in meanwhile is one more. Only where she looks: fetching it says that she read it. */
async function refresh(): Promise<void> {
  isStale = true;
  if (isFetching || document.hidden) return;
  isFetching = true;
  try {
    while (isStale && !document.hidden) {
      isStale = false;
      const answer = await fetch("/r/chat", { headers: { accept: "text/html" } });
      // Only the facts are wanted; this page's policy would refuse the other one's style sheet.
      const facts = (await answer.text()).replace(/<style[^]*?<\/style>/, "");
      const fresh = new DOMParser().parseFromString(facts, "text/html");
      for (const part of fresh.querySelectorAll("noscript")) part.remove();
      if (fresh.getElementById("content")?.dataset["id"] === page.dataset["id"]) putInPlace(fresh);
      else if (answer.ok && !(await reopen())) location.replace("/r");
    }
  } catch {
    isStale = true; // the line comes back, and asks again
  } finally {
    isFetching = false;
  }
}

function tell(sentence: string): void {
  const status = byId("status");
  const follows = isAtEnd();
  status.hidden = !sentence;
  status.textContent = sentence;
  if (follows) toEnd();
}

function showUnsent(): void {
  const waiting = outbox.all();
  for (const { id, text, photoId } of waiting) {
    if (document.getElementById(`m-${id}`)) continue;
    const line = document.createElement("li");
    line.id = `m-${id}`;
    line.className = "own mine-still";
    const bubble = document.createElement("p");
    bubble.className = "bubble words";
    bubble.textContent = [text, photoId && say("photo")].filter(Boolean).join("\n");
    const state = document.createElement("small");
    state.textContent = say(navigator.onLine ? "onItsWay" : "waiting");
    line.append(bubble, state);
    list.append(line);
    list.querySelector(".none")?.remove();
  }
  const left = new Set(waiting.map(({ id }) => `m-${id}`));
  for (const state of list.querySelectorAll<HTMLElement>(".mine-still > small")) {
    // Another tab has sent it; the fetched page brings it.
    if (!left.has(state.parentElement?.id ?? "")) state.textContent = say("onItsWay");
    else state.textContent = say(navigator.onLine ? "onItsWay" : "waiting");
  }
}

// ---- Sending ----

const post = (address: string, body: object = {}): Promise<Response> =>
  fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });

/** A cookie is gone sooner than a link: the one that this phone remembers opens the case again. */
async function reopen(): Promise<boolean> {
  const secret = remembered?.split("#")[1];
  return Boolean(secret) && (await post("/api/case/sign-in", { secret })).ok;
}

function refusalOf({ status }: Response): Refused {
  if (status === 401) return "over";
  return status >= 500 || status === 429 || status === 408 ? "again" : "wrong";
}

async function deliver({ id, text, photoId }: Unsent): Promise<Refused | "said"> {
  if (photoId) {
    const { bringPhoto } = await import("./chat-photo");
    const brought = await bringPhoto(photoId, page);
    if (brought !== "safe") return brought;
  }
  const answer = await post(own, { id, text, photoId: photoId ?? null });
  return answer.ok ? "said" : refusalOf(answer);
}

let retryTimer = 0;
let failures = 0;

/** In the order she wrote it: a message that cannot go now holds up those after it. */
async function sendAll(): Promise<void> {
  clearTimeout(retryTimer);
  for (let next = outbox.all()[0]; next; next = outbox.all()[0]) {
    const result = await deliver(next).catch((): Refused => "again");
    if (result === "said") outbox.remove(next.id);
    else if (result === "wrong") giveBack(next);
    else if (result === "again" || !(await reopen().catch(() => false))) return retryLater();
    failures = 0;
    if (result === "said") await refresh();
  }
  tell("");
}

function retryLater(): void {
  showUnsent();
  if (!navigator.onLine) tell(say("noLine"));
  failures += 1;
  retryTimer = window.setTimeout(sendSoon, Math.min(15_000, 1000 * 2 ** failures));
}

/** The server does not take it: what she typed goes back into the box, with a sentence. */
function giveBack(message: Unsent): void {
  outbox.remove(message.id);
  document.getElementById(`m-${message.id}`)?.remove();
  box.value = [message.text, box.value].filter(Boolean).join("\n");
  refuse(say("notSaid"));
}

function refuse(sentence: string): void {
  wrong.textContent = sentence;
  wrong.hidden = !sentence;
  box.toggleAttribute("aria-invalid", Boolean(sentence));
}

/** One tab at a time: two would send in two orders. */
function sendSoon(): void {
  const locks = navigator.locks as LockManager | undefined;
  void (locks ? locks.request(`vooraf-chat-${number}`, sendAll) : sendAll());
}

async function submit(): Promise<void> {
  const text = box.value.replace(/\r\n?/g, "\n").trim();
  const files = [...(chooser.files ?? [])];
  if (files.length && !canKeepPhotos) {
    form.submit();
    return;
  }
  if (!text && !files.length) return refuse(say("wrongNothing"));
  if (text.length > longest) return refuse(say("wrongLong", { count: text.length, most: longest }));
  const photos: string[] = [];
  if (files.length) {
    const { keepForChat } = await import("./chat-photo");
    const { kept, why } = await keepForChat(files, page);
    if (why) return refuse(why);
    photos.push(...kept);
  }
  const [first, ...others] = photos;
  const messages = [{ text, photoId: first }, ...others.map((photoId) => ({ text: "", photoId }))];
  if (!messages.every((message) => outbox.add({ id: newId(), ...message }))) {
    form.submit(); // nothing is kept here: the plain form goes at once
    return;
  }
  refuse("");
  tell("");
  box.value = chooser.value = "";
  localStorage.removeItem(draft);
  showUnsent();
  toEnd();
  box.focus();
  sendSoon();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submit();
});
box.addEventListener("keydown", (event) => {
  // On a keyboard, as everywhere; the return key of a phone makes a new line.
  const isPhone = matchMedia("(pointer: coarse)").matches;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || isPhone) return;
  event.preventDefault();
  form.requestSubmit();
});

let typedAt = 0;

box.addEventListener("input", () => {
  refuse("");
  try {
    localStorage.setItem(draft, box.value);
  } catch {
    // It is still in the box.
  }
  if (Date.now() - typedAt < 3000) return;
  typedAt = Date.now();
  void post(`${own}/typing`).catch(() => undefined);
});
chooser.addEventListener("change", () => {
  const names = [...(chooser.files ?? [])].map(({ name }) => name).join(", ");
  tell(names && say("photoChosen", { name: names }));
});

// ---- What is answered, and by whom ----

function follow(): void {
  const feed = new EventSource(`${own}/feed`);
  const news = () => {
    void refresh();
    if (outbox.all().length) sendSoon();
  };
  for (const name of ["hello", "message", "standing"]) feed.addEventListener(name, news);
  feed.addEventListener("people", ({ data }: MessageEvent<string>) => {
    showPeople(JSON.parse(data) as Person[]);
  });
  feed.addEventListener("error", () => {
    showPeople([]);
    // The server ended it: whether she is still let in is asked of the page.
    if (feed.readyState === EventSource.CLOSED) setTimeout(follow, 5000, void refresh());
  });
}

function showPeople(people: Person[]): void {
  const named = (who: Person[]) => who.map(({ name }) => name.split(" ")[0]).join(", ");
  const typing = people.filter(({ isTyping }) => isTyping);
  const who = named(typing.length ? typing : people);
  byId("newest").textContent = who && say(typing.length ? "typing" : "isHere", { who });
}

async function join(): Promise<void> {
  const { openCall } = await import("./chat-call");
  openCall(page, remembered, () => void refresh());
}

page.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-join]")) void join();
});
addEventListener("online", sendSoon);
addEventListener("offline", () => {
  showUnsent();
  tell(say("noLine"));
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void refresh();
});

for (const part of document.querySelectorAll("noscript")) part.remove();
box.value ||= localStorage.getItem(draft) ?? "";
showUnsent();
if (wrong.hidden) toEnd();
follow();
if (outbox.all().length) sendSoon();
if (wasInCall()) void join();
