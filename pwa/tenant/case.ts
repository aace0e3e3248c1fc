/**
 * The case page with script: exchanges the link for a cookie, keeps the facts fresh, sends photos that wait on this
 * phone, and opens the call. The words are the server's; the script fetches the page again and swaps what changed.
 */
import "./tenant.css";

import { stillsWait, wasInCall } from "../src/call/left-behind";
import type { AddPhoto } from "../src/features/evidence/photo-judge";
import { canKeep, photosOf } from "./device";
import { filmIn } from "./film";
import { clockOffsetOf, freshPage, lookAgain, swapFresh } from "./fresh-page";
import { openLink, withoutPlainParts } from "./link";
import { byId, keepChosen, limitsOf, rememberedLink, say, tell } from "./photo-field";
import { PhotoQueue, tellWhatWaits } from "./photo-queue";
import { post, type Way } from "./photo-upload";
import { undecided, unfinished } from "./undecided";

const root = document.documentElement;
const page = byId("content");
const number = page.dataset["case"] ?? "";
/** Said with every photo: another case may have been opened in this browser since. */
const caseId = page.dataset["id"] ?? "";
const of = `case:${number}`;
const signIn = "/api/case/sign-in";

root.classList.add("with-script");

// ---- The link ----

async function keepLink(link: string): Promise<void> {
  history.replaceState(null, "", `/r${location.search}`);
  const fresh = await freshPage("/r");
  const opened = fresh.getElementById("content")?.dataset["case"] ?? "";
  if (opened) localStorage.setItem(rememberedLink(opened), link);
  if (opened !== number) location.replace("/r");
}

function showLink(): void {
  const link = localStorage.getItem(rememberedLink(number));
  if (!link) return;
  byId("address").textContent = link;
  byId("link").hidden = false;
  const copied = byId("copy").querySelector("span");
  byId("copy").onclick = async () => {
    await navigator.clipboard.writeText(link);
    if (copied) copied.textContent = say("copied");
  };
  if ("share" in navigator) {
    byId("share").hidden = false;
    // Closing the list of apps is a choice, not a failure.
    byId("share").onclick = () => void navigator.share({ url: link }).catch(() => undefined);
  }
}

// ---- Fresh facts ----

/** Swaps only what changed, so that nobody loses her place. */
async function refresh(): Promise<void> {
  await swapFresh(page, "/r");
  // The feed says so too, unless a colleague is signed in beside her: then it is the colleague's.
  lookAgain(page, "/r");
  waitForJoining();
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

function follow(): void {
  const feed = new EventSource("/api/journal/feed");
  feed.addEventListener("journal", refreshSoon);
  // A phone that slept may have missed the end of the feed.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refreshSoon();
  });
  lookAgain(page, "/r");
  waitForJoining();
}

// ---- Photos ----

/** A cookie is gone sooner than a link: the one that this phone remembers opens the case again. */
async function reopen(): ReturnType<Way["reopen"]> {
  const secret = localStorage.getItem(rememberedLink(number))?.split("#")[1];
  if (!secret) return "unknown";
  const { ok, status } = await post(signIn, { secret });
  if (status >= 500) throw new Error("busy");
  return ok ? "open" : "over";
}

const caseWay: Way = {
  announce: `/api/case/photos?case=${caseId}`,
  confirm: (id) => `/api/case/photos/${id}/confirm?case=${caseId}`,
  facts: () => ({ moment: "report", source: "form" }),
  reopen,
};

const queue = new PhotoQueue({
  of,
  clockOffsetMs,
  way: caseWay,
  placeOf: () => byId("chosen"),
  onchange: refresh,
});

const limits = () => ({ ...limitsOf(page), filmIn });

/** A photo that the technician asked for goes the way of all her photos: kept here until it is safe there. */
const addPhoto: AddPhoto = async (file, wantedId, judgement) => {
  const about = { slot: wantedId, ...judgement };
  const { kept, wrong } = await keepChosen([file], of, 0, limits(), about);
  queue.show(kept);
  return wrong;
};

async function startPhotos(): Promise<void> {
  if (!(await canKeep())) return;
  root.classList.add("with-store");
  const chooser = document.getElementById("photos") as HTMLInputElement | null;
  if (chooser) chooser.accept += ",video/*";
  chooser?.addEventListener("change", () => {
    const files = [...(chooser.files ?? [])];
    chooser.value = "";
    void keepChosen(files, of, 0, limits()).then(({ kept, wrong, advice }) => {
      queue.add(kept, wrong, advice);
    });
  });
  queue.show(await photosOf(of));
  if ("MediaRecorder" in window) await startVoice();
}

/** The code that records comes when she wants to, or when something she said still waits for her. */
async function startVoice(): Promise<void> {
  const speak = document.getElementById("speak");
  if (!speak) return;
  const voice = async () => {
    const { VoiceNote } = await import("./voice");
    return new VoiceNote(of, (note) => {
      queue.show([note]);
    });
  };
  speak.hidden = false;
  speak.onclick = () =>
    void voice().then(
      (note) => note.record(),
      () => {
        tell(say("offline"));
      },
    );
  const left = [...(await photosOf(undecided(of))), ...(await photosOf(unfinished(of)))];
  if (left.length) await (await voice()).offerLeft();
}

// ---- The call ----

async function join(opensPhotos = false): Promise<void> {
  const { mountTenantCall } = await import("../src/features/previsits/mount-tenant-call");
  mountTenantCall(byId("call"), {
    language: page.dataset["language"] === "en" ? "en" : "nl",
    link: localStorage.getItem(rememberedLink(number)),
    addPhoto,
    opensPhotos,
    onClose: () => {
      void refresh().then(() => {
        page.querySelector<HTMLElement>(opensPhotos ? "[data-photos]" : "[data-join]")?.focus();
      });
    },
  });
}

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-join]")) void join();
  if ((event.target as Element).closest("[data-photos]")) void join(true);
});

/** A reload in the middle of a call goes straight back in; pictures of an earlier one go on their way. */
async function pickUpCall(): Promise<void> {
  if (wasInCall()) await join();
  else if (stillsWait()) {
    const { resumeStills } = await import("../src/call/still-sender");
    await resumeStills();
  }
}

withoutPlainParts(document);
const opening = openLink({
  signIn,
  page: "/r",
  trouble: { 410: "expired" },
  onopened: keepLink,
});
void Promise.resolve(opening).then(() => {
  if (number) showLink();
});
if (number) {
  follow();
  void startPhotos();
  void pickUpCall();
} else void tellWhatWaits("case:");
