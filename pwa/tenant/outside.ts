/**
 * The page of somebody outside with script: exchanges the link for a cookie, sends photos that wait on this phone, and
 * has the report made. The words are the server's.
 */
import "./tenant.css";

import { canKeep, photosOf } from "./device";
import { clockOffsetOf, freshPage, lookAgain, swapFresh } from "./fresh-page";
import { openLink, withoutPlainParts } from "./link";
import { keepChosen, limitsOf } from "./photo-field";
import { PhotoQueue } from "./photo-queue";
import type { Way } from "./photo-upload";
import { tellWhatWaits } from "./what-waits";
import { say, tell } from "./words";

const root = document.documentElement;
const page = document.getElementById("content");
/** Of whoever may add photos; said with each, because another link may have been opened in this browser since. */
const job = page?.dataset["outside"] ?? "";

/** As the case page's, by the outsider's own door. */
const outsideWay: Way = {
  announce: `/api/outside/photos?job=${job}`,
  confirm: (id) => `/api/outside/photos/${id}/confirm?job=${job}`,
  facts: ({ moment = "after", retakeOf }) => ({
    moment,
    source: "link",
    ...(retakeOf && { retakeOf }),
  }),
  // The cookie lasts longer than any link: it is another link's by now, or the link has ended.
  async reopen() {
    const fresh = await freshPage("/o");
    return fresh.getElementById("content")?.dataset["outside"] ? "unknown" : "over";
  },
};

root.classList.add("with-script");

async function startPhotos(main: HTMLElement, of: string): Promise<void> {
  if (!(await canKeep())) return;
  root.classList.add("with-store");
  const clockOffsetMs = clockOffsetOf(main);

  const queue = new PhotoQueue({
    of,
    clockOffsetMs,
    way: outsideWay,
    placeOf: ({ slot = "", moment = "" }) =>
      main.querySelector(`[data-waiting="${slot}-${moment}"]`) ?? main.querySelector("#elsewhere"),
    async onchange() {
      await swapFresh(main, "/o");
      lookAgain(main, "/o");
    },
  });

  // Listened to on the whole page: parts of it are swapped.
  main.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || !target.dataset["slot"]) return;
    const files = [...(target.files ?? [])];
    const { slot, moment = "", retake } = target.dataset;
    const about = { slot, moment, ...(retake && { retakeOf: retake }) };
    target.value = "";
    void keepChosen(files, of, 0, limitsOf(main), about).then(({ kept, wrong, advice }) => {
      queue.add(kept, wrong, advice);
    });
  });
  queue.show(await photosOf(of));
  lookAgain(main, "/o");
}

async function takeReport(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  tell(say("reportMaking"));
  try {
    const answer = await fetch("/api/outside/reports", {
      method: "POST",
      headers: { accept: "application/json", "accept-language": root.lang },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const made = (await answer.json()) as { url: string; fileName: string };
    const link = document.createElement("a");
    link.href = made.url;
    link.download = made.fileName;
    link.click();
    tell(say("reportMade", { file: made.fileName }));
  } catch {
    tell(say("reportFailed"));
  } finally {
    button.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("[data-report]");
  if (button) void takeReport(button);
});

withoutPlainParts(document);
void openLink({
  signIn: "/api/outside/sign-in",
  page: "/o",
  trouble: { 410: "expired" },
  onopened: () => {
    location.replace("/o");
  },
});
// Another link into the same job sends what an earlier one could not.
if (page && job) void startPhotos(page, `outside:${job}`);
else void tellWhatWaits("outside:");
