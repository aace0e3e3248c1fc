/** What a case page can do without until she touches it: her photos, what she says, and the call. */
import type { AddPhoto } from "../src/features/evidence/photo-judge";
import { type KeptPhoto, photosOf } from "./device";
import { filmIn } from "./film";
import { keepChosen, limitsOf } from "./photo-field";
import { PhotoQueue } from "./photo-queue";
import type { Way } from "./photo-upload";
import { byId, say, tell } from "./words";

interface CasePage {
  page: HTMLElement;
  /** Said with every photo: another case may have been opened in this browser since. */
  caseId: string;
  /** Whose photos, as they are kept. */
  of: string;
  /** Where this phone keeps the link. */
  remembered: string;
  clockOffsetMs: number;
  refresh: () => Promise<void>;
  reopen: Way["reopen"];
}

export class CaseLater {
  readonly #case: CasePage;
  readonly #queue: PhotoQueue;

  constructor(around: CasePage) {
    const { of, caseId, clockOffsetMs, refresh, reopen } = around;
    this.#case = around;
    this.#queue = new PhotoQueue({
      of,
      clockOffsetMs,
      way: {
        announce: `/api/case/photos?case=${caseId}`,
        confirm: (id) => `/api/case/photos/${id}/confirm?case=${caseId}`,
        facts: () => ({ moment: "report", source: "form" }),
        reopen,
      },
      placeOf: () => byId("chosen"),
      onchange: refresh,
    });
  }

  async choose(files: File[]): Promise<void> {
    const { kept, wrong, advice } = await this.#keep(files);
    this.#queue.add(kept, wrong, advice);
  }

  async sendWhatWaits(): Promise<void> {
    this.#queue.show(await photosOf(this.#case.of));
  }

  #keep(files: File[], about?: Partial<KeptPhoto>): ReturnType<typeof keepChosen> {
    return keepChosen(files, this.#case.of, 0, { ...limitsOf(this.#case.page), filmIn }, about);
  }

  // ---- What she says ----

  async record(): Promise<void> {
    try {
      await (await this.#voice()).record();
    } catch {
      tell(say("offline"));
    }
  }

  async offerLeftVoice(): Promise<void> {
    await (await this.#voice()).offerLeft();
  }

  async #voice() {
    const { VoiceNote } = await import("./voice");
    return new VoiceNote(this.#case.of, (note) => {
      this.#queue.show([note]);
    });
  }

  // ---- Being told on this phone ----

  async offerToTellHere(): Promise<void> {
    const { offerHere } = await import("./told-here");
    await offerHere();
  }

  // ---- The call ----

  async join(opensPhotos: boolean): Promise<void> {
    const { page, remembered, refresh } = this.#case;
    const { mountTenantCall } = await import("../src/features/previsits/mount-tenant-call");
    mountTenantCall(byId("call"), {
      link: localStorage.getItem(remembered),
      addPhoto: this.#addPhoto,
      opensPhotos,
      onClose: () => {
        void refresh().then(() => {
          page.querySelector<HTMLElement>(opensPhotos ? "[data-photos]" : "[data-join]")?.focus();
        });
      },
    });
  }

  /** A photo that the technician asked for goes the way of all her photos: kept here until it is safe there. */
  readonly #addPhoto: AddPhoto = async (file, wantedId, judgement) => {
    const { kept, wrong } = await this.#keep([file], { slot: wantedId, ...judgement });
    this.#queue.show(kept);
    return wrong;
  };

  async sendStills(): Promise<void> {
    const { resumeStills } = await import("../src/call/still-sender");
    await resumeStills();
  }
}
