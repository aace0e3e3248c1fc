/** Drawing, as the screen of a call has it: with what, on which picture, and whether that picture is kept. */
import { Annotation } from "../../../call/annotation.svelte";
import type { Call } from "../../../call/call.svelte";
import type { MarkKind } from "../../../call/marks";
import { flatten } from "./flatten";

export type KeepPicture = (picture: Blob, pictureId: string) => Promise<void>;

export class Drawing {
  tool = $state<MarkKind>("arrow");
  /** Where the picture is seen that may be held still. */
  stage: HTMLElement | null = null;

  readonly annotation: Annotation;
  readonly canKeep: boolean;
  readonly isKept = $derived.by(() => {
    const { picture } = this.annotation;
    return picture !== null && picture.pictureId === this.#keptId;
  });

  readonly #keepPicture: KeepPicture | undefined;
  #keptId = $state<string | null>(null);
  #isKeeping = false;

  /** `keepPicture` for who may keep a picture with what is drawn on it. */
  constructor(call: Call, keepPicture?: KeepPicture) {
    this.annotation = new Annotation(call);
    this.canKeep = keepPicture !== undefined;
    this.#keepPicture = keepPicture;
  }

  freeze(): void {
    const video = this.stage?.querySelector("video");
    if (video) void this.annotation.freeze(video);
  }

  async keep(): Promise<void> {
    const { picture, marks } = this.annotation;
    if (!picture?.jpeg || this.#isKeeping || this.isKept) return;
    this.#isKeeping = true;
    try {
      const bitmap = await createImageBitmap(picture.jpeg);
      await this.#keepPicture?.(await flatten(bitmap, marks), picture.pictureId);
      bitmap.close();
      this.#keptId = picture.pictureId;
      this.annotation.tellKept();
    } finally {
      this.#isKeeping = false;
    }
  }
}
