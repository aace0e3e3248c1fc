/** Photos that go with a message: kept on this phone first, and brought before the words. Loaded with the first of them. */
import { forgetPhoto, heavyOf, photosOf } from "./device";
import { clockOffsetOf } from "./fresh-page";
import { keepChosen, limitsOf } from "./photo-field";
import { send } from "./photo-upload";
import { say, tell } from "./words";

const owner = (page: HTMLElement) => `chat:${page.dataset["case"] ?? ""}`;

/** The ids of what was kept; or why one of them will not do. */
export async function keepForChat(
  files: readonly File[],
  page: HTMLElement,
): Promise<{ kept: string[]; why: string }> {
  const { kept, wrong } = await keepChosen(files, owner(page), 0, limitsOf(page));
  if (wrong) await Promise.all(kept.map(({ id }) => forgetPhoto(id)));
  return { kept: wrong ? [] : kept.map(({ id }) => id), why: wrong };
}

/** Brings one to the server; its copy here goes with the receipt. */
export async function bringPhoto(
  id: string,
  page: HTMLElement,
): Promise<"safe" | "again" | "over" | "wrong"> {
  const photo = (await photosOf(owner(page))).find((kept) => kept.id === id);
  const heavy = photo && (await heavyOf(id));
  // Brought before, by another tab or before the words went: the message names it all the same.
  if (!photo || !heavy) return "safe";
  const caseId = page.dataset["id"] ?? "";
  const outcome = await send(
    photo,
    heavy,
    clockOffsetOf(page),
    {
      announce: `/api/case/photos?case=${caseId}`,
      confirm: (photoId) => `/api/case/photos/${photoId}/confirm?case=${caseId}`,
      facts: () => ({ moment: "report", source: "form" }),
      reopen: () => Promise.resolve("unknown" as const),
    },
    () => undefined,
  );
  if (outcome.is === "again") return "again";
  if (outcome.is === "signed-out") return "over";
  await forgetPhoto(id);
  if (outcome.is !== "useless" && outcome.is !== "not-taken") return "safe";
  tell(say(outcome.why));
  return "wrong";
}
