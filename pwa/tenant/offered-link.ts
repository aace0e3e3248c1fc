/** The buttons that copy a link and hand it to other apps. */
import { byId, say } from "./words";

export function offerLink(link: string): void {
  const copied = byId("copy").querySelector("span");
  byId("copy").onclick = async () => {
    await navigator.clipboard.writeText(link);
    if (copied) copied.textContent = say("copied");
  };
  // A helper's link is for one person: her page has no such button.
  const share = document.getElementById("share");
  if (share && "share" in navigator) {
    share.hidden = false;
    // Closing the list of apps is a choice, not a failure.
    share.onclick = () => void navigator.share({ url: link }).catch(() => undefined);
  }
}
