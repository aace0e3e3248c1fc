/** Hands pictures to the worker that makes them fit to be evidence. */
import type { PhotoAnswer, PhotoWork, PreparedPhoto } from "../../offline/photo.worker";

export type { PreparedPhoto };

interface Waiting {
  resolve: (photo: PreparedPhoto) => void;
  reject: (reason: Error) => void;
}

export class PhotoPreparer {
  #worker: Worker | undefined;
  #order = 0;
  readonly #waiting = new Map<number, Waiting>();

  /** The worker starts with the camera, so that the first photo does not wait for it. */
  warmUp(): void {
    this.#worker ??= this.#started();
  }

  prepare(file: Blob, { isFullSize = false } = {}): Promise<PreparedPhoto> {
    this.#order += 1;
    const work: PhotoWork = { order: this.#order, file, isFullSize };
    return new Promise((resolve, reject) => {
      this.#waiting.set(work.order, { resolve, reject });
      this.warmUp();
      this.#worker?.postMessage(work);
    });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #started(): Worker {
    const worker = new Worker(new URL("../../offline/photo.worker.ts", import.meta.url), {
      type: "module",
      name: "photo",
    });
    worker.addEventListener("message", ({ data }: MessageEvent<PhotoAnswer>) => {
      const waiting = this.#waiting.get(data.order);
      this.#waiting.delete(data.order);
      if (data.isPrepared) waiting?.resolve(data.photo);
      else waiting?.reject(new Error(data.reason));
    });
    // Also before anybody waits: one whose script did not load never answers, and the next try starts another.
    worker.addEventListener("error", ({ message }) => {
      if (this.#worker === worker) this.close();
      for (const { reject } of this.#waiting.values()) reject(new Error(message));
      this.#waiting.clear();
    });
    return worker;
  }
}
