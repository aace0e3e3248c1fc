/**
 * The case page with script, for the tenant and for who helps her: exchanges the link for a cookie and keeps the facts fresh.
 * The words are the server's; the script fetches the page again and swaps what changed. Photos and the call are in a script
 * of their own (`case-later.ts`), which comes once she can read the page, or at once when she touches it or something waits on this phone.
 */
import "./tenant.css";

import { stillsWait, wasInCall } from "../src/call/left-behind";
import type { CaseLater } from "./case-later";
import { canKeep, photosOf } from "./device";
import { clockOffsetOf, freshPage, lookAgain, swapFresh } from "./fresh-page";
import { openLink, post, withoutPlainParts } from "./link";
import { offerLink } from "./offered-link";
import type { Way } from "./photo-upload";
import { undecided, unfinished } from "./undecided";
import { tellWhatWaits } from "./what-waits";
import { atFirstTouch, byId, later, rememberedLink, say, tell } from "./words";

const root = document.documentElement;
const page = byId("content");
const number = page.dataset["case"] ?? "";
/** Said with every photo: another case may have been opened in this browser since. */
const caseId = page.dataset["id"] ?? "";
const isHelper = page.dataset["helper"] !== undefined;
const of = `${isHelper ? "helper" : "case"}:${number}`;
const remembered = rememberedLink(number, isHelper);
const signIn = "/api/case/sign-in";

root.classList.add("with-script");

// ---- The link ----

async function keepLink(link: string): Promise<void> {
  history.replaceState(null, "", `/r${location.search}`);
  const fresh = await freshPage("/r");
  const opened = fresh.getElementById("content")?.dataset ?? {};
  const isOpenedByHelper = opened["helper"] !== undefined;
  const openedCase = opened["case"] ?? "";
  if (openedCase) localStorage.setItem(rememberedLink(openedCase, isOpenedByHelper), link);
  if (openedCase !== number || isOpenedByHelper !== isHelper) location.replace("/r");
}

function showLink(): void {
  const link = localStorage.getItem(remembered);
  if (!link) return;
  byId("address").textContent = link;
  byId("link").hidden = false;
  offerLink(link);
}

// ---- Fresh facts ----

/** Swaps only what changed, so that nobody loses her place. */
async function refresh(): Promise<void> {
  if (!(await swapFresh(page, "/r"))) return leave();
  // The feed says so too, unless a colleague is signed in beside her: then it is the colleague's.
  lookAgain(page, "/r");
  waitForJoining();
}

/** The link was withdrawn, or the cookie is over: nothing of the case stays on the screen, unless photos wait here. */
async function leave(): Promise<void> {
  const answer = await reopen().catch(() => "busy" as const);
  if (answer === "busy") return;
  if (answer === "open") refreshSoon();
  else if ((await photosOf(of)).length) tell(say("linkOver"));
  else location.replace(answer === "over" ? "/r?link=expired" : "/r");
}

let refreshTimer = 0;

function refreshSoon(): void {
  clearTimeout(refreshTimer);
  refreshTimer = window.setTimeout(() => void refresh(), 250);
}

let joiningTimer = 0;

/** The button appears when joining becomes possible, without a reload. */
function waitForJoining(): void {
  clearTimeout(joiningTimer);
  const moment = page.querySelector<HTMLElement>("[data-joins-at]")?.dataset["joinsAt"];
  if (!moment) return;
  const wait = Date.parse(moment) - Date.now() + clockOffsetMs;
  // A timer cannot wait longer than 24 days.
  if (wait < 2e9) joiningTimer = window.setTimeout(refreshSoon, Math.max(1000, wait));
}

const clockOffsetMs = clockOffsetOf(page);
/** Helpers get no feed of what happens: only this page, and what it says. */
const helperLooksEvery = 30_000;

function follow(): void {
  if (isHelper) setInterval(refreshSoon, helperLooksEvery);
  else {
    const feed = new EventSource("/api/journal/feed");
    feed.addEventListener("journal", refreshSoon);
    // The server ended it and lets nobody in again: whether the link was withdrawn is asked of the page.
    feed.addEventListener("error", () => {
      if (feed.readyState === EventSource.CLOSED) refreshSoon();
    });
  }
  // A phone that slept may have missed the end of the feed.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refreshSoon();
  });
  lookAgain(page, "/r");
  waitForJoining();
}

