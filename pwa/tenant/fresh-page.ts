/** Keeps the facts of a page fresh: the words are the server's; the page is fetched again and what changed is swapped. */
import { withoutPlainParts } from "./link";
import { patience } from "./words";

export async function freshPage(address: string): Promise<Document> {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  // Only the facts are wanted; this page's policy would refuse the other one's style sheet.
  const facts = (await answer.text()).replace(/<style[^]*?<\/style>/, "");
  const fresh = new DOMParser().parseFromString(facts, "text/html");
  withoutPlainParts(fresh);
  return fresh;
}

/** Swaps only what changed, so that nobody loses her place. False when this browser is let in no more. */
export async function swapFresh(page: HTMLElement, address: string): Promise<boolean> {
  const fresh = await freshPage(address).catch(() => undefined);
  // Another link may have been opened in this browser since: its facts are of something else.
  const shown = fresh?.getElementById("content")?.dataset["id"];
  if (shown !== page.dataset["id"]) return !fresh || Boolean(shown);
  fresh?.querySelectorAll<HTMLElement>("[data-live]").forEach((part) => {
    const old = page.querySelector(`[data-live="${String(part.dataset["live"])}"]`);
    if (!old || asItCame(old).isEqualNode(part)) return;
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(part);
    if (hadFocus) part.querySelector<HTMLElement>("a, button")?.focus();
  });
  return true;
}

/** What she unfolded is no change: the words that she types in it would be gone. */
function asItCame(part: Element): Element {
  const copy = part.cloneNode(true) as Element;
  copy.querySelectorAll("details[open]").forEach((each) => {
    each.removeAttribute("open");
  });
  return copy;
}

const mostLooks = 10;
let looking = 0;

/** The small copy is made a moment after a photo came in. */
export function lookAgain(page: HTMLElement, address: string, tries = 0): void {
  clearTimeout(looking);
  if (tries === mostLooks || !page.querySelector("[data-live] span.waiting")) return;
  looking = window.setTimeout(() => {
    void swapFresh(page, address).then(() => {
      lookAgain(page, address, tries + 1);
    });
  }, patience(tries));
}

/** How far this phone's clock is ahead of the server's, measured when the page arrived. */
export const clockOffsetOf = (page: HTMLElement) =>
  Math.round(
    performance.timeOrigin +
      (performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming).responseStart -
      Date.parse(page.dataset["now"] ?? new Date().toISOString()),
  );
