/** Hands pictures to the worker that makes them fit to be evidence. */
import type { PhotoAnswer, PhotoWork, PreparedPhoto } from "../../offline/photo.worker";

export type { PreparedPhoto };

export class PhotoPreparer {
  #worker: Worker | undefined;
  #order = 0;

  /** The worker starts with the camera, so that the first photo does not wait for it. */
  warmUp(): void {
    this.#worker ??= new Worker(new URL("../../offline/photo.worker.ts", import.meta.url), {
      type: "module",
      name: "photo",
    });
  }

  prepare(file: Blob, { isFullSize = false } = {}): Promise<PreparedPhoto> {
    this.warmUp();
    const worker = this.#worker as Worker;
    this.#order += 1;
    const work: PhotoWork = { order: this.#order, file, isFullSize };
    return new Promise((resolve, reject) => {
      const stop = new AbortController();
      const { signal } = stop;
      worker.addEventListener(
        "message",
        (event: MessageEvent<PhotoAnswer>) => {
          if (event.data.order !== work.order) return;
          stop.abort();
          if (event.data.isPrepared) resolve(event.data.photo);
          else reject(new Error(event.data.reason));
        },
        { signal },
      );
      worker.addEventListener(
        "error",
        (event) => {
          stop.abort();
          this.close();
          reject(new Error(event.message));
        },
        { signal },
      );
      worker.postMessage(work);
    });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
