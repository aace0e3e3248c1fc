/** The guest's page with script: exchanges the link for a cookie, then opens the call. The words are the server's. */
import "./tenant.css";

import { wasInCall } from "../src/call/left-behind";

const page = document.getElementById("content");
const rememberedLink = "vooraf_guest_link";
const isInvited = page?.dataset["guest"] !== undefined;

document.documentElement.classList.add("with-script");

const trouble: Record<number, string> = {
  404: "/g?link=unknown",
  409: "/g?link=used",
  410: "/g?link=expired",
};

/** The secret leaves the address only after the server has answered: until then a reload still works. */
async function exchange(secret: string): Promise<void> {
  const link = location.href.replace(location.search, "");
  const answer = await fetch("/api/guest/sign-in", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ secret }),
  });
  if (answer.status >= 500) throw new Error("busy");
  if (answer.ok) sessionStorage.setItem(rememberedLink, link);
  location.replace(answer.ok ? "/g" : (trouble[answer.status] ?? "/g?link=unknown"));
}

async function openLink(secret: string): Promise<void> {
  show("needed", false);
  show("offline", false);
  show("opening", true);
  try {
    await exchange(secret);
  } catch {
    show("opening", false);
    show("offline", true);
  }
}

function show(name: string, visible: boolean): void {
  const part = document.getElementById(name);
  if (part) part.hidden = !visible;
}

async function join(): Promise<void> {
  const place = document.getElementById("call");
  if (!place) return;
  const { mountGuestCall } = await import("../src/features/previsits/guests/mount-guest-call");
  await mountGuestCall(place, {
    language: page?.dataset["language"] === "en" ? "en" : "nl",
    link: sessionStorage.getItem(rememberedLink),
    onClose: () => page?.querySelector<HTMLElement>("[data-join]")?.focus(),
  });
}

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-join]")) void join();
});

document.querySelectorAll("noscript").forEach((part) => {
  part.remove();
});
const secret = location.hash.slice(1);
if (secret) {
  document.getElementById("offline")?.addEventListener("click", () => void openLink(secret));
  void openLink(secret);
} else if (isInvited && wasInCall()) void join();