/** A cookie is gone sooner than a link: the one that this phone remembers opens the case again. */
async function reopen(): ReturnType<Way["reopen"]> {
  const secret = localStorage.getItem(remembered)?.split("#")[1];
  if (!secret) return "unknown";
  const { ok, status } = await post(signIn, { secret });
  if (status >= 500 || status === 429) throw new Error("busy");
  return ok ? "open" : "over";
}

// ---- Photos and the call ----

let begun: Promise<CaseLater> | undefined;

const withLater = () =>
  (begun ??= later<typeof import("./case-later")>(() => {
    tell(say("offline"));
  }).then(
    ({ CaseLater }) =>
      new CaseLater({ page, caseId, of, remembered, clockOffsetMs, refresh, reopen }),
  ));

async function startPhotos(): Promise<void> {
  if (!(await canKeep())) return;
  root.classList.add("with-store");
  const chooser = document.getElementById("photos") as HTMLInputElement | null;
  if (chooser) chooser.accept += ",video/*";
  chooser?.addEventListener("change", () => {
    const files = [...(chooser.files ?? [])];
    chooser.value = "";
    void withLater().then((more) => more.choose(files));
  });
  if ((await photosOf(of)).length) await (await withLater()).sendWhatWaits();
  if ("MediaRecorder" in window) await startVoice();
}

/** What she said for this case, and did not decide about or did not finish, is offered to her again. */
async function startVoice(): Promise<void> {
  const speak = document.getElementById("speak");
  if (!speak) return;
  speak.hidden = false;
  speak.onclick = () => void withLater().then((more) => more.record());
  const left = [...(await photosOf(undecided(of))), ...(await photosOf(unfinished(of)))];
  if (left.length) await (await withLater()).offerLeftVoice();
}

const soonEnoughMs = 2000;

/** Once everything that she reads is there. Safari has no idea of it yet. */
function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: soonEnoughMs });
  else setTimeout(act, soonEnoughMs);
}

/** Not on an iPhone, nor in the browser of another app: there her page says nothing about being told on this phone. */
const canTellHere = "PushManager" in window && "Notification" in window && !isHelper;

/** In its place before she reads, so that nothing moves once `told-here.ts` makes it work. */
function makeRoomToTell(): void {
  const part = page.querySelector<HTMLElement>("[data-push]");
  if (!part) return;
  const isHere = part.dataset["here"] !== undefined;
  const state = Notification.permission === "denied" ? "denied" : isHere ? "on" : "off";
  const shown = part.querySelector<HTMLElement>(`[data-when="${state}"]`);
  if (shown) shown.hidden = false;
  part.inert = true;
  part.hidden = byId("told-by").hidden = false;
}

const join = (opensPhotos: boolean) => void withLater().then((more) => more.join(opensPhotos));

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-join]")) join(false);
  if ((event.target as Element).closest("[data-photos]")) join(true);
});

/** A reload in the middle of a call goes straight back in; pictures of an earlier one go on their way. */
async function pickUpCall(): Promise<void> {
  if (wasInCall()) join(false);
  else if (stillsWait()) await (await withLater()).sendStills();
}

withoutPlainParts(document);
const opening = openLink({
  signIn,
  page: "/r",
  trouble: { 409: "own", 410: "expired" },
  onopened: keepLink,
});
void Promise.resolve(opening).then(() => {
  if (number) showLink();
});
if (number) {
  follow();
  if (canTellHere) makeRoomToTell();
  atFirstTouch(() => void withLater());
  // Before she touches it, too: her next photo may be taken where there is no network.
  whenIdle(() => {
    void withLater().then((more) => {
      if (canTellHere) void more.offerToTellHere();
    });
  });
  void startPhotos();
  // A helper's call is on a guest's page.
  if (!isHelper) void pickUpCall();
} else void tellWhatWaits("case:", "helper:");
