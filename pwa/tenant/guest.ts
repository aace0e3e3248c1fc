/** The guest's page with script: exchanges the link for a cookie, then opens the call. The words are the server's. */
import "./tenant.css";

import { wasInCall } from "../src/call/left-behind";
import { openLink, withoutPlainParts } from "./link";

const page = document.getElementById("content");
const rememberedLink = "vooraf_guest_link";
const isInvited = page?.dataset["guest"] !== undefined;

document.documentElement.classList.add("with-script");

async function join(): Promise<void> {
  const place = document.getElementById("call");
  if (!place) return;
  const { mountGuestCall } = await import("../src/features/previsits/guests/mount-guest-call");
  await mountGuestCall(place, {
    link: sessionStorage.getItem(rememberedLink),
    onClose: () => page?.querySelector<HTMLElement>("[data-join]")?.focus(),
  });
}

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-join]")) void join();
});

withoutPlainParts(document);
const opening = openLink({
  signIn: "/api/guest/sign-in",
  page: "/g",
  trouble: { 409: "used", 410: "expired" },
  onopened: (link) => {
    sessionStorage.setItem(rememberedLink, link);
    location.replace("/g");
  },
});
if (!opening && isInvited && wasInCall()) void join();
