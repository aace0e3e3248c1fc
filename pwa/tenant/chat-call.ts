/** From the chat to the call: the same as on her page, and back to the chat afterwards. Loaded when she joins. */
import { mountTenantCall } from "../src/features/previsits/mount-tenant-call";
import { clockOffsetOf } from "./fresh-page";
import { keepChosen, limitsOf } from "./photo-field";
import { PhotoQueue } from "./photo-queue";
import { byId } from "./words";

export function openCall(page: HTMLElement, link: string | null, onClose: () => void): void {
  const of = `case:${page.dataset["case"] ?? ""}`;
  const caseId = page.dataset["id"] ?? "";
  const queue = new PhotoQueue({
    of,
    clockOffsetMs: clockOffsetOf(page),
    way: {
      announce: `/api/case/photos?case=${caseId}`,
      confirm: (id) => `/api/case/photos/${id}/confirm?case=${caseId}`,
      facts: () => ({ moment: "report", source: "form" }),
      reopen: () => Promise.resolve("unknown" as const),
    },
    placeOf: () => null,
    onchange: () => Promise.resolve(),
  });
  mountTenantCall(byId("call"), {
    link,
    addPhoto: async (file, wantedId, judgement) => {
      const about = { slot: wantedId, ...judgement };
      const { kept, wrong } = await keepChosen([file], of, 0, limitsOf(page), about);
      queue.show(kept);
      return wrong;
    },
    opensPhotos: false,
    onClose: () => {
      onClose();
      byId("text").focus();
    },
  });
}
