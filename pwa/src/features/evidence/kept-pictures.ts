/**
 * Pictures of open jobs, kept on the phone by photo id. The addresses the server gives are signed and change every hour, so
 * the browser's own cache would lose them; the picture behind an id never changes.
 */
import { createContext } from "svelte";

import type { Photo } from "../../api/wire";
import { picturesCache } from "../../offline/database";

export type PictureSize = "thumbnail" | "screen";

const sizes: PictureSize[] = ["thumbnail", "screen"];

/** Only a key in the cache; nothing answers at this address. */
function keyOf(photoId: string, size: PictureSize): string {
  return `/kept-pictures/${photoId}/${size}`;
}

function signedUrl(photo: Photo, size: PictureSize): string | null {
  return size === "thumbnail" ? photo.thumbnailUrl : photo.screenUrl;
}

export class KeptPictures {
  readonly #shown = new Map<string, Promise<string | null>>();
  readonly #keeping = new Map<string, Promise<void>>();

  /** An address to show: the kept copy, else fetched and kept, else the server's own. Null while there is no picture. */
  show(photo: Photo, size: PictureSize): Promise<string | null> {
    const key = keyOf(photo.id, size);
    const known = this.#shown.get(key);
    if (known) return known;
    const found = this.#find(photo, size);
    this.#shown.set(key, found);
    void found.then((url) => {
      // Not there yet, or not kept: ask again the next time.
      if (!url?.startsWith("blob:")) this.#shown.delete(key);
    });
    return found;
  }

  async #find(photo: Photo, size: PictureSize): Promise<string | null> {
    const cache = await caches.open(picturesCache);
    await this.#keep(cache, photo, size);
    const kept = await cache.match(keyOf(photo.id, size));
    if (kept) return URL.createObjectURL(await kept.blob());
    return navigator.onLine ? signedUrl(photo, size) : null;
  }

  /** Fetches what is missing for these photos and drops what belongs to jobs that are no longer here. */
  async keepOnly(photos: Photo[]): Promise<void> {
    const cache = await caches.open(picturesCache);
    const wanted = new Set(
      photos.flatMap((photo) => sizes.map((size) => new URL(keyOf(photo.id, size), origin).href)),
    );
    const kept = new Set<string>();
    for (const request of await cache.keys()) {
      kept.add(request.url);
      if (!wanted.has(request.url)) await cache.delete(request);
    }
    for (const photo of photos) {
      for (const size of sizes) {
        const isKept = kept.has(new URL(keyOf(photo.id, size), origin).href);
        if (!isKept) await this.#keep(cache, photo, size);
      }
    }
  }

  /** A screen and the refresh behind it may ask for the same picture: it is fetched once. */
  #keep(cache: Cache, photo: Photo, size: PictureSize): Promise<void> {
    const key = keyOf(photo.id, size);
    const running = this.#keeping.get(key);
    if (running) return running;
    const work = fetchInto(cache, key, signedUrl(photo, size));
    this.#keeping.set(key, work);
    return work.finally(() => this.#keeping.delete(key));
  }

  /** Out of the memory as well. */
  async forgetAll(): Promise<void> {
    this.#shown.clear();
    await caches.delete(picturesCache);
  }
}

async function fetchInto(cache: Cache, key: string, url: string | null): Promise<void> {
  if (url === null || (await cache.match(key))) return;
  try {
    const answer = await fetch(url);
    if (answer.ok) await cache.put(key, answer);
  } catch {
    // No network: the next refresh goes on where this one stopped.
  }
}

export const [keptPicturesContext, provideKeptPictures] = createContext<KeptPictures>();
